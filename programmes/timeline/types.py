"""Types of the timeline: input in days and words, output in finished SVG numbers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Milestone:
    """A meeting on the timeline: its day, its name and the mentors who support it."""

    day: date
    name: str
    when: str  # the day in words
    short: str = ""  # the name where there is little room
    mark: str = ""  # a number or a letter inside the marker
    support: tuple[str, ...] = ()
    is_attended: bool = True  # whether the reader goes to it: the next of these is highlighted


@dataclass(frozen=True)
class Words:
    """The drawing's own texts, in the reader's language."""

    today: str
    home: str
    month: Callable[[date], str]


@dataclass(frozen=True)
class Size:
    """The dimensions of a drawing, and how much detail it has."""

    width: int
    margin: int
    radius: int
    spread: int  # between two lanes
    done_width: str
    ahead_width: str
    figure: int  # font size of the mark inside a marker
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
class Marker:
    """A milestone with its position: done (with the path of a tick), next or later."""

    x: str
    y: str
    state: str
    mark: str
    mark_y: str
    tick: str


@dataclass(frozen=True)
class Flag:
    """The background of the label that says which day it is."""

    x: str
    y: str
    width: str


@dataclass(frozen=True)
class Today:
    line: str
    words: Text
    flag: Flag | None = None


@dataclass(frozen=True)
class Drawing:
    """Everything a template needs to draw a timeline."""

    size: Size
    height: str
    lane_paths: tuple[str, ...]  # one for each organisation
    done_to: str  # what lies before this is history
    markers: tuple[Marker, ...]
    today: Today | None
    lines: tuple[str, ...] = ()  # hairlines: months, and labels to their milestones
    months: tuple[Text, ...] = ()
    stems: tuple[str, ...] = ()  # from a milestone to who supports it
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


def number(value: float) -> str:
    """137.5, 62, never 62,0."""
    return f"{value:.1f}".removesuffix(".0")
