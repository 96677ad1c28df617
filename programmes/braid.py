"""The braid: a round drawn as strands, one for each organisation, knotted at every meeting.

Pure: days and words in, positions out; no Django, no database. Positions are finished SVG numbers
(decimal points, never commas), so no template can write them in a language of its own.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

LABEL_ROW = 44  # a name with its date below it
LABEL_FROM = 32  # the first name's baseline
SUPPORT_ROW = 20
AIR = 14  # between two labels side by side
KNOT_AIR = 6
ROWS_AT_MOST = 8
CURVE, BEND = 95, 0.55  # how far a strand needs to swing out, and how softly
SHARE_OF_CURVES = 0.45  # of a stretch, at each end
HOME_AIR = 20  # between those words and the line below a knot
FULL_SWING = 150  # shorter stretches swing out less
MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120)
MONTH_ROOM = 84
LETTERS_AT_MOST = 24
NARROW, BROAD = frozenset("iljtfrI.,:;!|'()[]- 1"), frozenset("mwMWÅÄÖOGQ@%&—…")

BIG, SMALL_TEXT = 17, 14  # the sizes that the style sheet gives labels and all else


@dataclass(frozen=True)
class Knot:
    """A meeting as the braid knows it: its day, what to call it, and who supports it."""

    day: date
    name: str
    when: str  # the day in words
    short: str = ""  # the name where there is little room
    mark: str = ""  # a number or a letter in the knot itself
    support: tuple[str, ...] = ()


@dataclass(frozen=True)
class Words:
    """What the drawing itself says, in the reader's language."""

    today: str
    home: str
    month: Callable[[date], str]


@dataclass(frozen=True)
class Size:
    """How large to draw, and how much of the story to tell."""

    width: int
    margin: int
    radius: int
    spread: int  # between two strands
    done_width: str
    ahead_width: str
    figure: int  # the size of what stands in a knot
    tells_all: bool
    labels_what_is_done: bool = True


FULL = Size(1200, 62, 17, 52, "5", "2.8", 18, tells_all=True)
MIDDLE = Size(760, 46, 16, 44, "4.5", "2.6", 17, tells_all=True)
SMALL = Size(900, 40, 13, 21, "3.6", "2", 14, tells_all=False)
SLIM = Size(360, 18, 12, 17, "3", "1.7", 13, tells_all=False, labels_what_is_done=False)


@dataclass(frozen=True)
class Text:
    x: str
    y: str
    words: str


@dataclass(frozen=True)
class Tie:
    """A knot where it stands: done (with the path of a tick), next or later."""

    x: str
    y: str
    state: str
    mark: str
    mark_y: str
    tick: str


@dataclass(frozen=True)
class Flag:
    """The ground under the words that say which day it is."""

    x: str
    y: str
    width: str


@dataclass(frozen=True)
class Today:
    line: str
    words: Text
    flag: Flag | None = None


@dataclass(frozen=True)
class Braid:
    """Everything a template needs to draw a braid."""

    size: Size
    height: str
    threads: tuple[str, ...]  # a path for each organisation
    done_to: str  # what lies before this is history
    ties: tuple[Tie, ...]
    today: Today | None
    lines: tuple[str, ...] = ()  # hairlines: months, and labels to their knots
    months: tuple[Text, ...] = ()
    stems: tuple[str, ...] = ()  # from a knot to who supports it
    support: tuple[Text, ...] = ()
    names: tuple[Text, ...] = ()  # of the organisations; none when there is no room for them
    homes: tuple[Text, ...] = ()
    labels: tuple[Text, ...] = ()
    dates: tuple[Text, ...] = ()

    @property
    def width(self) -> str:
        return number(self.size.width)

    @property
    def radius(self) -> str:
        return number(self.size.radius)

    @property
    def figure(self) -> str:
        return number(self.size.figure)


@dataclass(frozen=True)
class Scale:
    """Where a day stands. Knots close in time are moved apart, and the days between with them."""

    anchors: tuple[tuple[int, float], ...]

    def at(self, day: date) -> float:
        number = day.toordinal()
        if number <= self.anchors[0][0]:
            return self.anchors[0][1]
        for (before, x), (after, next_x) in pairwise(self.anchors):
            if number <= after:
                return x + (next_x - x) * (number - before) / (after - before)
        return self.anchors[-1][1]


