"""How far each mentor of a round has come with its mentor profile."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from programmes.models import MentorProfile, Participation
from programmes.task_kinds import TaskState, TaskStatus


def mentor_profile_statuses(participations: Sequence[Participation]) -> dict[int, TaskStatus]:
    """By the participation's id, in one query. Who takes part needs no profile."""
    mentors = [each for each in participations if each.is_mentor]
    profiles = {
        each.organisation_id: each
        for each in MentorProfile.objects.filter(
            organisation__in=[each.organisation_id for each in mentors]
        )
    }
    return {each.pk: _status(each, profiles.get(each.organisation_id)) for each in mentors}


def _status(participation: Participation, profile: MentorProfile | None) -> TaskStatus:
    url = reverse("programmes:mentor_profile", args=[participation.organisation_id])
    if profile is None:
        return TaskStatus(TaskState.MISSING, _("Mentorprofilen är inte skriven"), url)
    if profile.is_complete:
        return TaskStatus(TaskState.DONE, _("Mentorprofilen är klar"), url)
    return TaskStatus(TaskState.PART, _("Mentorprofilen är påbörjad"), url)
