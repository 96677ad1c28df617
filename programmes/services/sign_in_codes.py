"""Codes by e-mail: asked for, counted, judged. A known and an unknown address cost the same work.

Two ways of a letter:

- The first two letters to an address within half an hour hold a code of the session that asked for
  it: six digits, judged at most 5 times, compared with nothing but what is typed in that session.
- Whoever asks after that waits, with tries of her own, for the address's shared code of twelve
  digits. It leads in wherever somebody has asked for this address. Its letter is written when none
  is there that lasts for another quarter of an hour, at most once in each quarter.

So whatever a stranger asks for and guesses at, before, between or after, a person's code leads in:
no try of his is counted on her row, and there is always a letter that works. An address gets at
most 6 letters in half an hour, and one more for each time that somebody signs in with one. A whole
conference behind one network address asks without limit.

What keeps a code from being guessed, over all processes and whatever restarts between:

- Each try is counted in one statement before it is compared: on its row, and for its address, its
  network and everybody. After 10 wrong ones for an address in a day its new codes are long. Until
  then at most 3 of six digits are open at once: with their 15 tries that makes at most 24 in a
  million, so guessing at one address succeeds once in some 40,000 days.
- New codes are long too after 200 wrong tries in an hour from one network, or 1,000 in a day from
  everywhere, or while about 300 of six digits are open everywhere. With the 1,500 tries of those
  that makes 2,500: guessing at all addresses at once succeeds once in some 400 days.
- A long code of one session is one in 10^12. Of shared ones at most 3 are open for an address, and
  the number of tries has no bound but the site's speed: a hundred in each second, day and night,
  succeed once in some 38,000 days.
"""

import secrets
import time
from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta

from django.db import connection, transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.crypto import constant_time_compare, salted_hmac

from modellkoncept.mail.outbox import queue_mail
from modellkoncept.web import rate_limits
from programmes.errors import (
    CodeAlreadySentError,
    CodeOverError,
    OlderCodeError,
    TooManyTriesError,
    WrongSignInCodeError,
)
from programmes.models import SignInCode, User

CODE_LASTS, SHARED_CODE_LASTS = timedelta(minutes=10), timedelta(minutes=30)
DIGITS, LONG_DIGITS = 6, 12
MAX_TRIES, MAX_LONG_TRIES = 5, 1000

QUARTER, HALF_HOUR, HOUR, DAY = 900, 1800, 3600, 86400  # seconds
LETTERS_IN_HALF_AN_HOUR, SHARED_LETTERS_A_QUARTER = 2, 1
WRONG_PER_ADDRESS_A_DAY = 10
WRONG_PER_NETWORK_AN_HOUR = 200
WRONG_EVERYWHERE_A_DAY = 1000
SHORT_EVERYWHERE = 300

LETTER, SHARED_LETTER = "sign-in-letter", "sign-in-shared-letter"
WRONG_ADDRESS, WRONG_NETWORK, WRONG = "sign-in-address", "sign-in-network", "sign-in-everywhere"


def ask_for_code(*, address: str, network: str, held: int | None = None) -> int:
    """Send a code to this address (normal form), if it is a person's; the row's id, either way.

    The row is for this session only: its tries are counted on it. Raises CodeAlreadySentError when
    the visitor holds a row already, and the letter that was sent must do.
    """
    is_long = (
        rate_limits.counted(WRONG_NETWORK, network) >= WRONG_PER_NETWORK_AN_HOUR
        or rate_limits.counted(WRONG) >= WRONG_EVERYWHERE_A_DAY
        or SignInCode.objects.live(_now()).filter(is_long=False)[:SHORT_EVERYWHERE].count()
        >= SHORT_EVERYWHERE
    )
    address_hash = _hash("address", address)
    with transaction.atomic():
        _lock(address_hash)
        if rate_limits.counted(LETTER, address) < LETTERS_IN_HALF_AN_HOUR:
            # Counted with the letter, and taken back with it: both or neither.
            rate_limits.count(LETTER, address, seconds=HALF_HOUR)
            is_long |= rate_limits.counted(WRONG_ADDRESS, address) >= WRONG_PER_ADDRESS_A_DAY
            return _send(address, address_hash, is_long=is_long).pk
        return _wait_for_shared_code(address, address_hash, held)


def judge_code(
    *, code_id: int, address: str, typed: str, network: str, earlier: Collection[int] = ()
) -> User:
    """The person whom this code signs in. The code is gone with it: of two at once, one gets in.

    `earlier` are the rows that the same session was given before this one. Raises
    WrongSignInCodeError, OlderCodeError (it stood in a letter that this session asked for before),
    TooManyTriesError (nothing is judged any more) or CodeOverError (it is too old, or used).
    """
    row = _count_try(code_id)
    address_hash = _hash("address", address)
    rate_limits.count(WRONG_ADDRESS, address, seconds=DAY)
    rate_limits.count(WRONG_NETWORK, network, seconds=HOUR)
    rate_limits.count(WRONG, seconds=DAY)
    if row is None or row.address_hash != address_hash:
        _take_back(address, network)
        raise CodeOverError
    if row.tries > _most_tries(row):
        raise TooManyTriesError
    digits = "".join(sign for sign in typed if sign.isascii() and sign.isdigit())
    code_hash = _hash(f"code.{address_hash}", digits)
    code = _with_hash(code_hash, [row, *_shared_codes(address_hash)])
    user = User.objects.filter(email=address).first()
    if code is None or user is None:
        raise _wrong(row, code_hash, earlier)
    with transaction.atomic():
        if not SignInCode.objects.filter(pk=code.pk).delete()[0]:
            raise CodeOverError
        SignInCode.objects.filter(pk=row.pk).delete()
        _give_letter_back(address, code)
    _take_back(address, network)
    return user


