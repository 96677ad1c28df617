"""Say in a document's page which of its parts are read from the right: a PDF cannot find it out."""

from html.parser import HTMLParser

from modellkoncept.text.direction import is_right_to_left

BLOCKS = {
    "p", "li", "dt", "dd", "td", "th", "caption", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6",
}  # fmt: skip


def with_directions(html: str) -> str:
    """The page, with dir="rtl" on every part whose first letter is read from the right."""
    found = _Blocks(html)
    parts, at = [], 0
    for place in sorted(found.right_to_left):
        parts += [html[at:place], ' dir="rtl"']
        at = place
    return "".join([*parts, html[at:]])


class _Blocks(HTMLParser):
    """Reads the page once; `right_to_left` are the places in it where an attribute is to stand."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.right_to_left: list[int] = []
        self._open: list[tuple[str, int]] = []
        self._undecided: set[int] = set()
        self._line_starts = [0]
        for line in html.split("\n"):
            self._line_starts.append(self._line_starts[-1] + len(line) + 1)
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in BLOCKS:
            return
        line, column = self.getpos()
        place = self._line_starts[line - 1] + column + len(f"<{tag}")
        self._open.append((tag, place))
        if "dir" not in dict(attrs):
            self._undecided.add(place)

    def handle_data(self, data: str) -> None:
        if not self._undecided or (decided := is_right_to_left(data)) is None:
            return
        for _tag, place in self._open:
            if place in self._undecided and decided:
                self.right_to_left.append(place)
            self._undecided.discard(place)

    def handle_endtag(self, tag: str) -> None:
        if tag not in BLOCKS:
            return
        while self._open:
            opened, place = self._open.pop()
            self._undecided.discard(place)
            if opened == tag:
                return
