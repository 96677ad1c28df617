"""People: added by their e-mail address, changed and removed."""

from typing import Any

from django.db import IntegrityError, transaction

from modellkoncept.audit.models import AuditEvent
from modellkoncept.audit.record import record_act
from modellkoncept.locking import lock_row
from modellkoncept.mail.digests import readdress_digests
from modellkoncept.mail.models import OutgoingMail
from modellkoncept.partial_update import change_fields
from modellkoncept.privacy.redaction import Names
from programmes.audit_kinds import ADDRESS_CHANGED, PERSON_ADDED, PERSON_REMOVED, RIGHTS_CHANGED
from programmes.models import FormerIdentity, Round, User
from programmes.models.people import random_session_secret
from programmes.services.rounds import refuse_if_closed

RIGHTS = {"is_active", "is_staff", "is_superuser"}
PERSON_FIELDS = {"email", "full_name", "is_active", "is_staff", "is_superuser"}


@transaction.atomic
def add_person(
    *, email: str, full_name: str, is_staff: bool = False, actor: User | None = None
) -> User:
    """Give the person with this address, however it is spelt; add the person if new.

    Somebody who is here already keeps name and rights.
    """
    try:
        with transaction.atomic():
            person = User.objects.create_user(email, full_name, is_staff=is_staff)
    except IntegrityError:
        return User.objects.get(email=email)
    if actor is not None:
        record_act(PERSON_ADDED, actor=actor, subject=str(person))
    return person


@transaction.atomic
def change_person(*, person: User, actor: User | None = None, **fields: Any) -> User:
    """Change the name, the address or the rights of a person.

    Letters to an address that was wrong are deleted with it: nothing else knows whose it was; but a
    digest that waits goes to the new one. A
    changed address, or right to sign in, ends the person's sessions (a trigger of the database).
    The name and address of before are kept with the person, so that a removal finds them too.
    """
    person = lock_row(User.objects.all(), person.pk)
    before, name_before = person.email, person.full_name
    change_fields(person, fields, PERSON_FIELDS)
    if (person.email, person.full_name) != (before, name_before):
        FormerIdentity.objects.get_or_create(user=person, full_name=name_before, email=before)
    if person.email != before:
        readdress_digests(user_id=person.pk, to=person.email)
        OutgoingMail.objects.filter(to=before).delete()
        record_act(ADDRESS_CHANGED, actor=actor, subject=str(person))
    if fields.keys() & RIGHTS:
        record_act(RIGHTS_CHANGED, actor=actor, subject=str(person))
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
def remove_person(*, person: User, actor: User | None = None) -> None:
    """Remove a person and the person's part in every round.

    Raises RoundClosedError when one of those rounds is closed: its removal sees to its people.
    """
    for round in Round.objects.filter(participations__memberships__user=person).order_by("pk"):
        refuse_if_closed(round.pk)
    person = User.objects.get(pk=person.pk)
    OutgoingMail.objects.filter(to=person.email).delete()
    person.delete()
    _redact_audit_log(person)
    if actor is not None:
        # Not her name: she is gone, and nothing would take it away again.
        record_act(PERSON_REMOVED, actor=actor)


def _redact_audit_log(gone: User) -> None:
    """Take a deleted person's name and address out of the log, but a name that another has."""
    others = User.objects.filter(full_name__iexact=gone.full_name).values_list(
        "full_name", flat=True
    )
    names = Names([(gone.full_name, gone.email)], public=others)
    names.redact_rows(AuditEvent.objects.all(), "subject")
