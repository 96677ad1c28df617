"""SKR's people: who leads the rounds is added by her colleagues, and leaves by them."""

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from modellkoncept.mail.outbox import queue_mail
from modellkoncept.text.email_address import shown_address
from programmes.errors import LastColleagueError, TakesPartError
from programmes.models import User
from programmes.services.invitation_links import create_link
from programmes.services.people import add_person, change_person


@transaction.atomic
def add_colleague(*, email: str, full_name: str, actor: User) -> User:
    """Let the person with this address lead the rounds, and write to her that she may.

    Somebody who leads them already gets no second letter that day. Raises TakesPartError for a
    person of an organisation: who leads a round is in none.
    """
    person = add_person(email=email, full_name=full_name, actor=actor)
    if person.memberships.exists():
        raise TakesPartError
    if not person.is_skr:
        person = change_person(person=person, actor=actor, is_staff=True, is_active=True)
        _write_letter(person, actor)
    return person


@transaction.atomic
def remove_colleague(*, person: User, actor: User) -> None:
    """Let her lead the rounds no more, at once; what she has done stays. Again is the same.

    Raises LastColleagueError for the last one: somebody must be able to let others in.
    """
    leading = User.objects.select_for_update().filter(is_staff=True, is_active=True)
    ids = set(leading.order_by("pk").values_list("pk", flat=True))
    if person.pk not in ids:
        return
    if ids == {person.pk}:
        raise LastColleagueError
    change_person(person=person, actor=actor, is_staff=False, is_superuser=False)


def _write_letter(person: User, actor: User) -> None:
    context = {
        "person": person,
        "inviter": actor,
        "inviter_address": shown_address(actor.email),
        "address": shown_address(person.email),
        "link": settings.BASE_URL + create_link(user=person),
    }
    queue_mail(
        key=f"colleague-{person.pk}-{timezone.localdate()}",
        to=person.email,
        subject=render_to_string("programmes/mail/colleague_subject.txt", context).strip(),
        body=render_to_string("programmes/mail/colleague_message.txt", context),
        forget_body_when_sent=True,
    )