def sweep_codes() -> None:
    """Delete the codes that are too old."""
    SignInCode.objects.filter(expires_at__lte=_now()).delete()


def _wait_for_shared_code(address: str, address_hash: str, held: int | None) -> int:
    """A row that the shared code of this address opens; its letter is written if there is none."""
    soonest = _now() + timedelta(seconds=QUARTER)
    shared = _shared_codes(address_hash).last()
    is_new = False
    if shared is None or shared.expires_at < soonest:
        quarter = _quarter(address, _now() + SHARED_CODE_LASTS)
        is_new = rate_limits.counted(SHARED_LETTER, quarter) < SHARED_LETTERS_A_QUARTER
        if is_new:
            rate_limits.count(SHARED_LETTER, quarter, seconds=QUARTER)
            shared = _send(address, address_hash, is_long=True, is_shared=True)
    if shared is None or (held and not is_new and _can_be_tried(held, address_hash)):
        raise CodeAlreadySentError
    row = SignInCode.objects.create(
        address_hash=address_hash, code_hash="", is_long=True, expires_at=shared.expires_at
    )
    return row.pk


def _send(address: str, address_hash: str, *, is_long: bool, is_shared: bool = False) -> SignInCode:
    """Make a code and its letter; a letter to nobody is written too, and taken back at once."""
    digits = _random_digits(LONG_DIGITS if is_long else DIGITS)
    lasts = SHARED_CODE_LASTS if is_shared else CODE_LASTS
    code = SignInCode.objects.create(
        address_hash=address_hash,
        code_hash=_hash(f"code.{address_hash}", digits),
        is_long=is_long,
        is_shared=is_shared,
        expires_at=_now() + lasts,
    )
    is_known = User.objects.filter(email=address, is_active=True).exists()
    letter = transaction.savepoint()
    queue_mail(
        key=f"sign-in-{code.pk}-{secrets.token_hex(8)}",
        to=address,
        subject=render_to_string("account/email/login_code_subject.txt").strip(),
        body=render_to_string(
            "account/email/login_code_message.txt",
            {"code": digits, "minutes": lasts // timedelta(minutes=1)},
        ),
        forget_body_when_sent=True,
    )
    # One statement either way. The worker that is told of a letter that is not there does nothing.
    if is_known:
        transaction.savepoint_commit(letter)
    else:
        transaction.savepoint_rollback(letter)
    return code


def _shared_codes(address_hash: str) -> QuerySet[SignInCode]:
    """The shared codes of this address that still lead in, the newest last."""
    live = SignInCode.objects.live(_now()).filter(address_hash=address_hash, is_shared=True)
    return live.order_by("pk")


def _can_be_tried(held: int, address_hash: str) -> bool:
    """Whether this row, of the session that asks again, is still judged."""
    live = SignInCode.objects.live(_now()).filter(pk=held, address_hash=address_hash)
    row = live.first()
    return row is not None and row.tries < _most_tries(row)


def _count_try(code_id: int) -> SignInCode | None:
    """Count one try on this row, and return it with the number that try has got."""
    sql = """
        UPDATE programmes_signincode SET tries = tries + 1
        WHERE id = %s AND expires_at > %s RETURNING *
    """
    return next(iter(SignInCode.objects.raw(sql, [code_id, _now()])), None)


def _most_tries(row: SignInCode) -> int:
    return MAX_LONG_TRIES if row.is_long else MAX_TRIES


def _with_hash(code_hash: str, rows: Iterable[SignInCode]) -> SignInCode | None:
    """The row whose code this is."""
    return next((row for row in rows if constant_time_compare(row.code_hash, code_hash)), None)


def _wrong(row: SignInCode, code_hash: str, earlier: Collection[int]) -> Exception:
    """Why it is wrong: that it stood in an older letter is told to the session that asked for it.

    Nobody is told of the codes of other sessions, for they may still lead in there.
    """
    live = SignInCode.objects.live(_now()).filter(pk__in=earlier, address_hash=row.address_hash)
    if _with_hash(code_hash, live):
        return OlderCodeError()
    is_last = row.tries >= _most_tries(row)
    return TooManyTriesError() if is_last else WrongSignInCodeError(is_long=row.is_long)


def _give_letter_back(address: str, code: SignInCode) -> None:
    """A letter that has led in is no longer one of those that were sent for nothing."""
    if code.is_shared:
        rate_limits.take_back(SHARED_LETTER, _quarter(address, code.expires_at))
    else:
        rate_limits.take_back(LETTER, address)


def _quarter(address: str, expires_at: datetime) -> str:
    """The quarter of an hour in which the shared code that expires then is made."""
    return f"{int((expires_at - SHARED_CODE_LASTS).timestamp()) // QUARTER} {address}"


def _take_back(address: str, network: str) -> None:
    rate_limits.take_back(WRONG_ADDRESS, address)
    rate_limits.take_back(WRONG_NETWORK, network)
    rate_limits.take_back(WRONG)


def _lock(address_hash: str) -> None:
    """Let those who ask for the same address wait for each other until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(address_hash[:15], 16)])


def _random_digits(length: int) -> str:
    return f"{secrets.randbelow(10**length):0{length}}"


def _hash(salt: str, value: str) -> str:
    return salted_hmac(f"programmes.sign-in.{salt}", value, algorithm="sha256").hexdigest()


def _now() -> datetime:
    return datetime.fromtimestamp(time.time(), tz=UTC)
