"""The board, its sections and its prompts."""

import secrets
from datetime import date, datetime, timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meetings.models import AgendaItem, Meeting
from modellkoncept.documents import editions
from modellkoncept.fields.model_fields import LineField, LinesField
from modellkoncept.privacy import small_groups
from padlet.models.board_key import WithKey
from programmes.models import Role, User

SEALED_AFTER = 14  # days after the meeting, at the latest
NIGHT = range(5)  # hours of the day
MAX_BREAKOUTS = 12  # of one section


def random_path() -> str:
    """128 random bits for the address of a board, easy to put in a QR code."""
    return secrets.token_hex(16)


def random_secret() -> str:
    return secrets.token_hex(32)


class BoardQuerySet(models.QuerySet["Board"]):
    def visible_to(self, user: User) -> "BoardQuerySet":
        """The boards of the user's meetings; drafts and rehearsals only to their facilitators."""
        seen = self.filter(meeting__in=Meeting.objects.visible_to(user))
        if user.is_skr:
            return seen
        is_for_all = ~Q(state=Board.State.DRAFT) & Q(is_rehearsal=False)
        return seen.filter(is_for_all | Q(meeting__in=Meeting.objects.led_by(user)))

    def facilitated_by(self, user: User) -> "BoardQuerySet":
        """The boards of the meetings that the user leads."""
        return self.filter(meeting__in=Meeting.objects.led_by(user))

    def opened(self) -> "BoardQuerySet":
        """The boards on which people may have written."""
        return self.exclude(state=Board.State.DRAFT)

    def without_rehearsals(self) -> "BoardQuerySet":
        """The boards to list, count and export: no rehearsal with invented notes."""
        return self.filter(is_rehearsal=False)

    def due(self, now: datetime) -> "BoardQuerySet":
        """The prepared boards that today's agendas may open; their clock times decide."""
        return self.filter(
            state=Board.State.DRAFT,
            is_rehearsal=False,
            prepared=True,
            agenda_item__isnull=False,
            meeting__date=timezone.localdate(now),
        )

    def ending_with_item(self, now: datetime) -> "BoardQuerySet":
        """The boards that people write on, whose clock follows today's agenda."""
        writing = [Board.State.OPEN, Board.State.PAUSED]
        return self.filter(
            ends_with_item=True,
            state__in=writing,
            agenda_item__isnull=False,
            meeting__date=timezone.localdate(now),
        )

    def due_for_sealing(self, now: datetime) -> "BoardQuerySet":
        """The boards to seal now. An open board waits for the night, so no writing is cut short."""
        is_late = Q(meeting__date__lte=now.date() - timedelta(days=SEALED_AFTER))
        if now.hour not in NIGHT:
            is_late &= ~Q(state=Board.State.OPEN)
        return self.opened().filter(is_late | Q(state=Board.State.CLOSED), sealed_on=None)

    def due_for_disposal(self, today: date) -> "BoardQuerySet":
        """The boards whose notes are older than the retention says; none without a decision."""
        if not settings.BOARD_DISPOSAL_DECISION:
            return self.none()
        before = today - timedelta(days=settings.BOARD_RETENTION_DAYS)
        return self.filter(meeting__date__lte=before, sealed_on__isnull=False, disposed_on=None)

    def shareable(self) -> "BoardQuerySet":
        """The boards whose notes may go out of the system, for lists; drafts have none yet.

        `Board.is_shareable` says the same of a board at hand.
        """
        return self.opened().without_rehearsals().filter(Q(mode=Board.Mode.LIVE) | Q(revealed=True))

    def with_documents_for(self, user: User) -> "BoardQuerySet":
        """The boards whose documents the user may read: their notes are shown, and no rehearsal.

        While people write, a document is working material of those who lead the board. Once it is
        closed it belongs to everybody who may see the board.
        """
        shown = self.without_rehearsals().filter(Q(mode=Board.Mode.LIVE) | Q(revealed=True))
        is_closed = Q(state=Board.State.CLOSED, meeting__in=Meeting.objects.visible_to(user))
        return shown.filter(is_closed | Q(meeting__in=Meeting.objects.led_by(user)))

    def documented(self, *meetings: Meeting) -> "BoardQuerySet":
        """The closed boards that the meetings' documentation tells of, in the agenda's order."""
        closed = self.shareable().filter(meeting__in=meetings, state=Board.State.CLOSED)
        return closed.order_by(models.F("agenda_item__position").asc(nulls_last=True), "pk")

    def with_boxes(self) -> "BoardQuerySet":
        """The board with its sections, prompts and meeting, in a fixed number of queries."""
        return self.select_related("meeting__round", "meeting__group").prefetch_related(
            "sections", "prompts", "clusters"
        )


