"""Every component in the reader's own palette (forced colours), light and dark, by its pixels.

What the sheets say is not what is seen: the browser lays a plate of Canvas behind text that it
colours itself, so that Canvas on a filled button was blank. Only the picture tells.
"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client, override_settings
from PIL import Image
from playwright.sync_api import Page

from modellkoncept import urls

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

ADDRESS = "http://components.example/demo/komponenter/"
ORDINARY = tuple(each for each in urls.urlpatterns if each not in urls.demo_urlpatterns)
TEXT, SIGN = 4.5, 3.0  # the contrast of words, and of what only has to be seen
AROUND = 4  # px outside a box, and inside it, where its edge is looked for

# Each line of each text that is drawn, and what says whose it is.
TEXTS = """() => {
  const found = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const { data, parentElement: own } = walk.currentNode;
    if (!data.trim() || own.closest('script, style, template, noscript, option, .vh, svg, .skip'))
      continue;
    if (!own.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    let up = own;
    while (up && getComputedStyle(up).clipPath === 'none') up = up.parentElement;
    if (up) continue;  // cut away, for the ear only
    const range = document.createRange();
    range.selectNodeContents(walk.currentNode);
    for (const { x, y, width, height } of range.getClientRects())  // within the plate, not round it
      if (width > 4 && height > 8)
        found.push([data.trim().slice(0, 40), [x + 1, y + scrollY + 3, width - 3, height - 7]]);
  }
  return found;
}"""
BOXES = """(selector) => [...document.querySelectorAll(selector)]
  .filter((each) => each.checkVisibility({ visibilityProperty: true }) && !each.closest('.vh'))
  .map((each) => {
    const { x, y, width, height } = each.getBoundingClientRect();
    const words = (each.innerText || each.getAttribute('aria-label') || each.name || '').trim();
    return [`${each.localName}.${each.className} ${words.slice(0, 30)}`,
      [x, y + scrollY, width, height]];
  })"""
BOXED = (
    "main .btn, main .dots, main .chip, main .badge, main .in, main .msg, main .note, main .toast,"
    " main .dialog, main .menu, .theme-switch button"
)
FOCUSED = [".btn.pri", ".btn[aria-pressed]", ".btn.danger", ".btn.plain", ".dots", ".chip", ".in",
           ".tabs a", ".pick input", ".toast .btn", ".guide-b > .menu button"]  # fmt: skip


@pytest.fixture
def html(db) -> str:
    with override_settings(DEMO=True, ROOT_URLCONF=(*ORDINARY, *urls.demo_urlpatterns)):
        return Client().get("/demo/komponenter/").text


@pytest.fixture(params=["light", "dark"])
def page(browser, html, request) -> Iterator[Page]:
    """The page of all components, whose sheets are read from the folder."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 900},
        color_scheme=request.param,
        forced_colors="active",
        reduced_motion="reduce",
    )
    page = context.new_page()

    def answer(route) -> None:
        path = route.request.url.partition("/static/")[2]
        if not path:
            route.fulfill(body=html, content_type="text/html; charset=utf-8")
        elif file := finders.find(path.partition("?")[0]):
            route.fulfill(path=str(Path(file)))
        else:
            route.abort()

    page.route("**/*", answer)
    page.goto(ADDRESS, wait_until="load")
    yield page
    context.close()


def picture_of(page: Page, **options) -> Image.Image:
    shot = page.screenshot(animations="disabled", **options)
    return Image.open(BytesIO(shot)).convert("RGB")


def pixels(picture: Image.Image) -> Iterator[tuple[int, ...]]:
    parts = iter(picture.tobytes())
    return zip(parts, parts, parts, strict=True)


