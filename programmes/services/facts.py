"""The organisation's facts: saved by its people."""

from django.db import transaction

from modellkoncept.locking import StaleVersionError, check_version, lock_row
from modellkoncept.partial_update import refuse_unknown_fields
from programmes.models import FACT_FIELDS, OrganisationFacts, Participation
from programmes.services.rounds import refuse_if_closed

NEVER_SAVED = 0  # the version of facts that nobody has saved yet


@transaction.atomic
def save_facts(
    *, participation: Participation, answers: dict[str, str], version: int | None = None
) -> OrganisationFacts:
    """Save the answers that are given. Raises StaleVersionError when a colleague was faster."""
    refuse_unknown_fields(answers, set(FACT_FIELDS))
    refuse_if_closed(participation.round_id)
    facts, is_new = OrganisationFacts.objects.get_or_create(participation=participation)
    if is_new:
        if version not in {None, NEVER_SAVED}:
            raise StaleVersionError
    else:
        facts = lock_row(OrganisationFacts.objects.all(), facts.pk)
        check_version(facts, version)
        facts.version += 1
    for name, answer in answers.items():
        setattr(facts, name, answer)
    facts.save()
    return facts
