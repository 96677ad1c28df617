"""A person changes her own address: a code to the new one first, and a letter to the old one.

Nothing tells whether the new address is somebody's already. Its letter goes out in either case; to
somebody who has an account it says so instead of holding a code. Codes, their hashes and their
tries are those of sign-in (services/sign_in_codes.py), but no code for the one opens the other.

An address gets at most two such letters in half an hour, and a person asks for at most five in an
hour and guesses at most ten times a day: of six digits, one in 100,000.
"""

import secrets
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from modellkoncept.mail.outbox import queue_mail
from modellkoncept.web import rate_limits
from programmes.errors import (
    CodeAlreadySentError,
    CodeOverError,
    TooManyTriesError,
    WrongSignInCodeError,
)
from programmes.models import SignInCode, User
from programmes.services.people import change_person
from programmes.services.sign_in_codes import (
    CODE_LASTS,
    DAY,
    DIGITS,
    HALF_HOUR,
    HOUR,
    LETTERS_IN_HALF_AN_HOUR,
    MAX_TRIES,
)

LETTERS_A_PERSON_AN_HOUR = 5
TRIES_A_PERSON_A_DAY = 10
LETTER, ASKED, TRIED = "address-letter", "address-asked", "address-tried"


def ask_for_change(*, person: User, address: str) -> int:
    """Send a code to this address (normal form), or tell who has it; the row's id, either way.

    Raises CodeAlreadySentError when the person, or the address, has got enough letters for a while,
    or the person has guessed enough.
    """
    about = str(person.pk)
    if rate_limits.counted(TRIED, about) >= TRIES_A_PERSON_A_DAY:
        raise CodeAlreadySentError
    if rate_limits.count(ASKED, about, seconds=HOUR) > LETTERS_A_PERSON_AN_HOUR:
        raise CodeAlreadySentError
    if rate_limits.count(LETTER, address, seconds=HALF_HOUR) > LETTERS_IN_HALF_AN_HOUR:
        raise CodeAlreadySentError
    return _send(person, address).pk


def confirm_change(*, person: User, code_id: int, address: str, typed: str) -> User:
    """Give the person the new address, if this is the code that was sent to it.

    All her sessions end; the old address is told. Raises WrongSignInCodeError, TooManyTriesError or
    CodeOverError (it is too old, used, or the address has become somebody else's meanwhile).
    """
    if rate_limits.count(TRIED, str(person.pk), seconds=DAY) > TRIES_A_PERSON_A_DAY:
        raise TooManyTriesError
    row = _count_try(code_id, _address_hash(person, address))
    digits = "".join(sign for sign in typed if sign.isascii() and sign.isdigit())
    if not constant_time_compare(row.code_hash, _code_hash(person, address, digits)):
        if row.tries >= MAX_TRIES:
            raise TooManyTriesError
        raise WrongSignInCodeError(is_long=False)
    rate_limits.take_back(TRIED, str(person.pk))
    return _change(person, row, address)


@transaction.atomic
def _send(person: User, address: str) -> SignInCode:
    digits = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    code = SignInCode.objects.create(
        address_hash=_address_hash(person, address),
        code_hash=_code_hash(person, address, digits),
        expires_at=_now() + CODE_LASTS,
    )
    is_taken = User.objects.filter(email=address).exists()
    letter = "address_taken" if is_taken else "address_code"
    if is_taken:  # no code that anybody has seen leads further
        SignInCode.objects.filter(pk=code.pk).update(code_hash="")
    queue_mail(
        key=f"address-{code.pk}-{secrets.token_hex(8)}",
        to=address,
        subject=render_to_string(f"programmes/mail/{letter}_subject.txt").strip(),
        body=render_to_string(
            f"programmes/mail/{letter}.txt",
            {"code": digits, "minutes": CODE_LASTS // timedelta(minutes=1)},
        ),
        forget_body_when_sent=True,
    )
    return code


def _count_try(code_id: int, address_hash: str) -> SignInCode:
    """Count one try on the row before it is compared; CodeOverError when there is none to try."""
    live = SignInCode.objects.live(_now()).filter(pk=code_id, address_hash=address_hash)
    live.update(tries=F("tries") + 1)
    row = live.first()
    if row is None:
        raise CodeOverError
    if row.tries > MAX_TRIES:
        raise TooManyTriesError
    return row


@transaction.atomic
def _change(person: User, row: SignInCode, address: str) -> User:
    if not SignInCode.objects.filter(pk=row.pk).delete()[0]:
        raise CodeOverError
    before = person.email
    try:
        with transaction.atomic():
            person = change_person(person=person, actor=person, email=address)
    except IntegrityError as error:
        raise CodeOverError from error
    queue_mail(
        key=f"address-changed-{row.pk}-{secrets.token_hex(8)}",
        to=before,
        subject=render_to_string("programmes/mail/address_changed_subject.txt").strip(),
        body=render_to_string("programmes/mail/address_changed.txt", {"name": person.full_name}),
    )
    return person


def _address_hash(person: User, address: str) -> str:
    return _hash(f"address.{person.pk}", address)


def _code_hash(person: User, address: str, digits: str) -> str:
    return _hash(f"code.{_address_hash(person, address)}", digits)


def _hash(salt: str, value: str) -> str:
    return salted_hmac(f"programmes.address-change.{salt}", value, algorithm="sha256").hexdigest()


def _now() -> datetime:
    return timezone.now()
