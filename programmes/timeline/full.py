"""The drawing that tells the whole story: names, months, mentors and work at home."""

from collections.abc import Sequence
from datetime import date

from programmes.timeline.labels import AIR, BIG, SMALL_TEXT, rows_of, shortened, text_width
from programmes.timeline.layout import Course
from programmes.timeline.paths import threads_of, ties_of
from programmes.timeline.types import Braid, Flag, Text, Today, Words, number

LABEL_ROW = 44  # a name with its date below it
LABEL_FROM = 32  # the first name's baseline
SUPPORT_ROW = 20
HOME_AIR = 20  # between those words and the line below a knot
MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120)
MONTH_ROOM = 84


def draw_in_full(course: Course, strands: Sequence[str], words: Words) -> Braid:
    """Draw the course with everything there is to tell."""
    size, half = course.size, max(course.offsets[-1], course.size.spread / 2)
    titles = [shortened(knot.name) for knot in course.knots]
    widths = [
        max(text_width(title, BIG), text_width(knot.when, SMALL_TEXT))
        for title, knot in zip(titles, course.knots, strict=True)
    ]
    rows, label_xs = rows_of(widths, course.places, size.width)
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
        threads=threads_of(course, middle),
        done_to=number(course.done_to),
        ties=ties_of(course, middle),
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
    rows, xs = rows_of(widths, [x for _, x in held], course.size.width)
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
