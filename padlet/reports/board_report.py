"""What is written on a board, in the order a reader meets it: no HTTP, no file.

Only what everybody has been shown: no waiting or hidden note, nothing that is not revealed, nothing
that came after the tick, nothing from a rehearsal. A note has no id here; its number says where it
stands in this very list.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from operator import attrgetter
from uuid import UUID

from django.utils.translation import gettext as _

from padlet.live import board_cache
from padlet.live.summaries import sentences_with_notes
from padlet.models import Board, Note, Prompt, Section, Sentence
from padlet.queries.breakouts import breakout_name
from padlet.texts import prompt_wording


class Order(StrEnum):
    """The order of the headings, by its query parameter.

    TOGETHER is by prompt, with a role group's breakouts as one: each note then says which of them
    it came from.
    """

    BY_GROUP = "grupp"
    BY_PROMPT = "fraga"
    TOGETHER = "ihop"


@dataclass(frozen=True)
class NoteEntry:
    """One note, with the words that say where it belongs."""

    number: int
    group: str
    prompt: str
    prompt_number: int
    breakout: int  # 0: the whole group, or one too small to be told apart
    says_group: bool  # no heading above it names its breakout
    cluster: str
    text: str
    likes: int
    dots: int
    from_paper: bool
    sentence_nos: tuple[int, ...]  # the sentences of its prompt's summary that rest on it


@dataclass
class Heading:
    """A heading, what stands directly below it, and the headings below that."""

    title: str
    entries: list[NoteEntry] = field(default_factory=list)
    headings: list["Heading"] = field(default_factory=list)

    def all_entries(self) -> Iterator[NoteEntry]:
        yield from self.entries
        for heading in self.headings:
            yield from heading.all_entries()


@dataclass(frozen=True)
class SummarySentence:
    """One sentence of a summary."""

    sentence_no: int
    text: str
    rests_on: tuple[int, ...]  # numbers of notes
    missing: int  # how many of those it was written on are no longer in sight


@dataclass(frozen=True)
class Summary:
    """The summary of one prompt, and the numbers of the notes it leaves out."""

    number: int
    prompt: str
    sentences: list[SummarySentence]
    left_out: list[NoteEntry]


@dataclass(frozen=True)
class BoardReport:
    board: Board
    headings: list[Heading]
    summaries: list[Summary]  # of the prompts that have one

    @property
    def entries(self) -> list[NoteEntry]:
        return [entry for heading in self.headings for entry in heading.all_entries()]

    @property
    def has_likes(self) -> bool:
        return any(entry.likes for entry in self.entries)

    @property
    def has_dots(self) -> bool:
        return any(entry.dots for entry in self.entries)


def board_report(board: Board, *, by: Order = Order.BY_GROUP) -> BoardReport:
    """The board (see `with_boxes`) as group > prompt > breakout > cluster > notes.

    By prompt the group and its breakout are one heading, below the prompt's; together the
    heading is the role group's, and its notes stand in the order of their lots.
    """
    reading = _read(board)
    headings = _by_group(reading) if by == Order.BY_GROUP else _by_question(reading, by)
    entries = [entry for heading in headings for entry in heading.all_entries()]
    return BoardReport(board, headings, _summaries(reading, entries))


@dataclass
class _Reading:
    """What was read of a board, and the numbers that its notes get in the order they are met."""

    board: Board
    notes: dict[tuple[int, int, int], list[Note]]  # by section, prompt and breakout
    sentences: list[tuple[int, Sentence]]  # with the number of each
    sentence_nos: dict[UUID, tuple[int, ...]]
    clusters: dict[int, str]
    numbers: dict[UUID, int] = field(default_factory=dict)

    @property
    def language(self) -> str:
        return self.board.meeting.round.language

    def box(self, section: Section, prompt: Prompt, *breakouts: int) -> Heading:
        """The notes of these breakouts on one prompt, by cluster; their heading is not set."""
        heading = Heading("")
        found = [
            note
            for number in breakouts
            for note in self.notes.get((section.pk, prompt.pk, number), [])
        ]
        if len(breakouts) > 1:
            found.sort(key=attrgetter("place", "public_id"))
        for cluster_id in [*self.clusters, None]:
            in_cluster = [note for note in found if note.cluster_id == cluster_id]
            cluster = self.clusters[cluster_id] if cluster_id else ""
            entries = [
                self._entry(note, section, prompt, cluster, says_group=len(breakouts) > 1)
                for note in in_cluster
            ]
            if entries and not cluster and not heading.headings:
                heading.entries = entries
            elif entries:
                heading.headings.append(Heading(cluster or _("Utan tema"), entries))
        return heading

    def _entry(
        self, note: Note, section: Section, prompt: Prompt, cluster: str, *, says_group: bool
    ) -> NoteEntry:
        self.numbers[note.pk] = number = len(self.numbers) + 1
        return NoteEntry(
            number=number,
            group=str(section),
            prompt=prompt_wording.worded_for(prompt.template, section.role_group, self.language),
            prompt_number=prompt.position,
            breakout=section.tag_of(note.breakout),
            says_group=says_group and section.tag_of(note.breakout) > 0,
            cluster=cluster,
            text=note.text,
            likes=note.likes,
            dots=note.dots,
            from_paper=note.from_paper,
            sentence_nos=self.sentence_nos.get(note.pk, ()),
        )

    def breakouts(self, section: Section) -> list[int]:
        """The breakouts that may be told apart; 0 for the others, together."""
        return [0, *sorted(section.disclosable_breakouts)]


def _read(board: Board) -> _Reading:
    notes: dict[tuple[int, int, int], list[Note]] = defaultdict(list)
    sentences: list[tuple[int, Sentence]] = []
    sentence_nos: dict[UUID, tuple[int, ...]] = {}
    if board.is_shareable:
        visible = board_cache.visible_notes(board)
        sentences = numbered_sentences(sentences_with_notes(board, visible))
        sections = {section.pk: section for section in board.sections.all()}
        for note in visible:
            number = sections[note.section_id].tag_of(note.breakout)
            notes[note.section_id, note.prompt_id, number].append(note)
        for sentence_no, sentence in sentences:
            for note in sentence.shown_notes:
                sentence_nos[note.pk] = (*sentence_nos.get(note.pk, ()), sentence_no)
    clusters = {cluster.pk: cluster.title for cluster in board.clusters.all()}
    return _Reading(board, notes, sentences, sentence_nos, clusters)


def numbered_sentences(sentences: Iterable[Sentence]) -> list[tuple[int, Sentence]]:
    """Each sentence with its number: in each prompt they are 1, 2, 3."""
    last: dict[int, int] = defaultdict(int)
    found = []
    for sentence in sentences:
        last[sentence.prompt_id] += 1
        found.append((last[sentence.prompt_id], sentence))
    return found


def _by_question(reading: _Reading, by: Order) -> list[Heading]:
    headings = []
    for prompt in reading.board.prompts.all():
        asked = prompt_wording.worded_for_all(prompt.template, reading.language)
        heading = Heading(f"{prompt.position}. {asked}")
        for section in reading.board.sections.all():
            numbers = reading.breakouts(section)
            for box in [numbers] if by == Order.TOGETHER else [[number] for number in numbers]:
                found = reading.box(section, prompt, *box)
                found.title = breakout_name(str(section), box[0] if len(box) == 1 else 0)
                if any(found.all_entries()):
                    heading.headings.append(found)
        headings.append(heading)
    return headings


def _by_group(reading: _Reading) -> list[Heading]:
    headings = []
    for section in reading.board.sections.all():
        heading = Heading(str(section))
        for prompt in reading.board.prompts.all():
            asked = prompt_wording.worded_for(prompt.template, section.role_group, reading.language)
            below = Heading(f"{prompt.position}. {asked}")
            for number in reading.breakouts(section):
                found = reading.box(section, prompt, number)
                if number and any(found.all_entries()):
                    found.title = _("Grupp %(number)s") % {"number": number}
                    below.headings.append(found)
                elif not number:
                    below.entries, below.headings = found.entries, found.headings
            heading.headings.append(below)
        headings.append(heading)
    return headings


def _summaries(reading: _Reading, entries: list[NoteEntry]) -> list[Summary]:
    said: dict[int, list[SummarySentence]] = defaultdict(list)
    for sentence_no, sentence in reading.sentences:
        rests_on = sorted(reading.numbers[note.pk] for note in sentence.shown_notes)
        said[sentence.prompt_id].append(
            SummarySentence(
                sentence_no, sentence.text, tuple(rests_on), sentence.missing(len(rests_on))
            )
        )
    return [
        Summary(
            number=prompt.position,
            prompt=prompt_wording.worded_for_all(prompt.template, reading.language),
            sentences=said[prompt.pk],
            left_out=[
                entry
                for entry in entries
                if entry.prompt_number == prompt.position and not entry.sentence_nos
            ],
        )
        for prompt in reading.board.prompts.all()
        if prompt.pk in said
    ]
