"""Hosts of several meetings, changed together."""

from collections.abc import Iterable

from django.db import transaction

from meetings.models import Meeting
from meetings.services.meetings import change_meeting
from programmes.models import Participation, Round
from programmes.services.rounds import refuse_if_closed


@transaction.atomic
def change_hosts(
    *, round: Round, chosen: Iterable[tuple[Meeting, int, Participation | None]]
) -> None:
    """Give each meeting, read in this version, its host; all or none.

    Raises StaleVersionError when somebody has changed one of them since.
    """
    refuse_if_closed(round.pk)
    for meeting, version, host in sorted(chosen, key=lambda each: each[0].pk):
        change_meeting(meeting=meeting, version=version, host=host)
