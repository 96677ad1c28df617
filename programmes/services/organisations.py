"""Organisations: added to the register, changed and removed."""

from typing import Any

from django.db import transaction

from modellkoncept.locking import lock_row
from modellkoncept.partial_update import change_fields
from programmes.models import Organisation

ORGANISATION_FIELDS = {"name", "kind", "code"}


def add_organisation(*, name: str, kind: str, code: str) -> Organisation:
    """Add a municipality (K) or a region (L) with its four-digit code."""
    return Organisation.objects.create(name=name, kind=Organisation.Kind(kind), code=code)


@transaction.atomic
def change_organisation(*, organisation: Organisation, **fields: Any) -> Organisation:
    """Change the name, the kind or the code; every round shows them, a closed one too."""
    organisation = lock_row(Organisation.objects.all(), organisation.pk)
    change_fields(organisation, fields, ORGANISATION_FIELDS)
    return organisation


@transaction.atomic
def remove_organisation(*, organisation: Organisation) -> None:
    """Remove an organisation. Raises ProtectedError when it is or has been in a round."""
    Organisation.objects.get(pk=organisation.pk).delete()
