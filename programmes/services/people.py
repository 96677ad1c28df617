"""People: added by their e-mail address, changed and removed."""

from typing import Any

from django.db import IntegrityError, transaction

from modellkoncept.locking import lock_row
from modellkoncept.mail.digests import readdress_digests
from modellkoncept.mail.models import OutgoingMail
from modellkoncept.partial_update import change_fields
from programmes.models import Round, User
from programmes.models.people import random_session_secret
from programmes.services.rounds import refuse_if_closed

PERSON_FIELDS = {"email", "full_name", "is_active", "is_staff", "is_superuser"}


@transaction.atomic
def add_person(*, email: str, full_name: str, is_staff: bool = False) -> User:
    """Give the person with this address, however it is spelt; add the person if new.

    Somebody who is here already keeps name and rights.
    """
    try:
        with transaction.atomic():
            return User.objects.create_user(email, full_name, is_staff=is_staff)
    except IntegrityError:
        return User.objects.get(email=email)


@transaction.atomic
def change_person(*, person: User, **fields: Any) -> User:
    """Change the name, the address or the rights of a person.

    Letters to an address that was wrong are deleted with it: nothing else knows whose it was; but a
    digest that waits goes to the new one. A
    changed address, or right to sign in, ends the person's sessions (a trigger of the database).
    """
    person = lock_row(User.objects.all(), person.pk)
    before = person.email
    change_fields(person, fields, PERSON_FIELDS)
    if person.email != before:
        readdress_digests(user_id=person.pk, to=person.email)
        OutgoingMail.objects.filter(to=before).delete()
    person.refresh_from_db(fields=["session_secret"])
    return person


@transaction.atomic
def end_sessions(*, person: User) -> User:
    """Sign the person out on every device, this one too."""
    person = lock_row(User.objects.all(), person.pk)
    person.session_secret = random_session_secret()
    person.save(update_fields=["session_secret"])
    return person


@transaction.atomic
def remove_person(*, person: User) -> None:
    """Remove a person and the person's part in every round.

    Raises RoundClosedError when one of those rounds is closed: its removal sees to its people.
    """
    for round in Round.objects.filter(participations__memberships__user=person).order_by("pk"):
        refuse_if_closed(round.pk)
    User.objects.get(pk=person.pk).delete()