def luminance(colour: tuple[int, ...]) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004
        for part in (each / 255 for each in colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def colours_in(picture: Image.Image, box: list[float]) -> list[tuple[int, ...]]:
    """The colours in a box of the picture, the most common first."""
    x, y, width, height = box
    part = picture.crop((int(x), int(y), int(x + width) + 1, int(y + height) + 1))
    counted = part.getcolors(part.width * part.height)
    assert counted
    return [colour for _count, colour in sorted(counted, reverse=True)]


def strongest(colours: list[tuple[int, ...]]) -> float:
    """The greatest contrast to the ground, which is the most common colour."""
    return max(contrast(each, colours[0]) for each in colours)


def weakest_side(picture: Image.Image, box: list[float]) -> float:
    """How clearly the edge of the box stands out where it is faintest, on its four sides."""
    x, y, width, height = box
    middle, centre = x + width / 2, y + height / 2
    span, across = 2 * AROUND, 16  # more than a gap between dashes
    sides = [
        [middle - 8, y - AROUND, across, span],
        [middle - 8, y + height - AROUND, across, span],
        [x - AROUND, centre - 8, span, across],
        [x + width - AROUND, centre - 8, span, across],
    ]
    return min(
        max(contrast(one, other) for one in colours for other in colours)
        for colours in (colours_in(picture, side) for side in sides)
    )


def test_every_word_and_every_edge_is_seen(page):
    texts, boxes = page.evaluate(TEXTS), page.evaluate(BOXES, BOXED)
    picture = picture_of(page, full_page=True)

    faint = [text for text, box in texts if strongest(colours_in(picture, box)) < TEXT]
    edgeless = [what for what, box in boxes if weakest_side(picture, box) < SIGN]

    assert len(texts) > 100  # noqa: PLR2004 – it is the page of all components
    assert faint == []
    assert edgeless == []


def test_what_is_pressed_or_chosen_looks_otherwise_and_every_shape_is_seen(page):
    picture = picture_of(page, full_page=True)

    def looks(selector: str) -> list[tuple[tuple[int, ...], ...]]:
        """Of each: its ground, and what stands along its lower edge."""
        return [
            (colours_in(picture, box)[0], colours_in(picture, [x + w / 2, y + h - 4, 1, 5])[0])
            for _what, box in page.evaluate(BOXES, selector)
            for x, y, w, h in [box]
        ]

    pairs = {
        "main .btn[aria-pressed=true]": "main .btn:not([aria-pressed], .pri, .toast *)",
        "main .chip[aria-pressed=true]": "main .chip[aria-pressed=false]",
        "main .btn.pri": "main .btn:not([aria-pressed], .pri, .toast *)",
        "main .badge.solid": "main .badge:not(.solid)",
        "main .tabs [aria-current]": "main .tabs a:not([aria-current])",
        "main .nav [aria-current]": "main .nav a:not([aria-current])",
    }
    alike = [one for one, other in pairs.items() if set(looks(one)) & set(looks(other))]
    shapes = page.evaluate(BOXES, "main .shape, main .st .i, main .number-badge, main .prog")
    unseen = [what for what, box in shapes if strongest(colours_in(picture, box)) < SIGN]

    assert alike == []
    assert len(shapes) > 20  # noqa: PLR2004 – the roles, the states, the numbers
    assert unseen == []


def test_the_focus_is_seen_on_every_kind_of_control(page):
    unseen = []
    for selector in FOCUSED:
        control = page.locator(f"main {selector}").first
        control.scroll_into_view_if_needed()
        box = control.bounding_box()
        assert box
        clip = {
            "x": box["x"] - 8,
            "y": box["y"] - 8,
            "width": box["width"] + 16,
            "height": box["height"] + 16,
        }
        before = picture_of(page, clip=clip)
        control.evaluate("(each) => each.focus({ focusVisible: true, preventScroll: true })")
        after = picture_of(page, clip=clip)
        changed = sum(
            contrast(was, now) >= SIGN
            for was, now in zip(pixels(before), pixels(after), strict=True)
            if was != now
        )
        if changed < box["width"] + box["height"]:
            unseen.append((selector, changed))

    assert unseen == []
