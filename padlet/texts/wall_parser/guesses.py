"""What each line of a pasted wall probably is. A person sees every guess and may change it."""

from collections.abc import Sequence
from itertools import pairwise

from padlet.texts.wall_parser.boundaries import WIDE, is_one_question, names_above
from padlet.texts.wall_parser.evidence import Evidence, Mark, Way, ends_sentence, evidence_of
from padlet.texts.wall_parser.headings import (
    MAX_PROMPT_LENGTH,
    prompt_key,
    says_it_is_prompt,
    template_of,
)
from padlet.texts.wall_parser.lines import NOTE_KINDS, ROLE_KINDS, Kind, Line

MAX_TITLE_LENGTH = 120
LINES_OF_A_QUESTION = 4  # at most
HEADING_WORDS = 4  # a line of so few words between blank lines heads what follows


def guess_kinds(lines: Sequence[Line]) -> list[Kind]:
    """A kind for every line, in their order."""
    return _Guesser(lines).guess()


class _Guesser:
    """Goes through the lines once; `pending` are those whose kind the next lines decide."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.kinds = [Kind.LEFT_OUT] * len(lines)
        self.evidence: Evidence = evidence_of(lines)
        self.pending: list[int] = []
        self.role_group = ""
        self.has_prompt = False
        self.known: set[str] = set()  # keys of the prompts so far
        self.asks_with_marks = False  # a prompt so far ended in a question mark
        self.is_signed_above = False  # the lines that follow belong to who was named

    def guess(self) -> list[Kind]:
        start = self._head()
        for at in range(start, len(self.lines)):
            self._take(at)
        self._settle()
        return self.kinds

    # --- what stands above the first group or prompt -------------------------------------------

    def _head(self) -> int:
        """The title and the instruction; where the wall itself begins."""
        start = self._where_it_begins()
        has_title = False
        for at in range(start):
            line, sure = self.lines[at], self.evidence.sure[at]
            if sure is not None:
                self.kinds[at] = sure
            elif not has_title and len(line.text) <= MAX_TITLE_LENGTH:
                self.kinds[at], has_title = Kind.TITLE, True
            else:
                is_contact = self.evidence.has_contact(line.text)
                self.kinds[at] = Kind.LEFT_OUT if is_contact else Kind.INSTRUCTION
        return start

    def _where_it_begins(self) -> int:
        """At the first group's heading, else the first prompt; or at a note signed before it."""
        heading = next(
            (at for at, kind in enumerate(self.evidence.sure) if kind in ROLE_KINDS), None
        )
        if heading is None:
            heading = next((at for at in range(len(self.lines)) if self._may_be_asked(at)), None)
            if heading is not None and self._is_title_of_prompts(heading):
                heading += 1
        first_note = self._first_note(with_names_alone=heading is None)
        if heading is None and first_note is None:
            return self._after_the_first_line()
        return min(at for at in (heading, first_note) if at is not None)

    def _may_be_asked(self, at: int) -> bool:
        is_open = self.evidence.sure[at] is None and self.evidence.cuts[at] is None
        return is_open and self._asks(at) and len(self.lines[at].text) <= MAX_PROMPT_LENGTH

    def _is_title_of_prompts(self, at: int) -> bool:
        """Whether a question is the wall's own, since ”Plus” stands below it and no note."""
        sure, lines = self.evidence.sure, self.lines
        if any(kind is None for kind in sure[:at]) or says_it_is_prompt(lines[at].text):
            return False
        below = at + 1 < len(lines) and sure[at + 1] is None
        return below and says_it_is_prompt(lines[at + 1].text)

    def _first_note(self, *, with_names_alone: bool) -> int | None:
        """Where the first signed note begins; a name alone may be the wall's own author."""
        if self.evidence.way is Way.UNSIGNED:
            return None
        for at, cut in enumerate(self.evidence.cuts):
            is_name = with_names_alone and self.evidence.sure[at] is Kind.NAME
            if is_name or (cut is not None and cut.kept):
                return self._where_the_note_begins(at)
        return None

    def _where_the_note_begins(self, at: int) -> int:
        """The prompt above the first signed note too, where there is one."""
        if self.evidence.way is Way.ABOVE:
            return at - 1 if at and self._is_heading(at - 1, at) else at
        first, cut = at, self.evidence.cuts[at]
        if cut is not None and cut.is_before:
            return at
        if cut is None:  # signed on a line of its own, below the note
            first = max(at - 1, 0)
        while first and not self.lines[first].is_spaced and self.evidence.sure[first - 1] is None:
            first -= 1
        if first and self.evidence.sure[first - 1] is None and self._is_heading(first - 1, first):
            first -= 1
        # The first line of all is the title, unless the next one goes on with it.
        return first or int(at > 0 and not self.lines[1].text[0].islower())

    def _after_the_first_line(self) -> int:
        """A wall that says nothing of itself: a title, then notes, if there are several lines."""
        said = [at for at, sure in enumerate(self.evidence.sure) if sure is None]
        return said[1] if len(said) > 2 else len(self.lines)  # noqa: PLR2004 – a list of two

    # --- the wall ------------------------------------------------------------------------------

    def _take(self, at: int) -> None:
        sure = self.evidence.sure[at]
        if sure in ROLE_KINDS or sure is Kind.BREAKOUT:
            self._settle()
            self.kinds[at] = sure
            self.is_signed_above = False
            if sure is not Kind.BREAKOUT:
                self.role_group, self.has_prompt = sure.value, False
        elif sure is not None:
            self.kinds[at] = sure
            if sure is Kind.NAME:
                self._sign(at)
            elif self.is_signed_above and self.pending and self._is_apart(at):
                self._end_signed_above()
        else:
            self._say(at)

    def _is_apart(self, at: int) -> bool:
        """Whether a blank line, or the end, stands below the line."""
        return at + 1 == len(self.lines) or self.lines[at + 1].is_spaced

    def _end_signed_above(self) -> None:
        self._settle()
        self.is_signed_above = False

    def _sign(self, at: int) -> None:
        """A name on a line of its own begins a note, or ends the one above it."""
        if self.evidence.way is Way.ABOVE or self._begins_signed(at):
            self._settle()
            self.is_signed_above = True
        elif self.pending and self.evidence.way is Way.BELOW:
            self._note()

    def _begins_signed(self, at: int) -> bool:
        """Whether this name stands above its note, though others on the wall end theirs."""
        below = self.lines[at + 1] if at + 1 < len(self.lines) else None
        return names_above(self.lines[at], below)

    def _say(self, at: int) -> None:
        cut = self.evidence.cuts[at]
        if cut is not None and cut.is_before:
            self._settle()
        elif self.pending and self._begins_apart(at):
            self._settle()
            self.is_signed_above = False
        self.pending.append(at)
        if cut is not None and self.evidence.way is not Way.ABOVE:
            self._note()

    def _begins_apart(self, at: int) -> bool:
        """Whether the line begins something new, by the blank lines above it."""
        evidence = self.evidence
        if evidence.has_wide_gaps:
            return evidence.gaps[at] >= WIDE
        if not (self.is_signed_above and self.lines[at].is_spaced):
            return False
        return evidence.way is not Way.ABOVE and not self._ends_in_page_words(at)

    def _ends_in_page_words(self, at: int) -> bool:
        """Whether the day or the hearts of a note stand right below this paragraph of it."""
        for place in range(at, len(self.lines)):
            if place > at and self.lines[place].is_spaced:
                return False
            if self.evidence.cuts[place] is not None:
                return False
            if self.evidence.sure[place] is Kind.LEFT_OUT:
                return True
        return False

    def _note(self) -> None:
        """The pending lines end in a signature: the last of them are a note."""
        pending, self.pending = self.pending, []
        if self.evidence.way is Way.UNSIGNED:
            self.pending = pending
            self._unsigned()
            return
        # Prompts, and what nobody signed, stand above the last line that is a heading.
        first, has_prompt = 0, self.has_prompt
        for place, (at, following) in enumerate(pairwise(pending), 1):
            if self._is_heading(at, following, has_prompt=has_prompt):
                first, has_prompt = place, True
                self.asks_with_marks |= self.lines[at].text.endswith("?")
            elif self._ends_a_note(at, following):
                first = place
        self.pending = pending[:first]
        self._unsigned()
        self._write(pending[first:])

    def _ends_a_note(self, at: int, following: int) -> bool:
        """Whether nobody signed this line: a note of two paragraphs goes on after a full stop."""
        below = self.lines[following]
        if self.evidence.has_wide_gaps:
            return False
        if self._is_lone_bullet(at, following):
            return True
        if self.evidence.is_all_signed:
            return False
        goes_on = ends_sentence(self.lines[at].text) or self.lines[at].text.endswith(("?", ":"))
        return below.is_spaced and not goes_on and not below.text[0].islower()

    def _is_lone_bullet(self, at: int, following: int) -> bool:
        """Whether a bullet stands by itself above a paragraph that is none."""
        marks = self.evidence.marks
        is_bullet = marks[at] is Mark.BULLET and marks[following] is not Mark.BULLET
        return is_bullet and self.lines[at].is_spaced and self.lines[following].is_spaced

    def _settle(self) -> None:
        """The pending lines end without a signature."""
        if self.is_signed_above and self.pending:
            pending, self.pending = self.pending, []
            rest: list[int] = []
            while len(pending) > 1 and self._heads_what_follows(pending[-1]):
                rest.insert(0, pending.pop())
            self._write(pending)
            self.pending = rest
        self._unsigned()

    def _heads_what_follows(self, at: int) -> bool:
        line = self.lines[at]
        if not line.is_spaced or len(line.text) > MAX_PROMPT_LENGTH:
            return False
        is_known = self._key(line.text) in self.known
        return is_known or (self._asks(at) and self._is_asked_of_all(at))

    def _unsigned(self) -> None:
        """Prompts and notes among lines that nobody signed."""
        pending, self.pending = self.pending, []
        asked_until = 0  # the line after the last one of a question
        for place, at in enumerate(pending):
            following = pending[place + 1] if place + 1 < len(pending) else None
            goes_on = place > 0 and self._continues(at, pending[place - 1])
            if place < asked_until:
                self.kinds[at] = Kind.MORE
            elif goes_on and self._begins_small(at):
                self.kinds[at] = self._cut(at, Kind.MORE)
            elif length := self._length_of_prompt(pending, place, following):
                self._ask(at)
                asked_until = place + length
            else:
                self.kinds[at] = self._cut(at, Kind.MORE if goes_on else Kind.NOTE)

    def _length_of_prompt(self, pending: list[int], place: int, following: int | None) -> int:
        """How many lines from here on make one prompt; 0 when the line is none."""
        if self._is_unsigned_prompt(pending[place], following):
            return 1
        length = self._length_of_question(pending, place)
        return length if length > 1 else 0

    def _write(self, places: list[int]) -> None:
        for number, at in enumerate(places):
            self.kinds[at] = self._cut(at, Kind.MORE if number else Kind.NOTE)

    def _cut(self, at: int, kind: Kind) -> Kind:
        if not self.evidence.cuts_name(at):
            return kind
        return Kind.NOTE_WITHOUT_NAME if kind in NOTE_KINDS else Kind.MORE_WITHOUT_NAME

    def _ask(self, at: int) -> None:
        self.kinds[at] = Kind.PROMPT
        self.has_prompt = True
        self.known.add(self._key(self.lines[at].text))
        self.asks_with_marks |= self.lines[at].text.endswith("?")

    # --- what a line looks like ----------------------------------------------------------------

    def _key(self, text: str) -> str:
        return prompt_key(template_of(self.evidence.unmarked(text), self.role_group or "alla"))

    def _asks(self, at: int) -> bool:
        text = self.lines[at].text
        return says_it_is_prompt(text) or (text.endswith("?") and not self._is_marked(at))

    def _is_marked(self, at: int) -> bool:
        """Whether the line has the mark that notes have on this wall."""
        mark = self.evidence.note_mark
        return mark is not Mark.NONE and self.evidence.marks[at] is mark

    def _is_heading(self, at: int, following: int, *, has_prompt: bool | None = None) -> bool:
        """Whether the line is a prompt for the signed note below it."""
        has_prompt = self.has_prompt if has_prompt is None else has_prompt
        line, below = self.lines[at], self.lines[following]
        if len(line.text) > MAX_PROMPT_LENGTH or self.evidence.marks[at] is Mark.BULLET:
            return False
        if says_it_is_prompt(line.text) or self._key(line.text) in self.known:
            return True
        stands_alone = line.is_spaced and below.is_spaced
        if line.text.endswith("?"):
            if has_prompt and not (is_one_question(line.text) or self.evidence.asked_in[at] > 1):
                return False
            return stands_alone or not has_prompt or not self.evidence.is_spaced
        if ends_sentence(line.text):
            return False
        if line.text.endswith(":"):
            return stands_alone
        # Where questions are asked with their mark, a few words are a note.
        is_short = len(line.text.split()) <= HEADING_WORDS and line.text[0].isupper()
        is_short = is_short and not self.asks_with_marks
        return stands_alone and (is_short or not has_prompt)

    def _is_unsigned_prompt(self, at: int, following: int | None) -> bool:
        line = self.lines[at]
        if len(line.text) > MAX_PROMPT_LENGTH:
            return False
        if says_it_is_prompt(line.text) or self._key(line.text) in self.known:
            return True
        evidence = self.evidence
        if self._is_marked(at) and evidence.note_mark is Mark.BULLET:
            return False
        if self._asks(at):
            return self._is_asked_of_all(at)
        if self.evidence.way is not Way.UNSIGNED:
            return following is not None and self._is_heading(at, following)
        return self._heads_unsigned_notes(at, following)

    def _is_asked_of_all(self, at: int) -> bool:
        """Whether a line with a question mark is a prompt: a note may ask, too.

        It is where several groups have it, where it stands first in its group, and elsewhere when
        it is all that the line says and no questions come again, so that nothing else can tell.
        """
        if self.evidence.asked_in[at] > 1 or not self.has_prompt:
            return True
        if not is_one_question(self.lines[at].text):
            return False
        return self.evidence.way is not Way.UNSIGNED or not self.evidence.asks_the_same

    def _heads_unsigned_notes(self, at: int, following: int | None) -> bool:
        line, evidence = self.lines[at], self.evidence
        if following is None or ends_sentence(line.text):
            return False
        if evidence.note_mark is not Mark.NONE:
            is_marked = evidence.marks[following] is evidence.note_mark
            return evidence.marks[at] is not evidence.note_mark and is_marked
        is_repeated = evidence.asked_in[at] > 1 and not self.asks_with_marks
        if is_repeated or line.text.endswith(":"):
            return line.is_spaced or not self.has_prompt
        if evidence.is_spaced:
            return False
        # Notes stand line by line: a blank line comes before what heads the next ones.
        alone = not self.has_prompt and self.lines[following].is_spaced
        words = len(line.text.split())
        return alone or (line.is_spaced and self.has_prompt and words <= HEADING_WORDS)

    def _length_of_question(self, pending: list[int], place: int) -> int:
        """How many lines make one question, with no blank line in it; 1 when the line is none."""
        evidence = self.evidence
        first = self.lines[pending[place]]
        if first.text.endswith("?") or (self.has_prompt and not first.is_spaced):
            return 1
        length = 0
        for number, at in enumerate(pending[place : place + LINES_OF_A_QUESTION], 1):
            line = self.lines[at]
            if evidence.marks[at] is not Mark.NONE or (number > 1 and line.is_spaced):
                return 1
            if number > 1 and not (line.text[0].islower()):
                return 1
            length += len(line.text) + 1
            if line.text.endswith("?"):
                return number if length <= MAX_PROMPT_LENGTH else 1
        return 1

    def _continues(self, at: int, previous: int) -> bool:
        """Whether the line belongs to the note above it, which nobody signed."""
        line, evidence = self.lines[at], self.evidence
        if at != previous + 1 or (line.is_spaced and not evidence.has_wide_gaps):
            return False
        if self.kinds[previous] not in {Kind.NOTE, Kind.MORE, *NOTE_KINDS}:
            return False
        if evidence.has_wide_gaps:
            return evidence.gaps[at] < WIDE
        if self._is_marked(at):
            return False
        if evidence.note_mark is Mark.NONE and evidence.is_spaced:
            return True
        above = self.lines[previous].text
        return self._begins_small(at) and not ends_sentence(above)

    def _begins_small(self, at: int) -> bool:
        """Whether the line goes on with a sentence, where notes begin with a capital letter."""
        return self.lines[at].text[0].islower() and self.evidence.has_capitals
