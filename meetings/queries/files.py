"""Files of meetings: where the lists say they belong, and whose presentation is there."""

from collections.abc import Sequence

from django.db.models import F, Q
from django.utils import timezone

from meetings.models import Meeting, MeetingFile
from programmes.file_places import FilePlace
from programmes.models import Participation, SharedFile, User

ON_MEETING_PAGE = 5  # files; the rest stands on a page of its own


def files_of_meeting(meeting: Meeting, user: User) -> list[SharedFile]:
    """The newest files of the meeting that the user may see, for the meeting's own page."""
    visible = SharedFile.objects.visible_to(user).filter(of_meeting__meeting=meeting)
    return list(visible.with_place()[:ON_MEETING_PAGE])


def meetings_of_files(files: Sequence[SharedFile], user: User) -> dict[int, FilePlace]:
    """The meeting of each file that belongs to one that the user sees."""
    found = MeetingFile.objects.filter(
        file__in=[file.pk for file in files], meeting__in=Meeting.objects.visible_to(user)
    )
    return {
        each.file_id: FilePlace(each.meeting.title, each.meeting.get_absolute_url())
        for each in found.select_related("meeting")
    }


def meetings_with_presentations(
    participations: Sequence[Participation],
) -> dict[int, tuple[Meeting, bool]]:
    """For each organisation the learning meeting that its presentation is for, and if it is there.

    That is the next one of its group, or the last when all have been held. An organisation whose
    group has none is left out. In two queries.
    """
    groups = {each.group_id for each in participations if each.group_id}
    learning = Meeting.objects.filter(group__in=groups, kind=Meeting.Kind.LEARNING)
    by_group: dict[int | None, list[Meeting]] = {}
    for meeting in learning.order_by("date", "starts_at", "pk"):
        by_group.setdefault(meeting.group_id, []).append(meeting)
    found = {
        each.pk: _next_or_last(by_group[each.group_id])
        for each in participations
        if each.group_id in by_group
    }
    presented = set(
        MeetingFile.objects.filter(
            meeting__in=[meeting.pk for meeting in found.values()],
            file__participation__in=found.keys(),
            file__purpose=SharedFile.Purpose.PRESENTATION,
            file__removed_at=None,
        ).values_list("meeting", "file__participation")
    )
    return {pk: (meeting, (meeting.pk, pk) in presented) for pk, meeting in found.items()}


def material_lines(meetings: Sequence[Meeting]) -> dict[int, list[str]]:
    """What stands ready for each meeting, for all its people: one line a file, in one query.

    A meeting that was moved to another group says nothing of the files of the one before.
    """
    for_all = Q(file__visibility=SharedFile.Visibility.ROUND) | Q(
        file__visibility=SharedFile.Visibility.GROUP, file__group=F("meeting__group")
    )
    found = MeetingFile.objects.filter(for_all, meeting__in=meetings, file__removed_at=None)
    lines: dict[int, list[str]] = {}
    for each in found.select_related("file"):
        lines.setdefault(each.meeting_id, []).append(each.file.title)
    return lines


def _next_or_last(meetings: list[Meeting]) -> Meeting:
    today = timezone.localdate()
    return next((each for each in meetings if each.date >= today), meetings[-1])
