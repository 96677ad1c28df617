"""What a person wants to be told by mail, and the token with which a letter lets her change it."""

from collections.abc import Collection

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from modellkoncept.mail.models import MailChoice

_signer = Signer(sep=".", salt="modellkoncept.mail.unsubscribe")


def wants_reminders(user_id: int) -> bool:
    """Whether the person wants reminders; everybody does who has not turned them off."""
    return not MailChoice.objects.filter(user=user_id, wants_reminders=False).exists()


def without_reminders(user_ids: Collection[int]) -> set[int]:
    """Those of the people who have turned reminders off, in one query."""
    off = MailChoice.objects.filter(user__in=user_ids, wants_reminders=False)
    return set(off.values_list("user", flat=True))


def set_reminders(*, user_id: int, wanted: bool) -> None:
    """Turn reminders on or off for the person; the last call wins. Invitations go all the same."""
    MailChoice.objects.update_or_create(user_id=user_id, defaults={"wants_reminders": wanted})


def unsubscribe_address(user_id: int) -> str:
    """The whole address at which this person, signed in or not, turns reminders off."""
    return settings.BASE_URL + reverse("unsubscribe", args=[_signer.sign(str(user_id))])


def user_of_token(token: str) -> int | None:
    """The id of the person whose letter the token stood in; None for one that is not ours."""
    try:
        return int(_signer.unsign(token))
    except (BadSignature, ValueError):
        return None


def is_known(user_id: int) -> bool:
    """Whether the person is still here."""
    return get_user_model().objects.filter(pk=user_id).exists()
