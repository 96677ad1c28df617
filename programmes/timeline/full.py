"""The full drawing: names, months, mentors and work at home."""

from collections.abc import Sequence
from datetime import date

from programmes.timeline.labels import AIR, BIG, SMALL_TEXT, rows_of, shortened, text_width
from programmes.timeline.layout import Layout
from programmes.timeline.paths import lane_paths_of, markers_of
from programmes.timeline.types import Drawing, Flag, Text, Today, Words, number

LABEL_ROW = 44  # a name with its date below it
LABEL_FROM = 32  # the first name's baseline
SUPPORT_ROW = 20
FLAG_FROM, FLAG_HEIGHT = 14, 30  # below the lanes, above the mentors' names
HOME_AIR = 20  # between those words and a milestone
MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120)
MONTH_ROOM = 84


def draw_in_full(layout: Layout, lanes: Sequence[str], words: Words) -> Drawing:
    """Draw the layout with names, months, mentors and work at home."""
    size, half = layout.size, max(layout.offsets[-1], layout.size.spread / 2)
    titles = [shortened(milestone.name) for milestone in layout.milestones]
    widths = [
        max(text_width(title, BIG), text_width(milestone.when, SMALL_TEXT))
        for title, milestone in zip(titles, layout.milestones, strict=True)
    ]
    rows, label_xs = rows_of(widths, layout.places, size.width)
    raised = max(rows, default=0)
    top = 66 + LABEL_ROW * raised if layout.milestones else 12
    middle = top + 34 + half
    bottom = middle + half
    support, stems, months_y = _supporters(layout, middle, bottom)
    months, lines = _months(layout, words, top, months_y)
    labels, dates = [], []
    for milestone, title, x, row, place in zip(
        layout.milestones, titles, label_xs, rows, layout.places, strict=True
    ):
        y = LABEL_FROM + LABEL_ROW * (raised - row)
        labels.append(Text(number(x), number(y), title))
        dates.append(Text(number(x), number(y + 21), milestone.when))
        if row:
            lines.append(f"M{number(place)} {number(y + 28)}V{number(middle - size.radius)}")
    names = _names(layout, lanes, middle)
    supported = [
        x
        for milestone, x in zip(layout.milestones, layout.places, strict=True)
        if milestone.support
    ]
    today = _flagged_today(layout, words.today, top + 4, bottom + FLAG_FROM, supported)
    return Drawing(
        size=size,
        height=number(months_y + 14),
        lane_paths=lane_paths_of(layout, middle),
        done_to=number(layout.done_to),
        markers=markers_of(layout, middle),
        today=today,
        lines=tuple(lines),
        months=tuple(months),
        stems=tuple(stems),
        support=tuple(support),
        names=tuple(names),
        homes=tuple(_homes(layout, words.home, bottom + 32, today)),
        labels=tuple(labels),
        dates=tuple(dates),
    )


def _flagged_today(
    layout: Layout, words: str, top: float, flag_y: float, stems: Sequence[float]
) -> Today | None:
    """Today's line across the lanes and no farther, so that it strikes through no words.

    The flag below it stands clear of the stems where it can, on one side of the line if need be.
    """
    if layout.here is None:
        return None
    wide = text_width(words, SMALL_TEXT) + 24
    half = wide / 2
    wanted = [layout.here, layout.here + half - 1, layout.here - half + 1]
    inside = [min(max(each, half), layout.size.width - half) for each in wanted]
    x = min(inside, key=lambda each: sum(abs(stem - each) < half for stem in stems))
    return Today(
        line=f"M{number(layout.here)} {number(top)}V{number(flag_y + 2)}",
        words=Text(number(x), number(flag_y + 20), words),
        flag=Flag(number(x - wide / 2), number(flag_y), number(wide)),
    )


