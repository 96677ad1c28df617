"""What is written on a board, in the order a reader meets it: no HTTP, no file.

Only what everybody has been shown: no waiting or hidden note, nothing that is not revealed, nothing
that came after the tick, nothing from a rehearsal. A note has no id here; its number says where it
stands in this very list.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from operator import attrgetter
from uuid import UUID

from django.utils.translation import gettext as _

from padlet.live import board_cache
from padlet.models import Board, Note, Prompt, Section, Sentence
from padlet.reports.breakouts import group_name, numbered_groups
from padlet.texts import prompt_wording

# Which heading is the outer one; in the third a role group's small groups stand as one, and each
# note says which of them it came from.
ORDERS = BY_GROUP, BY_QUESTION, TOGETHER = "grupp", "fraga", "ihop"


@dataclass(frozen=True)
class Line:
    """One note, with the words that say where it belongs."""

    number: int
    group: str
    question: str
    question_number: int
    breakout: int  # 0: the whole group
    says_group: bool  # no heading above it names its small group
    theme: str
    text: str
    likes: int
    dots: int
    from_paper: bool
    knots: tuple[int, ...]  # the sentences of its question's summary that rest on it


@dataclass
class Part:
    """A heading, what stands directly below it, and the parts below that."""

    title: str
    lines: list[Line] = field(default_factory=list)
    parts: list["Part"] = field(default_factory=list)

    def all_lines(self) -> Iterator[Line]:
        yield from self.lines
        for part in self.parts:
            yield from part.all_lines()


@dataclass(frozen=True)
class Said:
    """One sentence of a summary."""

    knot: int
    text: str
    rests_on: tuple[int, ...]  # numbers of notes
    gone: int  # how many of those it was written on are no longer in sight


@dataclass(frozen=True)
class Summary:
    """What was said of one question, and the numbers of the notes it leaves out."""

    number: int
    question: str
    sentences: list[Said]
    left_out: list[Line]


@dataclass(frozen=True)
class Outline:
    board: Board
    parts: list[Part]
    summaries: list[Summary]  # of the questions that have one

    @property
    def lines(self) -> list[Line]:
        return [line for part in self.parts for line in part.all_lines()]

    @property
    def has_likes(self) -> bool:
        return any(line.likes for line in self.lines)

    @property
    def has_dots(self) -> bool:
        return any(line.dots for line in self.lines)


def outline(board: Board, *, by: str = BY_GROUP) -> Outline:
    """The board (see `with_boxes`) as group > question > small group > theme > notes.

    By question the group and its small group are one heading, below the question's; together the
    heading is the role group's, and its notes stand in the order of their lots.
    """
    reading = _read(board)
    parts = _by_group(reading) if by == BY_GROUP else _by_question(reading, by)
    lines = [line for part in parts for line in part.all_lines()]
    return Outline(board, parts, _summaries(reading, lines))


@dataclass
class _Reading:
    """What was read of a board, and the numbers that its notes get in the order they are met."""

    board: Board
    notes: dict[tuple[int, int, int], list[Note]]  # by section, prompt and small group
    sentences: list[tuple[int, Sentence]]  # with the knot of each
    knots: dict[UUID, tuple[int, ...]]
    themes: dict[int, str]
    numbers: dict[UUID, int] = field(default_factory=dict)

    @property
    def language(self) -> str:
        return self.board.meeting.round.language

    def box(self, section: Section, prompt: Prompt, *breakouts: int) -> Part:
        """The notes of these small groups on one question, by theme; their heading is not set."""
        part = Part("")
        found = [
            note
            for number in breakouts
            for note in self.notes.get((section.pk, prompt.pk, number), [])
        ]
        if len(breakouts) > 1:
            found.sort(key=attrgetter("place"))
        for theme_id in [*self.themes, None]:
            of_theme = [note for note in found if note.cluster_id == theme_id]
            theme = self.themes[theme_id] if theme_id else ""
            lines = [
                self._line(note, section, prompt, theme, says_group=len(breakouts) > 1)
                for note in of_theme
            ]
            if lines and not theme and not part.parts:
                part.lines = lines
            elif lines:
                part.parts.append(Part(theme or _("Utan tema"), lines))
        return part

    def _line(
        self, note: Note, section: Section, prompt: Prompt, theme: str, *, says_group: bool
    ) -> Line:
        self.numbers[note.pk] = number = len(self.numbers) + 1
        return Line(
            number=number,
            group=str(section),
            question=prompt_wording.worded_for(prompt.template, section.role_group, self.language),
            question_number=prompt.position,
            breakout=note.breakout,
            says_group=says_group and note.breakout > 0,
            theme=theme,
            text=note.text,
            likes=note.likes,
            dots=note.dots,
            from_paper=note.from_paper,
            knots=self.knots.get(note.pk, ()),
        )

    def breakouts(self, section: Section) -> list[int]:
        """The small groups stated, and any that a note names all the same."""
        stated = {number for number, _size in numbered_groups(section.group_sizes)}
        return sorted(stated | {number for pk, _prompt, number in self.notes if pk == section.pk})


def _read(board: Board) -> _Reading:
    notes: dict[tuple[int, int, int], list[Note]] = defaultdict(list)
    sentences: list[tuple[int, Sentence]] = []
    knots: dict[UUID, tuple[int, ...]] = {}
    if board.is_shareable:
        sentences = counted(board.sentences.with_notes())
        for note in board_cache.notes_in_sight(board):
            notes[note.section_id, note.prompt_id, note.breakout].append(note)
        for knot, sentence in sentences:
            for note in sentence.notes.all():
                knots[note.pk] = (*knots.get(note.pk, ()), knot)
    themes = {cluster.pk: cluster.title for cluster in board.clusters.all()}
    return _Reading(board, notes, sentences, knots, themes)


def counted(sentences: Iterable[Sentence]) -> list[tuple[int, Sentence]]:
    """Each sentence with its knot: in each question they are 1, 2, 3."""
    last: dict[int, int] = defaultdict(int)
    found = []
    for sentence in sentences:
        last[sentence.prompt_id] += 1
        found.append((last[sentence.prompt_id], sentence))
    return found


def _by_question(reading: _Reading, by: str) -> list[Part]:
    parts = []
    for prompt in reading.board.prompts.all():
        asked = prompt_wording.worded_for_all(prompt.template, reading.language)
        part = Part(f"{prompt.position}. {asked}")
        for section in reading.board.sections.all():
            numbers = reading.breakouts(section)
            for box in [numbers] if by == TOGETHER else [[number] for number in numbers]:
                found = reading.box(section, prompt, *box)
                found.title = group_name(str(section), box[0] if len(box) == 1 else 0)
                if any(found.all_lines()):
                    part.parts.append(found)
        parts.append(part)
    return parts


def _by_group(reading: _Reading) -> list[Part]:
    parts = []
    for section in reading.board.sections.all():
        part = Part(str(section))
        for prompt in reading.board.prompts.all():
            asked = prompt_wording.worded_for(prompt.template, section.role_group, reading.language)
            question = Part(f"{prompt.position}. {asked}")
            for number in reading.breakouts(section):
                found = reading.box(section, prompt, number)
                if number and any(found.all_lines()):
                    found.title = _("Grupp %(number)s") % {"number": number}
                    question.parts.append(found)
                elif not number:
                    question.lines, question.parts = found.lines, found.parts
            part.parts.append(question)
        parts.append(part)
    return parts


def _summaries(reading: _Reading, lines: list[Line]) -> list[Summary]:
    said: dict[int, list[Said]] = defaultdict(list)
    for knot, sentence in reading.sentences:
        # A note may have been hidden since the sentences were read.
        found = [reading.numbers.get(note.pk) for note in sentence.notes.all()]
        rests_on = sorted(number for number in found if number)
        said[sentence.prompt_id].append(
            Said(knot, sentence.text, tuple(rests_on), sentence.gone(len(rests_on)))
        )
    return [
        Summary(
            number=prompt.position,
            question=prompt_wording.worded_for_all(prompt.template, reading.language),
            sentences=said[prompt.pk],
            left_out=[
                line for line in lines if line.question_number == prompt.position and not line.knots
            ],
        )
        for prompt in reading.board.prompts.all()
        if prompt.pk in said
    ]
