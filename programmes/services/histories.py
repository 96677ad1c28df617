"""What organisations offer as mentors, and what they have done before this system."""

from typing import Any

from django.db import IntegrityError, transaction

from modellkoncept.locking import check_version, lock_row
from modellkoncept.partial_update import refuse_unknown_fields
from programmes.errors import EarlierPartKnownError
from programmes.models import EarlierPart, MentorProfile, Organisation, StatedFigure

PROFILE_FIELDS = {"experience", "themes", "place", "capacity"}


@transaction.atomic
def save_mentor_profile(
    *, organisation: Organisation, version: int, **fields: Any
) -> MentorProfile:
    """Keep what the organisation says of itself; version 0 is a profile that is not there yet.

    Raises StaleVersionError when somebody has saved since it was read.
    """
    refuse_unknown_fields(fields, PROFILE_FIELDS)
    organisation = lock_row(Organisation.objects.all(), organisation.pk)
    profile = MentorProfile.objects.filter(organisation=organisation).first()
    if profile is None:
        profile = MentorProfile(organisation=organisation, version=0)
    check_version(profile, version)
    for name, value in fields.items():
        setattr(profile, name, value)
    profile.version += 1
    profile.save()
    return profile


@transaction.atomic
def add_earlier_part(
    *, organisation: Organisation, role: str, first_year: int, last_year: int, source: str = ""
) -> EarlierPart:
    """Enter a part in a round from before this system. Raises EarlierPartKnownError."""
    part = EarlierPart(
        organisation=organisation,
        role=role,
        first_year=first_year,
        last_year=last_year,
        source=source,
    )
    try:
        with transaction.atomic():
            part.save()
    except IntegrityError as error:
        raise EarlierPartKnownError from error
    return part


@transaction.atomic
def remove_earlier_part(*, part: EarlierPart) -> None:
    """Remove it again. Idempotent."""
    EarlierPart.objects.filter(pk=part.pk).delete()


@transaction.atomic
def save_stated_figure(
    *, year: int, municipalities: int, regions: int, source: str
) -> StatedFigure:
    """Keep how many had taken part up to the year, as the source states it; the last call wins."""
    figure, _made = StatedFigure.objects.update_or_create(
        year=year,
        defaults={"municipalities": municipalities, "regions": regions, "source": source},
    )
    return figure


@transaction.atomic
def remove_stated_figure(*, figure: StatedFigure) -> None:
    """Remove it again. Idempotent."""
    StatedFigure.objects.filter(pk=figure.pk).delete()
