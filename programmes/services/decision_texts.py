"""The document of a decision: its edited sections, and an organisation's own headings."""

from collections.abc import Mapping

from django.db import transaction

from modellkoncept.locking import StaleVersionError, lock_row
from programmes.decision_texts.sections import DEFAULT_HEADINGS, Heading, SectionName
from programmes.models import (
    Decision,
    DecisionHeading,
    EditedSection,
    Organisation,
    Participation,
)
from programmes.queries.decision_texts import NOT_EDITED, all_headings, headings_version
from programmes.services.rounds import refuse_if_closed


@transaction.atomic
def edit_section(
    *, decision: Decision, section: SectionName, text: str, generated: str, version: int
) -> EditedSection:
    """Keep this text instead of the system's, which `generated` is at this moment.

    `version` is of the edited section that the writer read, or NOT_EDITED. Raises StaleVersionError
    when another has edited or restored it since.
    """
    refuse_if_closed(decision.participation.round_id)
    lock_row(Decision.objects.all(), decision.pk)  # two may be the first to edit it
    found = EditedSection.objects.filter(decision=decision, section=section).first()
    if version != (found.version if found else NOT_EDITED):
        raise StaleVersionError
    edited = found or EditedSection(decision=decision, section=section, version=NOT_EDITED)
    edited.text, edited.generated = text, generated
    edited.version += 1
    edited.save()
    return edited


@transaction.atomic
def restore_section(*, decision: Decision, section: SectionName) -> None:
    """Let the system's text stand in this section again. Idempotent."""
    refuse_if_closed(decision.participation.round_id)
    EditedSection.objects.filter(decision=decision, section=section).delete()


@transaction.atomic
def change_headings(
    *,
    participation: Participation,
    headings: Mapping[SectionName, Heading],
    version: str | None = None,
) -> None:
    """What the organisation calls its sections, and which it has, in all its documents to come.

    Only what differs from the default is kept. `version` is of the headings that the writer read
    (`headings_version`), None of a writer who cannot collide. Raises StaleVersionError.
    """
    refuse_if_closed(participation.round_id)
    organisation = lock_row(Organisation.objects.all(), participation.organisation_id)
    if version is not None and version != headings_version(all_headings(organisation)):
        raise StaleVersionError
    own = {name: each for name, each in headings.items() if each != DEFAULT_HEADINGS[name]}
    organisation.decision_headings.exclude(section__in=own).delete()
    for name, heading in own.items():
        DecisionHeading.objects.update_or_create(
            organisation=organisation,
            section=name,
            defaults={"text": heading.text, "is_used": heading.is_used},
        )
