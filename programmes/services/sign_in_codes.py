"""Codes by e-mail: asked for, counted, judged. A known and an unknown address cost the same work.

What keeps a code from being guessed, over all processes and whatever restarts between:

- A code has six digits and is judged at most 5 times; each try is counted on its row, in one
  statement, before it is compared.
- Wrong tries are also counted for the address, whatever codes they were for: after 10 in a day its
  six-digit codes are judged no more, and its next ones have twelve digits (one in 10^12 for each
  try, at most 1,000 tries). So guessing one address succeeds once in 100,000 days.
- After 200 wrong tries in an hour from one network, or 1,000 in a day from everywhere, new codes
  have twelve digits too: guessing at all addresses at once succeeds once in some 1,000 days.

Nobody is refused because of what a stranger does: the stranger's tries are for the codes that the
stranger asked for. Letters to one address are at most 3 a minute and 6 in half an hour; whoever
asks for more gets no letter but waits for the code of the newest one, and if none works any longer
a letter is written after all. A whole conference behind one network address asks without limit.
"""

import secrets
import time
from datetime import UTC, datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils.crypto import constant_time_compare, salted_hmac

from modellkoncept.mail.outbox import queue_mail
from modellkoncept.web import rate_limits
from programmes.errors import (
    CodeAlreadySentError,
    CodeOverError,
    OlderCodeError,
    OtherBrowserError,
    TooManyTriesError,
    WrongSignInCodeError,
)
from programmes.models import SignInCode, User

CODE_LASTS = timedelta(minutes=10)
DIGITS, LONG_DIGITS = 6, 12
MAX_TRIES, MAX_LONG_TRIES = 5, 1000

MINUTE, HALF_HOUR, HOUR, DAY = 60, 1800, 3600, 86400  # seconds
LETTERS_A_MINUTE, LETTERS_IN_HALF_AN_HOUR = 3, 6
WRONG_PER_ADDRESS_A_DAY = 10
WRONG_PER_NETWORK_AN_HOUR = 200
WRONG_EVERYWHERE_A_DAY = 1000

LETTER_MINUTE, LETTER_HALF_HOUR = "sign-in-letter-minute", "sign-in-letter-half-hour"
WRONG_ADDRESS, WRONG_NETWORK, WRONG = "sign-in-address", "sign-in-network", "sign-in-everywhere"


def ask_for_code(*, address: str, network: str, held: int | None = None) -> int:
    """Send a code to this address (normal form), if it is a person's; the code's id, either way.

    With too many letters already it is the newest code that still works, and no letter. Raises
    CodeAlreadySentError when that is the one the visitor holds.
    """
    within = rate_limits.count(LETTER_MINUTE, address, seconds=MINUTE) <= LETTERS_A_MINUTE
    within &= (
        rate_limits.count(LETTER_HALF_HOUR, address, seconds=HALF_HOUR) <= LETTERS_IN_HALF_AN_HOUR
    )
    wrong = rate_limits.counted(WRONG_ADDRESS, address)
    is_long = (
        wrong >= WRONG_PER_ADDRESS_A_DAY
        or rate_limits.counted(WRONG_NETWORK, network) >= WRONG_PER_NETWORK_AN_HOUR
        or rate_limits.counted(WRONG) >= WRONG_EVERYWHERE_A_DAY
    )
    with transaction.atomic():
        address_hash = _hash("address", address)
        _lock(address_hash)
        newest = _newest(address_hash, wrong)
        if newest and not within:
            if newest.pk == held:
                raise CodeAlreadySentError
            return newest.pk
        return _send(address, address_hash, is_long=is_long)


