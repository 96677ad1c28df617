"""Who signs in with a second step after the code."""

from allauth.mfa.app_settings import RECOVERY_CODE_COUNT
from allauth.mfa.models import Authenticator
from django.conf import settings

from programmes.models import User

SECOND_STEPS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def has_second_step(user: User) -> bool:
    """Whether this person has set one up: it is then asked for, whatever her rights are now."""
    return Authenticator.objects.filter(user_id=user.pk, type__in=SECOND_STEPS).exists()


def has_app(user: User) -> bool:
    """Whether an app on her telephone shows codes for her."""
    return Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP).exists()


def passkeys_of(user: User) -> int:
    """How many passkeys she has."""
    return Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.WEBAUTHN).count()


def must_have_second_step(user: User) -> bool:
    """Whether the settings ask one of her."""
    return settings.STAFF_MFA_REQUIRED and user.is_skr


def recovery_codes_left(user: User) -> int:
    """How many of her recovery codes have not been used."""
    found = Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.RECOVERY_CODES)
    codes = found.first()
    used = int(codes.data["used_mask"]).bit_count() if codes else RECOVERY_CODE_COUNT
    return RECOVERY_CODE_COUNT - used