def _supporters(
    layout: Layout, middle: float, bottom: float
) -> tuple[list[Text], list[str], float]:
    """Who supports each milestone, below it; and how far down the months then stand."""
    held = [
        (milestone.support, x)
        for milestone, x in zip(layout.milestones, layout.places, strict=True)
        if milestone.support
    ]
    if not held:
        return [], [], bottom + 66
    widths = [max(text_width(line, SMALL_TEXT) for line in lines) for lines, _ in held]
    rows, xs = rows_of(widths, [x for _, x in held], layout.size.width)
    tall = SUPPORT_ROW * max(len(lines) for lines, _ in held)
    texts, stems = [], []
    for (lines, milestone_x), x, row in zip(held, xs, rows, strict=True):
        y = bottom + 66 + tall * row
        stems.append(f"M{number(milestone_x)} {number(middle)}V{number(y - 20)}")
        texts += [
            Text(number(x), number(y + SUPPORT_ROW * below), line)
            for below, line in enumerate(lines)
        ]
    return texts, stems, bottom + 66 + tall * (max(rows) + 1) + 16


def _months(layout: Layout, words: Words, top: float, y: float) -> tuple[list[Text], list[str]]:
    """A hairline for every first, third or sixth month, named where there is room."""
    days = (layout.last - layout.first).days or 1
    room = (layout.size.width - 2 * layout.size.margin) / (days / 30.4)
    step = next((each for each in MONTH_STEPS if each * room >= MONTH_ROOM), MONTH_STEPS[-1])
    texts: list[Text] = []
    lines: list[str] = []
    named_to = 0.0
    for month in range(layout.first.year * 12 + layout.first.month, layout.last.year * 12 + 12):
        day = date(month // 12, month % 12 + 1, 1)
        if month % step or not layout.first <= day <= layout.last:
            continue
        x, name = layout.scale.at(day), words.month(day)
        half = text_width(name, SMALL_TEXT) / 2
        lines.append(f"M{number(x)} {number(top)}V{number(y - 18)}")
        near_today = layout.here is not None and abs(x - layout.here) < half + 6
        if x - half >= named_to and x + half <= layout.size.width and not near_today:
            texts.append(Text(number(x), number(y), name))
            named_to = x + half + AIR
    return texts, lines


def _names(layout: Layout, lanes: Sequence[str], middle: float) -> list[Text]:
    """The organisations' names along their lanes, where all of them fit clear of today's line."""
    need = max((text_width(name, SMALL_TEXT) for name in lanes), default=0.0)
    close = len(layout.offsets) > 1 and layout.offsets[1] - layout.offsets[0] < SUPPORT_ROW
    if not lanes or close:
        return []
    for segment in layout.segments:
        # The ends of a curve are all but level, so a name may begin and end there.
        start = segment.level[0] - segment.curve * 0.15
        end = segment.level[1] + segment.curve * 0.3
        rooms = [(start, end)]
        if layout.here is not None and start < layout.here < end:
            rooms = [(start, layout.here - 6), (layout.here + 8, end)]
        for room in rooms:
            if segment.swing == 1 and room[1] - room[0] >= need:
                return [
                    Text(number(room[0]), number(middle + offset - 11), name)
                    for name, offset in zip(lanes, layout.offsets, strict=True)
                ]
    return []


def _homes(layout: Layout, words: str, y: float, today: Today | None) -> list[Text]:
    """The words for work at home below each long segment, clear of milestones and of today."""
    flag = today.flag if today else None
    left, right = (float(flag.x), float(flag.x) + float(flag.width)) if flag else (0.0, 0.0)
    need = text_width(words, SMALL_TEXT)
    found = []
    for segment in layout.segments:
        start = segment.start + (HOME_AIR if segment.from_milestone else 0)
        end = segment.end - (HOME_AIR if segment.to_milestone else 0)
        if flag and start < right and left < end:
            before, after = left - 8 - start, end - right - 8
            start, end = (start, left - 8) if before >= after else (right + 8, end)
        if end - start >= need:
            found.append(Text(number((start + end) / 2), number(y), words))
    return found