def judge_code(*, code_id: int, address: str, typed: str, network: str) -> User:
    """The person whom this code signs in. The code is gone with it: of two at once, one gets in.

    Raises WrongSignInCodeError, OlderCodeError, OtherBrowserError, TooManyTriesError (the code is
    judged no more) or CodeOverError (it is too old, or used).
    """
    code = _count_try(code_id)
    address_hash = _hash("address", address)
    wrong = rate_limits.count(WRONG_ADDRESS, address, seconds=DAY)
    rate_limits.count(WRONG_NETWORK, network, seconds=HOUR)
    rate_limits.count(WRONG, seconds=DAY)
    if code is None or code.address_hash != address_hash:
        _take_back(address, network)
        raise CodeOverError
    if code.tries > (MAX_LONG_TRIES if code.is_long else MAX_TRIES) or (
        wrong > WRONG_PER_ADDRESS_A_DAY and not code.is_long
    ):
        raise TooManyTriesError
    digits = "".join(sign for sign in typed if sign.isascii() and sign.isdigit())
    is_right = constant_time_compare(code.code_hash, _hash(f"code.{code.pk}", digits))
    user = User.objects.filter(email=address).first()
    if not is_right or user is None:
        raise _wrong(code, digits)
    if not SignInCode.objects.filter(pk=code.pk).delete()[0]:
        raise CodeOverError
    _take_back(address, network)
    return user


def sweep_codes() -> None:
    """Delete the codes that are too old."""
    SignInCode.objects.filter(expires_at__lte=_now()).delete()


def _send(address: str, address_hash: str, *, is_long: bool) -> int:
    """Make a code and its letter; a letter to nobody is written too, and taken back at once."""
    digits = _random_digits(LONG_DIGITS if is_long else DIGITS)
    code = SignInCode.objects.create(
        address_hash=address_hash, code_hash="", is_long=is_long, expires_at=_now() + CODE_LASTS
    )
    code.code_hash = _hash(f"code.{code.pk}", digits)
    code.save(update_fields=["code_hash"])
    is_known = User.objects.filter(email=address, is_active=True).exists()
    letter = transaction.savepoint()
    queue_mail(
        key=f"sign-in-{code.pk}-{secrets.token_hex(8)}",
        to=address,
        subject=render_to_string("account/email/login_code_subject.txt").strip(),
        body=render_to_string("account/email/login_code_message.txt", {"code": digits}),
        forget_body_when_sent=True,
    )
    # One statement either way. The worker that is told of a letter that is not there does nothing.
    if is_known:
        transaction.savepoint_commit(letter)
    else:
        transaction.savepoint_rollback(letter)
    return code.pk


def _newest(address_hash: str, wrong: int) -> SignInCode | None:
    """The newest code of this address that a right try would still be taken for."""
    may_be_judged = Q(is_long=True, tries__lt=MAX_LONG_TRIES)
    if wrong < WRONG_PER_ADDRESS_A_DAY:
        may_be_judged |= Q(is_long=False, tries__lt=MAX_TRIES)
    live = SignInCode.objects.filter(address_hash=address_hash, expires_at__gt=_now())
    return live.filter(may_be_judged).order_by("-pk").first()


def _count_try(code_id: int) -> SignInCode | None:
    """Count one try of this code, and return it with the number that try has got."""
    sql = """
        UPDATE programmes_signincode SET tries = tries + 1
        WHERE id = %s AND expires_at > %s RETURNING *
    """
    return next(iter(SignInCode.objects.raw(sql, [code_id, _now()])), None)


def _wrong(code: SignInCode, digits: str) -> Exception:
    """Why it is wrong: that it stood in another letter is said to whoever has that letter.

    Such a code opens nothing here, so to be told of it helps nobody who guesses.
    """
    others = SignInCode.objects.filter(address_hash=code.address_hash, expires_at__gt=_now())
    found = [
        each.pk
        for each in others.exclude(pk=code.pk)
        if constant_time_compare(each.code_hash, _hash(f"code.{each.pk}", digits))
    ]
    if found:
        return OlderCodeError() if min(found) < code.pk else OtherBrowserError()
    last = code.tries >= (MAX_LONG_TRIES if code.is_long else MAX_TRIES)
    return TooManyTriesError() if last else WrongSignInCodeError(is_long=code.is_long)


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
