"""Boards and their anonymous notes.

The note is the promise of this app: what the class `Note` does not hold is not known to anybody.
Nothing here may gain a field that says who wrote, from where, or when.
"""

import secrets
import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from meetings.models import Meeting
from programmes.models import Role, User

NOTE_LENGTH = 500
SMALL_GROUP = 6  # below this many people, the board says that others can guess


def random_path() -> str:
    """128 random bits for the address of a board, easy to put in a QR code."""
    return secrets.token_hex(16)


def random_secret() -> str:
    return secrets.token_hex(32)


def random_place() -> int:
    """Where a note stands among the others: drawn by lot, so it tells nothing of the order."""
    return secrets.randbelow(2**53)


class BoardQuerySet(models.QuerySet["Board"]):
    def visible_to(self, user: User) -> "BoardQuerySet":
        return self.filter(meeting__in=Meeting.objects.visible_to(user))

    def opened(self) -> "BoardQuerySet":
        """The boards on which people may have written."""
        return self.exclude(state=Board.State.DRAFT)

    def with_boxes(self) -> "BoardQuerySet":
        """The board with its sections, prompts and meeting, in a fixed number of queries."""
        return self.select_related("meeting__programme", "meeting__group").prefetch_related(
            "sections", "prompts"
        )


class Board(models.Model):
    """A wall of notes for one meeting: role groups × questions."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Inte öppnad")
        OPEN = "open", _("Öppen")
        PAUSED = "paused", _("Pausad")
        CLOSED = "closed", _("Stängd")

    class Mode(models.TextChoices):
        LIVE = "live", _("Lapparna syns efter hand")
        GATHER = "gather", _("Samla först, visa sedan")

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="boards")
    title = models.CharField(_("rubrik"), max_length=120)
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT, editable=False)
    mode = models.CharField(_("läge"), max_length=8, choices=Mode, default=Mode.LIVE)
    revealed = models.BooleanField(default=False, editable=False)
    tick_seconds = models.PositiveSmallIntegerField(_("takt i sekunder"), default=2)
    path = models.CharField(max_length=32, unique=True, default=random_path, editable=False)
    secret = models.CharField(max_length=64, default=random_secret, editable=False)
    # The pass to write is made of the secret and the epoch; a new epoch makes every old pass void.
    epoch = models.PositiveIntegerField(default=0, editable=False)
    version = models.PositiveBigIntegerField(default=0, editable=False)
    # Counts every turn of the board as a whole: a page tells an older state from a newer by it.
    turn = models.PositiveIntegerField(default=0, editable=False)
    # Counts the texts hidden, changed or taken away: a document made before is outdated.
    removals = models.PositiveIntegerField(default=0, editable=False)

    objects = BoardQuerySet.as_manager()

    class Meta:
        verbose_name = _("tavla")
        verbose_name_plural = _("tavlor")
        ordering = ["meeting", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(tick_seconds__range=(1, 30)), name="board_ticks_every_1_to_30_seconds"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("padlet:board", args=[self.pk])

    def get_guest_url(self) -> str:
        return reverse("padlet:join", args=[self.path])

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def shows_notes(self) -> bool:
        """Whether anybody may see the notes yet."""
        return self.mode == self.Mode.LIVE or self.revealed


class Section(models.Model):
    """A role group on a board, with the size of each of its small groups."""

    class RoleGroup(models.TextChoices):
        POLITICIANS = "pol", _("Politiker")
        MANAGERS = "chef", _("Chefer")
        STRATEGISTS = "strat", _("Strateger och nyckelpersoner")

    ROLES = {  # whose words a person's role in the round stands beside
        Role.POLITICIAN: RoleGroup.POLITICIANS,
        Role.MANAGER: RoleGroup.MANAGERS,
        Role.STRATEGIST: RoleGroup.STRATEGISTS,
        Role.KEY_PERSON: RoleGroup.STRATEGISTS,
    }

    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="sections")
    position = models.PositiveSmallIntegerField()
    role_group = models.CharField(_("rollgrupp"), max_length=5, choices=RoleGroup)
    # How many people each small group has, as stated when the board opened; empty before that.
    group_sizes = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)

    class Meta:
        ordering = ["board", "position"]
        constraints = [
            models.UniqueConstraint(fields=["board", "position"], name="section_position_once"),
            models.UniqueConstraint(fields=["board", "role_group"], name="role_group_once"),
        ]

    def __str__(self) -> str:
        return self.get_role_group_display()


class Prompt(models.Model):
    """A question, written once with {roll} and {övriga roller} and worded for each role group."""

    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="prompts")
    position = models.PositiveSmallIntegerField()
    template = models.CharField(_("fråga"), max_length=200)

    class Meta:
        ordering = ["board", "position"]
        constraints = [
            models.UniqueConstraint(fields=["board", "position"], name="prompt_position_once"),
        ]

    def __str__(self) -> str:
        return self.template


class NoteQuerySet(models.QuerySet["Note"]):
    def shown(self) -> "NoteQuerySet":
        return self.filter(state=Note.State.VISIBLE)


class Note(models.Model):
    """What somebody wrote. Everything that is known about it stands here; see the module text."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Väntar")
        VISIBLE = "visible", _("Syns")
        HIDDEN = "hidden", _("Dold")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="notes")
    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="notes")
    prompt = models.ForeignKey(Prompt, on_delete=models.CASCADE, related_name="notes")
    breakout = models.PositiveSmallIntegerField(default=0)  # 0: the section has one group
    text = models.CharField(max_length=NOTE_LENGTH)
    place = models.BigIntegerField(default=random_place)
    state = models.CharField(max_length=8, choices=State, default=State.VISIBLE)
    # SHA-256 of the token that the writing browser made; NULL once the board is sealed.
    edit_hash = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001 – NULL is "nobody can"
    likes = models.PositiveIntegerField(default=0)

    objects = NoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("lapp")
        verbose_name_plural = _("lappar")
        ordering = ["place"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="note_says_something"),
        ]

    def __str__(self) -> str:
        return self.text
