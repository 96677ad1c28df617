"""What every page is examined for: axe, narrow screens, large text, keyboard, and its silence."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from axe_playwright_python.base import AXE_SCRIPT

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
ALL, CONTRAST = {"type": "tag", "values": RULES}, {"type": "rule", "values": ["color-contrast"]}
# Of what differs between the four, a width moves things about and a theme changes colours.
WIDTHS_THEMES_RULES = [
    (1280, "light", ALL),
    (1280, "dark", CONTRAST),
    (390, "light", CONTRAST),
    (390, "dark", ALL),
]
NARROW = 320
TWICE_AS_LARGE = 32  # px: the size of text that a browser otherwise has at 16
STOPS = 60

# A new theme is drawn with the next frame, and its colours may be on their way.
IS_DRAWN = """() => {
  scrollTo(0, 0);  // a walk with Tab ends anywhere
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const drawn = frame().then(frame).then(() => Promise.allSettled(
    document.getAnimations().filter((each) => each instanceof CSSTransition)
      .map((each) => each.finished)));
  return Promise.race([drawn.then(() => true), new Promise((done) => setTimeout(done, 1000))]);
}"""
RUN_AXE = """async (rules) => {
  const { violations } = await axe.run(document, { runOnly: rules, resultTypes: ['violations'] });
  return violations.map((each) => [each.id, each.nodes.slice(0, 3).map((node) => node.target)]);
}"""
WIDER = """(width) => {
  if (document.documentElement.scrollWidth <= width) return null;
  return [...document.querySelectorAll('main *')]
    .filter((each) => each.getBoundingClientRect().right > width + 1)
    .slice(0, 3).map((each) => `${each.tagName}.${each.className}`);
}"""
# A stop may show its focus on itself, its label, or the box that it is the heart of. Called once
# per stop, it judges the stop before: only now is seen how that one looks without focus.
LOOK_AT_STOP = """() => {
  const looks = (each) => {
    const style = getComputedStyle(each);
    const outline = style.outlineStyle === 'none' || style.outlineWidth === '0px'
      ? '' : `${style.outlineStyle} ${style.outlineWidth} ${style.outlineColor}`;
    return `${outline} | ${style.boxShadow}`;
  };
  const before = window.lastStop;
  const element = document.activeElement ?? document.body;
  if (before?.element === element) return [true, null];  // the next part of a field for a date
  let unseen = null;
  const same = (place, at) => place.contains(element) || looks(place) === before.looks[at];
  if (before && before.places.every(same))
    unseen = before.element.outerHTML.slice(0, 120);
  if (element === document.body) {
    window.lastStop = null;
    return [false, unseen];
  }
  const places = [element, ...(element.labels ?? []), element.nextElementSibling].filter(Boolean);
  for (let up = element.parentElement, n = 0; up && n < 3; up = up.parentElement, n += 1)
    places.push(up);
  window.lastStop = { element, places, looks: places.map(looks) };
  return [true, unseen];
}"""


def examine(page, *, keyboard: bool = True) -> list[tuple]:
    """Everything that is wrong with the page that is open. Empty when it is as it should be."""
    found: list[tuple] = []
    where = page.url
    page.set_viewport_size({"width": 1280, "height": 900})
    if page.locator("h1").count() != 1:
        found.append((where, "h1", page.locator("h1").all_inner_texts()))
    if not page.title().endswith("– Modellkonceptet") or page.title().startswith("–"):
        found.append((where, "title", page.title()))
    if page.evaluate("document.documentElement.lang") not in {"sv", "en"}:
        found.append((where, "lang"))
    if keyboard:
        found += [(where, "no visible focus", stop) for stop in _unseen_stops(page)]
    page.evaluate(AXE_SCRIPT)
    for width, theme, rules in WIDTHS_THEMES_RULES:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=theme)
        page.evaluate(IS_DRAWN)
        found += [(where, width, theme, *each) for each in page.evaluate(RUN_AXE, rules)]
    for width, text in ((NARROW, None), (800, None), (1280, TWICE_AS_LARGE), (390, TWICE_AS_LARGE)):
        page.set_viewport_size({"width": width, "height": 800})
        with text_of(page, text):
            if wider := page.evaluate(WIDER, width):
                found.append((where, width, text, "wider than the screen", wider))
    return found


@contextmanager
def text_of(page, size: int | None) -> Iterator[None]:
    """Let the reader have asked for text of this size in px, for as long as it takes."""
    if size is None:
        yield
        return
    session = page.context.new_cdp_session(page)
    session.send("Page.setFontSizes", {"fontSizes": {"standard": size, "fixed": size}})
    yield
    session.send("Page.setFontSizes", {"fontSizes": {"standard": 16, "fixed": 13}})
    session.detach()


def _unseen_stops(page) -> list[str]:
    """The stops of a walk with the Tab key, through the page or 60 stops, that nobody can see."""
    unseen = []
    for _stop in range(STOPS):
        page.keyboard.press("Tab")
        more, last = page.evaluate(LOOK_AT_STOP)
        unseen += [last] if last else []
        if not more:
            break
    return unseen


def take_pictures(page, folder: Path, name: str) -> None:
    """Save the page at both widths and in both themes. It leaves style attributes behind."""
    folder.mkdir(parents=True, exist_ok=True)
    for width, theme, _rules in WIDTHS_THEMES_RULES:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=theme)
        page.screenshot(path=folder / f"{name}-{width}-{theme}.png", full_page=True)