@dataclass(frozen=True)
class Stretch:
    """Work at home: from one knot (or end of the round) to the next."""

    start: float
    end: float
    leaves_knot: bool
    meets_knot: bool

    @property
    def curve(self) -> float:
        return min(CURVE, (self.end - self.start) * SHARE_OF_CURVES)

    @property
    def swing(self) -> float:
        return min(1, (self.end - self.start) / FULL_SWING)

    @property
    def level(self) -> tuple[float, float]:
        return (
            self.start + (self.curve if self.leaves_knot else 0),
            self.end - (self.curve if self.meets_knot else 0),
        )


@dataclass(frozen=True)
class Course:
    """The round placed on the paper: what every drawing of it has in common."""

    size: Size
    knots: tuple[Knot, ...]
    states: tuple[str, ...]
    places: tuple[float, ...]
    scale: Scale
    first: date
    last: date
    here: float | None  # today, when it is a day of the round
    done_to: float
    offsets: tuple[float, ...]
    stretches: tuple[Stretch, ...]


def draw(
    *,
    strands: Sequence[str],
    knots: Sequence[Knot],
    starts_on: date,
    ends_on: date,
    today: date,
    words: Words,
    size: Size = FULL,
) -> Braid:
    """Draw the round for any number of organisations and meetings, in the order of their days.

    No two knots and no two labels touch, however close in time the meetings are.
    """
    course = _lay_out(strands, knots, starts_on, ends_on, today, size)
    if size.tells_all:
        return _draw_in_full(course, strands, words)
    return _draw_small(course, words)


def number(value: float) -> str:
    """137.5, 62, never 62,0."""
    return f"{value:.1f}".removesuffix(".0")


def text_width(text: str, size: float) -> float:
    """About how wide a half-bold text is, in any of the fonts we ask for; rather more than less."""
    em = sum(0.34 if each in NARROW else 0.9 if each in BROAD else 0.6 for each in text)
    return em * size


def spread(
    wanted: Sequence[float], gaps: Sequence[float], lowest: float, highest: float
) -> list[float]:
    """Move places as little as possible until each gap is kept, inside the limits.

    `gaps[i]` is how far place i + 1 must lie from place i. Least squares, by pooling neighbours
    that get in each other's way. When all the gaps together ask for more room than there is, they
    shrink alike.
    """
    if not wanted:
        return []
    room, asked = highest - lowest, sum(gaps)
    gaps = [gap * min(1, room / asked) for gap in gaps] if asked else list(gaps)
    before = [sum(gaps[:at]) for at in range(len(wanted))]
    pools: list[tuple[float, int]] = []
    for want, shift in zip(wanted, before, strict=True):
        mean, count = want - shift, 1
        while pools and pools[-1][0] > mean:
            other, many = pools.pop()
            mean, count = (mean * count + other * many) / (count + many), count + many
        pools.append((mean, count))
    level = [mean for mean, count in pools for _ in range(count)]
    top = max(lowest, highest - before[-1])
    return [min(max(each, lowest), top) + shift for each, shift in zip(level, before, strict=True)]


# --- on the paper -----------------------------------------------------------------------------


def _lay_out(
    strands: Sequence[str],
    knots: Sequence[Knot],
    starts_on: date,
    ends_on: date,
    today: date,
    size: Size,
) -> Course:
    ordered = tuple(sorted(knots, key=lambda knot: knot.day))
    first = min([starts_on, *(knot.day for knot in ordered)])
    last = max([ends_on, *(knot.day for knot in ordered)])
    left, right = float(size.margin), float(size.width - size.margin)
    plain = Scale(((first.toordinal(), left), (max(last, first).toordinal() + 1, right)))
    if last > first:
        plain = Scale(((first.toordinal(), left), (last.toordinal(), right)))
    if len(ordered) > 1:
        size = _with_room_for(len(ordered), size)
    apart = [2.0 * size.radius + KNOT_AIR] * (len(ordered) - 1)
    places = spread([plain.at(knot.day) for knot in ordered], apart, left, right)
    anchors = [(knot.day.toordinal(), x) for knot, x in zip(ordered, places, strict=True)]
    if not anchors or anchors[0][0] > first.toordinal():
        anchors.insert(0, (first.toordinal(), left))
    if anchors[-1][0] < last.toordinal():
        anchors.append((last.toordinal(), right))
    scale = Scale(tuple(anchors))
    here = scale.at(today) if first <= today <= last else None
    return Course(
        size=size,
        knots=ordered,
        states=_states(ordered, today),
        places=tuple(places),
        scale=scale,
        first=first,
        last=last,
        here=here,
        done_to=here if here is not None else float(size.width if today > last else 0),
        offsets=_offsets(len(strands), size),
        stretches=_stretches(places, left, right, size),
    )


