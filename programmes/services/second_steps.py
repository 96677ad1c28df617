"""The second step of SKR's people, after the code by e-mail: an app's code, a passkey, or a
recovery code.

Tries are counted in the database before they are judged, for the person alone: only who has
already shown the code of her mailbox comes so far. A code that has led in leads in no more. The
tables keep no time at which anybody came in: allauth's `last_used_at` stays empty.
"""

import base64
from typing import Any

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.webauthn.internal import auth as webauthn
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.crypto import salted_hmac

from modellkoncept.privacy.encryption import DecryptionError
from modellkoncept.web import rate_limits
from programmes.errors import TooManyTriesError, WrongSecondStepError
from programmes.models import User
from programmes.queries.second_steps import has_second_step
from programmes.services.people import end_sessions

TRIES, QUARTER = 10, 900  # wrong codes in so many seconds
USED_FOR = 120  # seconds, longer than a code is right
# What a credential that is none of ours, or no credential at all, ends in.
PASSKEY_ERRORS = (ValidationError, ValueError, TypeError, KeyError, AttributeError)
WRONG, USED = "second-step", "second-step-used"


def secret_to_set_up(user: User) -> str:
    """The secret that an app is set up with: the same until it is, and nothing is stored."""
    digest = salted_hmac(
        "programmes.second-step", f"{user.pk} {user.session_secret}", algorithm="sha256"
    ).digest()
    return base64.b32encode(digest[:20]).decode()


def set_up_app(*, user: User, typed: str) -> list[str]:
    """Ask for an app's code from now on, once its code shows that it has the secret.

    Returns the recovery codes, which are shown this once. All other devices are signed out.
    Raises WrongSecondStepError or TooManyTriesError.
    """
    _count(user)
    secret = secret_to_set_up(user)
    if not _is_app_code(user, secret, typed):
        raise WrongSecondStepError
    _take_back(user)
    return _set_up(user, secret)


def judge_second_step(*, user: User, typed: str) -> None:
    """Whether this is the code of her app now, or a recovery code, which is then used.

    Raises WrongSecondStepError or TooManyTriesError.
    """
    _count(user)
    for each in Authenticator.objects.filter(user_id=user.pk):
        if _is_right(user, each, typed):
            _take_back(user)
            return
    raise WrongSecondStepError


def add_passkey(*, user: User, name: str, credential: dict[str, Any]) -> list[str]:
    """Ask for this passkey from now on, which the user's browser has just made for us.

    Returns the recovery codes when it is her first second step; then all other devices are signed
    out, and the codes are shown this once. Raises WrongSecondStepError.
    """
    try:
        webauthn.complete_registration(credential)
    except PASSKEY_ERRORS as error:
        raise WrongSecondStepError from error
    return _add_passkey(user, name, credential)


def judge_passkey(*, user: User, credential: dict[str, Any]) -> None:
    """Whether a passkey of hers has signed the challenge of this session.

    Raises WrongSecondStepError or TooManyTriesError.
    """
    _count(user)
    try:
        webauthn.complete_authentication(user, credential)
    except PASSKEY_ERRORS as error:
        raise WrongSecondStepError from error
    _take_back(user)


def new_recovery_codes(*, user: User, typed: str) -> list[str]:
    """New recovery codes in place of the old ones, against a code. Raises as judging does."""
    judge_second_step(user=user, typed=typed)
    return _replace_recovery_codes(user)


def remove_app(*, user: User, typed: str) -> None:
    """Ask for the app's code no more, against a code of it. Raises as judging does."""
    judge_second_step(user=user, typed=typed)
    remove_second_steps(user=user)


@transaction.atomic
def remove_second_steps(*, user: User) -> None:
    """Let the code by e-mail do again: the person's own wish, or support's after a lost phone."""
    Authenticator.objects.filter(user_id=user.pk).delete()


@transaction.atomic
def _set_up(user: User, secret: str) -> list[str]:
    Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP).delete()
    totp.TOTP.activate(user, secret)
    end_sessions(person=user)
    return _replace_recovery_codes(user)


@transaction.atomic
def _add_passkey(user: User, name: str, credential: dict[str, Any]) -> list[str]:
    is_first = not has_second_step(user)
    webauthn.WebAuthn.add(user, name, credential)
    if not is_first:
        return []
    end_sessions(person=user)
    return _replace_recovery_codes(user)


@transaction.atomic
def _replace_recovery_codes(user: User) -> list[str]:
    Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.RECOVERY_CODES).delete()
    return list(RecoveryCodes.activate(user).generate_codes())


def _is_right(user: User, authenticator: Authenticator, typed: str) -> bool:
    """Whether this is its code. What the server's key cannot read any more leads nobody in."""
    try:
        if authenticator.type == Authenticator.Type.TOTP:
            return _is_app_code(user, totp.decrypt(authenticator.data["secret"]), typed)
        if authenticator.type == Authenticator.Type.RECOVERY_CODES:
            return bool(RecoveryCodes(authenticator).validate_code(_digits(typed)))
    except DecryptionError:
        return False
    return False


def _is_app_code(user: User, secret: str, typed: str) -> bool:
    """Whether the app shows this code now, or half a minute before or after; once for each code."""
    digits = _digits(typed)
    for counter in totp.yield_hotp_counters_from_time():
        expected = totp.format_hotp_value(totp.hotp_value(secret, counter))
        if compare_user_code(actual=digits, expected=expected):
            return rate_limits.count(USED, f"{user.pk} {counter}", seconds=USED_FOR) == 1
    return False


def _count(user: User) -> None:
    if rate_limits.count(WRONG, str(user.pk), seconds=QUARTER) > TRIES:
        raise TooManyTriesError


def _take_back(user: User) -> None:
    rate_limits.take_back(WRONG, str(user.pk))


def _digits(typed: str) -> str:
    return "".join(sign for sign in typed if sign.isascii() and sign.isdigit())