class Board(WithKey):
    """A wall of notes for one meeting: role groups × prompts."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Inte öppnad")
        OPEN = "open", _("Öppen")
        PAUSED = "paused", _("Pausad")
        CLOSED = "closed", _("Stängd")

    class Mode(models.TextChoices):
        LIVE = "live", _("Lapparna syns efter hand")
        GATHER = "gather", _("Samla först, visa sedan")

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="boards")
    title = LineField(_("rubrik"), max_length=120)
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT, editable=False)
    mode = models.CharField(_("läge"), max_length=8, choices=Mode, default=Mode.LIVE)
    revealed = models.BooleanField(default=False, editable=False)
    tick_seconds = models.PositiveSmallIntegerField(_("takt i sekunder"), default=2)
    instructions = LinesField(_("instruktion"), blank=True, max_length=4000)
    # The board opens when this item of the agenda begins, and its time is out when the item ends.
    # Of the board's own meeting: the migration's composite key (agenda_item, meeting).
    agenda_item = models.ForeignKey(
        AgendaItem,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="boards",
        db_constraint=False,
    )
    # Told when the board was set up, so that somebody is told when the item is gone.
    follows_agenda = models.BooleanField(default=False, editable=False)
    # Sizes and mode have been stated: the agenda, or one press, can open it.
    prepared = models.BooleanField(default=False, editable=False)
    minutes = models.PositiveSmallIntegerField(_("skrivtid i minuter"), null=True, blank=True)
    # What is fixed when the board opens: whether somebody approves each note before it is seen, and
    # how many dots each browser may put.
    approves = models.BooleanField(_("godkänn varje lapp först"), default=False)
    dots_each = models.PositiveSmallIntegerField(_("röster var"), default=0)
    # The countdown on every screen, and whether the writing ends with it.
    ends_at = models.DateTimeField(null=True, editable=False)
    ends_writing = models.BooleanField(default=True, editable=False)
    # The end came from the agenda and moves with its item, until somebody sets the clock by hand;
    # but never past the end of the board's own writing time.
    ends_with_item = models.BooleanField(default=False, editable=False)
    own_end = models.DateTimeField(null=True, editable=False)
    # What the projector shows: prompt 1, 2 … or, when 0, all of them; or one after another.
    showing = models.PositiveSmallIntegerField(default=1, editable=False)
    slideshow = models.BooleanField(default=False, editable=False)
    # Its notes were written on a wall elsewhere: what was kept there of who wrote is not known.
    is_imported = models.BooleanField(default=False, editable=False)
    # A copy filled with invented notes, to try on; never in an export or a count.
    is_rehearsal = models.BooleanField(default=False, editable=False)
    rehearsal_of = models.OneToOneField(
        "self", on_delete=models.SET_NULL, null=True, editable=False, related_name="rehearsal"
    )
    rehearsed_on = models.DateField(null=True, editable=False)
    # A few letters that can be said aloud; they lead here only while the board is open.
    code = models.CharField(max_length=8, null=True, editable=False)  # noqa: DJ001 – NULL is "has none"
    # The latest sheets of counted hands, by their tokens: sent twice a sheet counts once.
    vote_sheets = ArrayField(
        models.CharField(max_length=48), default=list, blank=True, editable=False
    )
    # Rows that are gone from the tables still lie in their files until these are rewritten.
    rewrite_pending = models.BooleanField(default=False, editable=False)
    # From this day the notes are gone, by the decision that was recorded then.
    disposed_on = models.DateField(null=True, editable=False)
    disposal = LineField(max_length=200, blank=True, editable=False)
    path = models.CharField(max_length=32, default=random_path, editable=False)
    secret = models.CharField(max_length=64, default=random_secret, editable=False)
    # The pass to write is made of the secret and the epoch; a new epoch makes every old pass void.
    epoch = models.PositiveIntegerField(default=0, editable=False)
    version = models.PositiveBigIntegerField(default=0, editable=False)
    # How many notes the board has, in whatever state; kept by each statement that adds or removes.
    note_count = models.PositiveIntegerField(default=0, editable=False)
    # Counts the changes of the board as a whole: a page tells an older state from a newer by it.
    layout_version = models.PositiveIntegerField(default=0, editable=False)
    # Counts the texts hidden, changed or taken away: a document made before is outdated.
    redaction_count = models.PositiveIntegerField(default=0, editable=False)
    # How many of these only hid a note, and short hashes of the notes that nobody sees now: once
    # they are shown again, a document made before holds again.
    hide_count = models.PositiveIntegerField(default=0, editable=False)
    hidden_notes = models.TextField(blank=True, editable=False)
    # How many of the board's versions only hid a note or let it be seen.
    visibility_count = models.PositiveBigIntegerField(default=0, editable=False)

    objects = BoardQuerySet.as_manager()

    class Meta:
        verbose_name = _("tavla")
        verbose_name_plural = _("tavlor")
        ordering = ["meeting", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(tick_seconds__range=(1, 30)), name="board_ticks_every_1_to_30_seconds"
            ),
            models.CheckConstraint(
                condition=Q(dots_each__lte=20), name="board_gives_at_most_20_dots"
            ),
            models.CheckConstraint(
                condition=Q(sealed_on=None) | Q(state="closed"), name="sealed_board_is_closed"
            ),
            models.CheckConstraint(
                condition=Q(key_id__isnull=False) | ~Q(state__in=["open", "paused"]),
                name="board_in_use_has_a_key",
            ),
            models.CheckConstraint(
                condition=Q(code=None) | Q(state__in=["open", "paused"]),
                name="board_has_a_code_only_while_in_use",
            ),
            # Not `unique=True`: that makes a second index of each, for LIKE, which nobody asks.
            models.UniqueConstraint(fields=["path"], name="board_path_once"),
            models.UniqueConstraint(fields=["code"], name="board_code_once"),
            # What a rehearsal refers to, so that it is one of its own meeting's boards.
            models.UniqueConstraint(fields=["id", "meeting"], name="board_with_meeting_once"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("padlet:board", args=[self.pk])

    def get_guest_url(self) -> str:
        return reverse("padlet:join", args=[self.path])

    @property
    def edition(self) -> str:
        """What is withdrawn of the board, as its documents remember it."""
        return editions.counted(
            self.redaction_count, revocable=self.hide_count, hidden=self.hidden_notes
        )

    @property
    def content_version(self) -> tuple[int, str]:
        """The same again once what was hidden is shown, if nothing else has changed."""
        return self.version - self.visibility_count, self.hidden_notes

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    def is_time_up(self, now: datetime) -> bool:
        """Whether the countdown is over and has taken the writing with it."""
        return self.ends_writing and self.ends_at is not None and now >= self.ends_at

    @property
    def is_out_of_time(self) -> bool:
        """Whether an open board takes no more notes now, as its time is out."""
        return self.is_open and self.is_time_up(timezone.now())

    @property
    def sealing_date(self) -> date:
        """The latest day of sealing: the last on which a note could be tied to its author."""
        return max(self.meeting.date + timedelta(days=SEALED_AFTER), timezone.localdate())

    @property
    def disposal_date(self) -> date | None:
        """The day on which the notes are taken away; None while no decision says so."""
        if not settings.BOARD_DISPOSAL_DECISION:
            return None
        last_kept = self.meeting.date + timedelta(days=settings.BOARD_RETENTION_DAYS)
        return max(last_kept, timezone.localdate())

    @property
    def shows_notes(self) -> bool:
        """Whether anybody may see the notes yet."""
        return self.mode == self.Mode.LIVE or self.revealed

    @property
    def accepts_paper(self) -> bool:
        """Whether notes may be typed in from paper: until the board is closed."""
        return self.state in {self.State.OPEN, self.State.PAUSED} and self.sealed_on is None

    @property
    def accepts_votes(self) -> bool:
        """Whether hands may be entered: what they are for has been shown, and nothing is sealed.

        Also while it is paused for those who write: then the room looks up, and raises its hands.
        """
        in_use = {self.State.OPEN, self.State.PAUSED}
        return self.state in in_use and self.sealed_on is None and self.shows_notes

    @property
    def vote_field(self) -> str:
        """The counter that hands add to: the dots where the board gives dots, else the likes."""
        return "dots" if self.dots_each else "likes"

    @property
    def is_shareable(self) -> bool:
        """Whether the notes may go out of the system: shown to everybody, and no rehearsal.

        The same rule as `BoardQuerySet.shareable`, which cannot be asked here: exports, reports and
        the closing of a round have the board already, and a query for each would be one too many.
        A test holds the two together.
        """
        return self.shows_notes and not self.is_rehearsal


class Section(models.Model):
    """A role group on a board, with the size of each of its breakouts."""

    class RoleGroup(models.TextChoices):
        POLITICIANS = "pol", _("Politiker")
        MANAGERS = "chef", _("Chefer")
        STRATEGISTS = "strat", _("Strateger och nyckelpersoner")
        EVERYBODY = "alla", _("Alla")

    ROLES = {  # whose words a person's role in the round stands beside
        Role.POLITICIAN: RoleGroup.POLITICIANS,
        Role.MANAGER: RoleGroup.MANAGERS,
        Role.STRATEGIST: RoleGroup.STRATEGISTS,
        Role.KEY_PERSON: RoleGroup.STRATEGISTS,
    }

    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="sections")
    position = models.PositiveSmallIntegerField()
    role_group = models.CharField(_("rollgrupp"), max_length=5, choices=RoleGroup)
    # How many people each breakout has, as stated when the board opened; empty before that, and
    # 0 where nobody knows: an old wall says which group wrote, not how many they were.
    breakout_sizes = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    # The numbers of the breakouts that have said "Klara".
    done_breakouts = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    # How many notes the group had put up when they were disposed of.
    disposed_notes = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["board", "position"]
        constraints = [
            models.UniqueConstraint(fields=["board", "position"], name="section_position_once"),
            models.UniqueConstraint(fields=["board", "role_group"], name="role_group_once"),
            # What the notes refer to, so that a note is in a section of its own board.
            models.UniqueConstraint(fields=["id", "board"], name="section_with_board_once"),
        ]

    def __str__(self) -> str:
        return self.get_role_group_display()

    def has_breakout(self, number: int) -> bool:
        """Whether a note may name this breakout; with one group only, any that there can be."""
        breakouts = len(self.breakout_sizes)
        return 0 <= number <= MAX_BREAKOUTS if breakouts <= 1 else 1 <= number <= breakouts

    @property
    def disclosable_breakouts(self) -> frozenset[int]:
        """The breakouts that notes may name: no small one, nor one that gives a small one away."""
        return small_groups.disclosable(self.breakout_sizes)

    def tag_of(self, number: int) -> int:
        """The breakout as it may be stored and told (TRUST: C7); 0: only the section is."""
        return number if number in self.disclosable_breakouts else 0


class Prompt(models.Model):
    """A prompt, written once with {roll} and {övriga roller} and worded for each role group."""

    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="prompts")
    position = models.PositiveSmallIntegerField()
    template = LineField(_("fråga"), max_length=200)

    class Meta:
        ordering = ["board", "position"]
        constraints = [
            models.UniqueConstraint(fields=["board", "position"], name="prompt_position_once"),
            # What notes, clusters and sentences refer to, so that they are of the prompt's board.
            models.UniqueConstraint(fields=["id", "board"], name="prompt_with_board_once"),
        ]

    def __str__(self) -> str:
        return self.template
