"""Mentors of groups: which group and theme each supports, with whose support; their notes."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from modellkoncept.audit.kinds import AuditKind
from modellkoncept.audit.record import record_act
from modellkoncept.locking import check_version, lock_row
from programmes.errors import (
    AlreadyMentorError,
    MentorInOwnGroupError,
    NotAMentorError,
    WrongRoundError,
)
from programmes.models import (
    LearningGroup,
    MentorNote,
    Mentorship,
    Participation,
    Theme,
    User,
)
from programmes.services.rounds import refuse_if_closed

MENTOR_CHOSEN = AuditKind("mentor_chosen", _("Mentor vald för en grupp"))
MENTOR_OVERRIDE = AuditKind("mentor_override", _("Annan mentor vald än den föreslagna"))
MENTOR_REMOVED = AuditKind("mentor_removed", _("Mentor borttagen från en grupp"))


@transaction.atomic
def add_mentorship(
    *,
    mentor: Participation,
    group: LearningGroup,
    theme: Theme | None = None,
    supports: Mentorship | None = None,
    instead_of: str = "",
    reason: str = "",
    actor: User | None = None,
) -> Mentorship:
    """Let the organisation support the group in the theme, alone or behind another mentor.

    `instead_of` is the organisation that was proposed, where SKR chose another, and `reason` why.
    Raises MentorInOwnGroupError, NotAMentorError, WrongRoundError or AlreadyMentorError; then
    nothing has changed.
    """
    refuse_if_closed(mentor.round_id)
    mentor = lock_row(Participation.objects.select_related("organisation"), mentor.pk)
    _refuse_participant(mentor, group)
    parts = (group, theme, supports)
    if any(part is not None and part.round_id != mentor.round_id for part in parts):
        raise WrongRoundError
    if supports is not None and supports.group_id != group.pk:
        raise WrongRoundError
    _write_down_own_group(mentor)
    if Mentorship.objects.filter(mentor=mentor, group=group, theme=theme).exists():
        raise AlreadyMentorError
    made: Mentorship = Mentorship.objects.create(
        round_id=mentor.round_id,
        mentor=mentor,
        group=group,
        theme=theme,
        supports=supports,
        instead_of=instead_of,
        reason=reason,
    )
    if mentor.group_id is None:
        _let_own_group_be(mentor, made)
    kind = MENTOR_OVERRIDE if instead_of else MENTOR_CHOSEN
    _record(kind, made, actor)
    return made


@transaction.atomic
def remove_mentorship(*, mentorship: Mentorship, actor: User | None = None) -> None:
    """Let the mentor no longer support the group in the theme; who stood behind it goes too.

    Idempotent. The mentor's own group is then another of its groups, or none.
    """
    refuse_if_closed(mentorship.round_id)
    found = Mentorship.objects.select_related("mentor__organisation", "group", "theme")
    row = found.filter(pk=mentorship.pk).first()
    if row is None:
        return
    affected = [row, *found.filter(supports=row)]
    _record(MENTOR_REMOVED, row, actor)
    row.delete()
    for each in affected:
        mentor = lock_row(Participation.objects.all(), each.mentor_id)
        if (mentor.group_id, mentor.theme_id) == (each.group_id, each.theme_id):
            _let_own_group_be(mentor, mentor.mentorships.order_by("pk").first())


@transaction.atomic
def save_mentor_note(
    *, mentor: Participation, group: LearningGroup, text: str, version: int
) -> MentorNote:
    """Keep what the mentor organisation notes about the group; version 0 is a note not yet there.

    Raises StaleVersionError when a colleague has saved since it was read.
    """
    refuse_if_closed(mentor.round_id)
    lock_row(Participation.objects.all(), mentor.pk)
    note = MentorNote.objects.filter(mentor=mentor, group=group).first()
    if note is None:
        note = MentorNote(round_id=mentor.round_id, mentor=mentor, group=group, version=0)
    check_version(note, version)
    note.text = text
    note.version += 1
    note.save()
    return note


def follow_participation(
    participation: Participation, before: tuple[int | None, int | None] = (None, None)
) -> None:
    """Keep the first mentorship as the participation says, after a change of the latter."""
    now = (participation.group_id, participation.theme_id)
    if not participation.is_mentor or now == before:
        return
    rows = Mentorship.objects.filter(mentor=participation)
    rows.filter(group=before[0], theme=before[1]).delete()
    _write_down_own_group(participation)


def _write_down_own_group(mentor: Participation) -> None:
    """A row for the group that the participation itself names, unless there is one."""
    if mentor.group_id is None:
        return
    found = Mentorship.objects.filter(mentor=mentor, group=mentor.group, theme=mentor.theme)
    if not found.exists():
        Mentorship.objects.create(
            round_id=mentor.round_id,
            mentor=mentor,
            group_id=mentor.group_id,
            theme_id=mentor.theme_id,
        )


def _let_own_group_be(mentor: Participation, row: Mentorship | None) -> None:
    mentor.group_id = row.group_id if row else None
    mentor.theme_id = row.theme_id if row else None
    mentor.save(update_fields=["group", "theme"])


def _refuse_participant(mentor: Participation, group: LearningGroup) -> None:
    if mentor.is_mentor:
        return
    raise MentorInOwnGroupError if mentor.group_id == group.pk else NotAMentorError


def _record(kind: AuditKind, row: Mentorship, actor: User | None) -> None:
    subject = f"{row.mentor.organisation}: {row.group}, {row.theme or '–'}"
    record_act(kind, actor=actor, round_id=row.round_id, subject=subject)