def _with_room_for(knots: int, size: Size) -> Size:
    """The same size, with smaller knots when so many would not fit beside each other."""
    room = (size.width - 2 * size.margin) / (knots - 1)
    radius = min(size.radius, int((room - 2) / 2))
    return replace(size, radius=radius, figure=size.figure * radius // size.radius)


def _states(knots: Sequence[Knot], today: date) -> tuple[str, ...]:
    done = sum(knot.day < today for knot in knots)
    ahead = len(knots) - done
    return ("done",) * done + ("next",) * min(1, ahead) + ("later",) * (ahead - 1)


def _offsets(strands: int, size: Size) -> tuple[float, ...]:
    """How far from the middle each strand runs at home; many strands run closer."""
    count = max(1, strands)
    between = min(size.spread, size.spread * 4 / max(4, count - 1))
    return tuple((at - (count - 1) / 2) * between for at in range(count))


def _stretches(
    places: Sequence[float], left: float, right: float, size: Size
) -> tuple[Stretch, ...]:
    if not places:
        return (Stretch(left, right, leaves_knot=False, meets_knot=False),)
    found = [Stretch(a, b, leaves_knot=True, meets_knot=True) for a, b in pairwise(places)]
    if places[0] - left > 2 * size.radius:
        found.insert(0, Stretch(left, places[0], leaves_knot=False, meets_knot=True))
    if right - places[-1] > 2 * size.radius:
        found.append(Stretch(places[-1], right, leaves_knot=True, meets_knot=False))
    return tuple(found)


def _threads(course: Course, middle: float) -> tuple[str, ...]:
    return tuple(_thread(offset, course.stretches, middle) for offset in course.offsets)


def _thread(offset: float, stretches: Sequence[Stretch], middle: float) -> str:
    path: list[str] = []
    for stretch in stretches:
        y, knot = number(middle + offset * stretch.swing), number(middle)
        leaves, meets = stretch.level
        bend = stretch.curve * BEND
        if not path:
            path.append(f"M{number(stretch.start)} {knot if stretch.leaves_knot else y}")
        if stretch.leaves_knot:
            path.append(
                f"C{number(stretch.start + bend)} {knot} {number(leaves - bend)} {y}"
                f" {number(leaves)} {y}"
            )
        path.append(f"H{number(meets)}")
        if stretch.meets_knot:
            path.append(
                f"C{number(meets + bend)} {y} {number(stretch.end - bend)} {knot}"
                f" {number(stretch.end)} {knot}"
            )
    return "".join(path)


def _ties(course: Course, middle: float) -> tuple[Tie, ...]:
    part = course.size.radius / 17
    return tuple(
        Tie(
            x=number(x),
            y=number(middle),
            state=state,
            mark=knot.mark,
            mark_y=number(middle + course.size.figure * 0.36),
            tick=_tick(x, middle, part) if state == "done" else "",
        )
        for knot, x, state in zip(course.knots, course.places, course.states, strict=True)
    )


def _tick(x: float, y: float, part: float) -> str:
    start = f"M{number(x - 7 * part)} {number(y + 0.7 * part)}"
    down, across, up = number(5.1 * part), number(9.4 * part), number(-10.5 * part)
    return f"{start}l{down} {number(5.4 * part)} {across} {up}"


# --- labels that must not touch ---------------------------------------------------------------


def _rows(
    widths: Sequence[float], places: Sequence[float], width: float
) -> tuple[list[int], list[float]]:
    """The row of each label, 0 nearest to the braid, and where in its row it stands.

    A label may be moved sideways only as long as it still stands over its own knot; when that is
    not enough, it rises a row.
    """
    rows: list[list[int]] = []
    stands: list[list[float]] = []
    for label in range(len(places)):
        for row in range(ROWS_AT_MOST):
            if row == len(rows):
                rows.append([])
                stands.append([])
            mine = [*rows[row], label]
            at = _side_by_side([widths[each] for each in mine], [places[i] for i in mine], width)
            if at or row == ROWS_AT_MOST - 1:
                rows[row], stands[row] = mine, at or [*stands[row], places[label]]
                break
    row_of, at_of = [0] * len(places), list(places)
    for row, mine in enumerate(rows):
        for label, x in zip(mine, stands[row], strict=True):
            row_of[label], at_of[label] = row, x
    return row_of, at_of


def _side_by_side(
    widths: Sequence[float], places: Sequence[float], width: float
) -> list[float] | None:
    """Where the labels of one row stand without touching; None when one would leave its knot."""
    gaps = [(a + b) / 2 + AIR for a, b in pairwise(widths)]
    at = spread(places, gaps, widths[0] / 2 + 2, width - widths[-1] / 2 - 2)
    astray = any(
        abs(x - place) > wide / 2 - 8 for x, place, wide in zip(at, places, widths, strict=True)
    )
    touching = any(b - a < gap - AIR for (a, b), gap in zip(pairwise(at), gaps, strict=True))
    return None if astray or touching else at


def _shortened(text: str) -> str:
    return text if len(text) <= LETTERS_AT_MOST else f"{text[: LETTERS_AT_MOST - 1].rstrip()}…"


def _kept_inside(x: float, words: str, width: float, size: float = SMALL_TEXT) -> float:
    half = text_width(words, size) / 2 + 2
    return min(max(x, half), width - half)


# --- in full ----------------------------------------------------------------------------------


def _draw_in_full(course: Course, strands: Sequence[str], words: Words) -> Braid:
    size, half = course.size, max(course.offsets[-1], course.size.spread / 2)
    titles = [_shortened(knot.name) for knot in course.knots]
    widths = [
        max(text_width(title, BIG), text_width(knot.when, SMALL_TEXT))
        for title, knot in zip(titles, course.knots, strict=True)
    ]
    rows, label_xs = _rows(widths, course.places, size.width)
    raised = max(rows, default=0)
    top = 66 + LABEL_ROW * raised if course.knots else 12
    middle = top + 34 + half
    bottom = middle + half
    support, stems, months_y = _supporters(course, middle, bottom)
    months, lines = _months(course, words, top, months_y)
    labels, dates = [], []
    for knot, title, x, row, place in zip(
        course.knots, titles, label_xs, rows, course.places, strict=True
    ):
        y = LABEL_FROM + LABEL_ROW * (raised - row)
        labels.append(Text(number(x), number(y), title))
        dates.append(Text(number(x), number(y + 21), knot.when))
        if row:
            lines.append(f"M{number(place)} {number(y + 28)}V{number(middle - size.radius)}")
    names = _names(course, strands, middle)
    return Braid(
        size=size,
        height=number(months_y + 44),
        threads=_threads(course, middle),
        done_to=number(course.done_to),
        ties=_ties(course, middle),
        today=_flagged_today(course, words.today, top + 4, months_y + 12),
        lines=tuple(lines),
        months=tuple(months),
        stems=tuple(stems),
        support=tuple(support),
        names=tuple(names),
        homes=tuple(_homes(course, words.home, bottom + 32)),
        labels=tuple(labels),
        dates=tuple(dates),
    )


def _flagged_today(course: Course, words: str, top: float, flag_y: float) -> Today | None:
    if course.here is None:
        return None
    wide = text_width(words, SMALL_TEXT) + 24
    x = min(max(course.here, wide / 2), course.size.width - wide / 2)
    return Today(
        line=f"M{number(course.here)} {number(top)}V{number(flag_y + 2)}",
        words=Text(number(x), number(flag_y + 20), words),
        flag=Flag(number(x - wide / 2), number(flag_y), number(wide)),
    )


def _supporters(
    course: Course, middle: float, bottom: float
) -> tuple[list[Text], list[str], float]:
    """Who supports each knot, below it; and how far down the months then stand."""
    held = [
        (knot.support, x)
        for knot, x in zip(course.knots, course.places, strict=True)
        if knot.support
    ]
    if not held:
        return [], [], bottom + 66
    widths = [max(text_width(line, SMALL_TEXT) for line in lines) for lines, _ in held]
    rows, xs = _rows(widths, [x for _, x in held], course.size.width)
    tall = SUPPORT_ROW * max(len(lines) for lines, _ in held)
    texts, stems = [], []
    for (lines, knot_x), x, row in zip(held, xs, rows, strict=True):
        y = bottom + 66 + tall * row
        stems.append(f"M{number(knot_x)} {number(middle)}V{number(y - 20)}")
        texts += [
            Text(number(x), number(y + SUPPORT_ROW * below), line)
            for below, line in enumerate(lines)
        ]
    return texts, stems, bottom + 66 + tall * (max(rows) + 1) + 16


def _months(course: Course, words: Words, top: float, y: float) -> tuple[list[Text], list[str]]:
    """A hairline for every first, third or sixth month, named where there is room."""
    days = (course.last - course.first).days or 1
    room = (course.size.width - 2 * course.size.margin) / (days / 30.4)
    step = next((each for each in MONTH_STEPS if each * room >= MONTH_ROOM), MONTH_STEPS[-1])
    texts: list[Text] = []
    lines: list[str] = []
    named_to = 0.0
    for month in range(course.first.year * 12 + course.first.month, course.last.year * 12 + 12):
        day = date(month // 12, month % 12 + 1, 1)
        if month % step or not course.first <= day <= course.last:
            continue
        x, name = course.scale.at(day), words.month(day)
        half = text_width(name, SMALL_TEXT) / 2
        lines.append(f"M{number(x)} {number(top)}V{number(y - 18)}")
        near_today = course.here is not None and abs(x - course.here) < half + 6
        if x - half >= named_to and x + half <= course.size.width and not near_today:
            texts.append(Text(number(x), number(y), name))
            named_to = x + half + AIR
    return texts, lines


def _names(course: Course, strands: Sequence[str], middle: float) -> list[Text]:
    """The organisations' names along their strands, where all of them fit clear of today's line."""
    need = max((text_width(name, SMALL_TEXT) for name in strands), default=0.0)
    close = len(course.offsets) > 1 and course.offsets[1] - course.offsets[0] < SUPPORT_ROW
    if not strands or close:
        return []
    for stretch in course.stretches:
        # The ends of a curve are all but level, so a name may begin and end there.
        start = stretch.level[0] - stretch.curve * 0.15
        end = stretch.level[1] + stretch.curve * 0.3
        rooms = [(start, end)]
        if course.here is not None and start < course.here < end:
            rooms = [(start, course.here - 6), (course.here + 8, end)]
        for room in rooms:
            if stretch.swing == 1 and room[1] - room[0] >= need:
                return [
                    Text(number(room[0]), number(middle + offset - 11), name)
                    for name, offset in zip(strands, course.offsets, strict=True)
                ]
    return []


def _homes(course: Course, words: str, y: float) -> list[Text]:
    """The words for work at home below each stretch long enough, clear of knots and of today."""
    need = text_width(words, SMALL_TEXT)
    found = []
    for stretch in course.stretches:
        start = stretch.start + (HOME_AIR if stretch.leaves_knot else 0)
        end = stretch.end - (HOME_AIR if stretch.meets_knot else 0)
        if course.here is not None and start < course.here < end:
            before, after = course.here - 8 - start, end - course.here - 8
            start, end = (start, course.here - 8) if before >= after else (course.here + 8, end)
        if end - start >= need:
            found.append(Text(number((start + end) / 2), number(y), words))
    return found


# --- small ------------------------------------------------------------------------------------


def _draw_small(course: Course, words: Words) -> Braid:
    half = max(course.offsets[-1], course.size.spread)
    middle = 27 + half
    today = None
    if course.here is not None:
        x = _kept_inside(course.here, words.today, course.size.width)
        today = Today(
            line=f"M{number(course.here)} 20V{number(middle + half + 11)}",
            words=Text(number(x), "14", words.today),
        )
    return Braid(
        size=course.size,
        height=number(middle + half + 43),
        threads=_threads(course, middle),
        done_to=number(course.done_to),
        ties=_ties(course, middle),
        today=today,
        dates=tuple(_short_labels(course, middle + half + 31)),
    )


def _short_labels(course: Course, y: float) -> list[Text]:
    """One row of short labels: the next meeting's first, then those of the others that fit."""
    shown: list[tuple[float, float, str]] = []
    order = sorted(
        range(len(course.knots)),
        key=lambda at: ({"next": 0, "later": 1, "done": 2}[course.states[at]], at),
    )
    for at in order:
        words = course.knots[at].short
        if not words or (course.states[at] == "done" and not course.size.labels_what_is_done):
            continue
        half = text_width(words, SMALL_TEXT) / 2
        x = _kept_inside(course.places[at], words, course.size.width)
        if all(x + half + AIR <= a or x - half - AIR >= b for a, b, _ in shown):
            shown.append((x - half, x + half, words))
    return [Text(number((a + b) / 2), number(y), words) for a, b, words in sorted(shown)]
