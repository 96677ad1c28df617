"""Organisations: chosen from the register or added by hand, corrected and removed."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from modellkoncept.locking import check_version, lock_row
from modellkoncept.partial_update import refuse_unknown_fields
from programmes.errors import OrganisationTakenError, UnknownCodeError
from programmes.models import Organisation
from programmes.register.entries import RegisterEntry, register_by_code

ORGANISATION_FIELDS = {"name", "kind", "code", "latitude", "longitude"}


@transaction.atomic
def add_organisation(
    *,
    name: str,
    kind: str,
    code: str | None = None,
    latitude: float | None = None,
    longitude: float | None = None,
) -> Organisation:
    """Add a municipality (K) or a region (L) by hand; only one of the register has a real code.

    Raises OrganisationTakenError.
    """
    organisation = Organisation(
        name=name,
        kind=Organisation.Kind(kind),
        code=code or None,
        latitude=latitude,
        longitude=longitude,
    )
    if entry := register_by_code().get(organisation.code or ""):
        _take_facts(organisation, entry)
        organisation.name_is_corrected = organisation.name != entry.name
    return _saved(organisation)


@transaction.atomic
def choose_organisation(*, code: str) -> Organisation:
    """The organisation of the register that has this code; made the first time it is chosen.

    Raises UnknownCodeError, or OrganisationTakenError when one added by hand has its name.
    """
    if found := Organisation.objects.filter(code=code).first():
        return found
    entry = register_by_code().get(code)
    if entry is None:
        raise UnknownCodeError
    organisation = Organisation(name=entry.name, kind=entry.kind, code=code)
    _take_facts(organisation, entry)
    try:
        return _saved(organisation)
    except OrganisationTakenError:
        # Two users may choose it in the same second: then the first one's row is there.
        if found := Organisation.objects.filter(code=code).first():
            return found
        raise


@transaction.atomic
def change_organisation(
    *, organisation: Organisation, version: int | None = None, **fields: Any
) -> Organisation:
    """Change the name, the kind, the code or the place; every round shows them, a closed one too.

    Raises StaleVersionError or OrganisationTakenError; then nothing has changed.
    """
    refuse_unknown_fields(fields, ORGANISATION_FIELDS)
    organisation = lock_row(Organisation.objects.all(), organisation.pk)
    check_version(organisation, version)
    if "name" in fields and fields["name"] != organisation.name:
        organisation.name_is_corrected = True
    for name, value in fields.items():
        setattr(organisation, name, value)
    organisation.version += 1
    return _saved(organisation)


@transaction.atomic
def remove_organisation(*, organisation: Organisation) -> None:
    """Remove an organisation. Raises ProtectedError when it is or has been in a round."""
    Organisation.objects.get(pk=organisation.pk).delete()


@transaction.atomic
def load_register() -> int:
    """Bring the organisations that have been chosen in line with the register's file.

    Idempotent, and never touches a name that a person has corrected or an organisation added by
    hand. Returns how many changed; where another organisation has the name, the old one stays.
    """
    changed = 0
    rows = Organisation.objects.select_for_update(of=["self"]).filter(code__isnull=False)
    for organisation in rows.order_by("pk"):
        entry = register_by_code().get(organisation.code or "")
        if entry is None:
            continue
        before = _facts(organisation)
        _take_facts(organisation, entry)
        if not organisation.name_is_corrected and _name_is_free(entry.name, organisation):
            organisation.name = entry.name
        if _facts(organisation) != before:
            organisation.version += 1
            organisation.save()
            changed += 1
    return changed


def _facts(organisation: Organisation) -> tuple[Any, ...]:
    return organisation.name, organisation.short_name, organisation.place


def _take_facts(organisation: Organisation, entry: RegisterEntry) -> None:
    organisation.short_name = entry.short_name
    organisation.latitude, organisation.longitude = entry.latitude, entry.longitude


def _name_is_free(name: str, but: Organisation) -> bool:
    return not Organisation.objects.filter(name=name).exclude(pk=but.pk).exists()


def _saved(organisation: Organisation) -> Organisation:
    """Save it, unless another organisation has its name or code: here, or in the register."""
    is_in_register = any(
        entry.name == organisation.name and entry.code != organisation.code
        for entry in register_by_code().values()
    )
    if is_in_register or _is_taken(organisation):
        raise OrganisationTakenError
    try:
        with transaction.atomic():
            organisation.save()
    except IntegrityError as error:  # somebody took it meanwhile, or the code is none
        if _is_taken(organisation):
            raise OrganisationTakenError from error
        raise
    return organisation


def _is_taken(organisation: Organisation) -> bool:
    same = Q(name=organisation.name)
    if organisation.code is not None:
        same |= Q(code=organisation.code)
    return Organisation.objects.filter(same).exclude(pk=organisation.pk).exists()
