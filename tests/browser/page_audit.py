"""Audit of one rendered page: axe, narrow screens, large text, keyboard, forced colours, sheets.

Every page is audited for what depends on its very words and on its address: heading, title,
language, sheets, width at 320 and 800 px and with text twice as large, how much of a low window
stands still (400 %, a phone with its keyboard open), size of targets. What is
slow (axe, both walks with Tab, forced colours) depends on *structure*, and pages are made of the
same components: the frame, a menu, a row of a list. Each component is audited where it is first
met, in each of its variants, and set aside on later pages: axe gets it as `exclude`, the walk with
Tab passes it by (`inert`). The page around it is still asked every rule, also those about a whole
page (title, language, bypass, ids that occur twice).

A component is any element with a box of its own, inside others or not. It is known when its key
was audited before. The key is a hash of all that the rules can depend on:

- each element in its place, with all its attributes: axe judges tags, roles, ARIA and types, and
  the style sheets choose by them. Only what tells one object from another is left out: addresses,
  numbers in ids and names, values and secrets,
- whether an element has text, and whether a label, title or alternative has words, but not which:
  a name may be missing, and no rule of WCAG in axe judges how it is worded,
- for each reference (for, aria-labelledby, aria-describedby …) whether its target is there and has
  words; for a field whether its labels are there, wherever they stand; and whether its id occurs
  twice on the page,
- whether the element is rendered, its colours, and the size and weight of its text, as computed:
  contrast depends on these, also where a rule counts siblings or a script sets a style,
- the same of each of its ancestors, one by one: the ground behind it and the list, table or role
  that it is part of,
- the style sheets and the theme: with these the same, so is every other style, focus included.

What lies behind a text may also be no ancestor: a component that overlaps another, or holds
something that is positioned from outside it, is never set aside (unless the whole page is known).

A run of equal siblings counts as one: the second row of a table has the rules of the first. Two
rules of axe depend on how much is in a box (`scrollable-region-focusable`, `target-size`); they are
asked of every page as a whole.

The second theme changes colours only: nothing but tokens.css knows a theme (test_css.py), so that
axe is asked its rules about colour there, at both widths, and all its rules in the first.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
AXE_RULES = {"type": "tag", "values": RULES}
# What another theme can change, and what another amount of text can.
COLOUR_RULES = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
LAYOUT_RULES = {"type": "rule", "values": ["scrollable-region-focusable", "target-size"]}
WIDTHS_THEMES = [(width, theme) for width in (1280, 390) for theme in ("light", "dark")]
# px: a laptop at 400 %, a tablet, a screen and a phone with large text, a phone's keyboard open
WINDOWS = [(320, 256, None), (800, 800, None), (1280, 800, 32), (390, 800, 32), (390, 460, None)]
LOW = 480  # px: below this nothing may stand still that takes a third of the window
MOST_STOPS = 300
STOPS_AT_ONCE = 12
TAP = 44  # px: what a finger hits

# A new theme is drawn with the next frame, and its colours may be on their way.
IS_DRAWN = """() => {
  scrollTo(0, 0);  // a walk with Tab ends anywhere
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const drawn = frame().then(frame).then(() => Promise.allSettled(
    document.getAnimations().filter((each) => each instanceof CSSTransition)
      .map((each) => each.finished)));
  return Promise.race([drawn.then(() => true), new Promise((done) => setTimeout(done, 1000))]);
}"""
SET_THEME = """(theme) => {
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
}"""
# All but what is set aside, which LAYOUT_RULES are asked of, too.
# What an open menu covers is too small to hit only until it closes, which any press outside does.
RUN_AXE = """async ([runOnly, asWhole]) => {
  const exclude = asWhole ? [] : setAside.filter((each) => each.isConnected);
  const rules = asWhole ? {} : { 'scrollable-region-focusable': { enabled: false },
    'target-size': { enabled: false } };
  const { violations } = await axe.run({ include: [document.documentElement], exclude },
    { runOnly, rules, resultTypes: ['violations'] });
  const menu = document.querySelector('.menu-box[open]');
  const isCovered = (rule, node) => menu && rule.id === 'target-size'
    && !menu.contains(document.querySelector(node.target[0]));
  return violations
    .map((rule) => [rule.id, rule.nodes.filter((node) => !isCovered(rule, node))])
    .filter(([, nodes]) => nodes.length)
    .map(([id, nodes]) => [id, nodes.slice(0, 3).map((node) => node.target)]);
}"""
# Also what is outside main: the frame, a toast, a dialog.
WIDER = """(width) => {
  const { scrollWidth } = document.documentElement;
  if (scrollWidth <= width) return null;
  return [scrollWidth, ...[...document.querySelectorAll('body *')]
    .filter((each) => each.getBoundingClientRect().right > width + 1)
    .slice(0, 3).map((each) => `${each.tagName}.${each.className}`)];
}"""
# What stands still however far the page is scrolled, and its height. What tells of an act may.
STANDS_STILL = """() => {
  scrollTo(0, Math.min(500, document.documentElement.scrollHeight));
  const still = [...document.querySelectorAll('body *')].filter((each) => {
    const { position } = getComputedStyle(each);
    if (position !== 'fixed' && position !== 'sticky') return false;
    const { top, height, width } = each.getBoundingClientRect();
    return (position === 'fixed' || top < 8) && each.checkVisibility() && width > 8 && height > 8
      && !each.closest('.toasts, dialog');
  }).map((each) => [each.getBoundingClientRect().height, `${each.localName}.${each.className}`]);
  scrollTo(0, 0);
  return still;
}"""
# What one hits is the field and its label together. A link among the words of a sentence has the
# height of its line; what is hidden from the eye is hit by keyboard only.
TOO_SMALL_TO_HIT = """(tap) => {
  const inSentence = (each) => each.matches('a') && getComputedStyle(each).display === 'inline'
    && [...each.parentElement.childNodes].some((part) =>
      part.nodeType === 3 && /\\p{L}{2}/u.test(part.data));
  const isHidden = (each) => !each.checkVisibility({ visibilityProperty: true })
    || each.closest('.vh, [inert]') || getComputedStyle(each).clipPath !== 'none';
  const bare = 'a[href], button:enabled, input:enabled, select:enabled, textarea:enabled, summary';
  return [...document.querySelectorAll(bare)]
    .filter((each) => !isHidden(each) && !inSentence(each))
    .filter((each) => {
      const parts = [each, ...(each.labels ?? []), ...(each.type === 'radio' || each.type ===
        'checkbox' ? [each.closest('label')] : [])].filter(Boolean);
      const heights = parts.map((part) => part.getBoundingClientRect().height);
      const { width } = each.getBoundingClientRect();
      if (!width) return false;
      if (Math.max(...heights) < tap - 1) return true;
      return each.matches('button, summary') && width < tap - 1;
    })
    .slice(0, 5).map((each) => {
      const { width, height } = each.getBoundingClientRect();
      const words = (each.innerText || each.getAttribute('aria-label') || each.name || '').trim();
      return `${each.tagName}.${each.className} ${words} ${width.toFixed()}x${height.toFixed()}`;
    });
}"""
# The colours of the reader's own palette carry every text, also where a drawing paints its own.
# Ground: the last thing painted before the text in its drawing, or else the nearest box with one.
FAINT = """() => {
  const numbers = (colour) => (colour.match(/[\\d.]+/g) ?? []).map(Number);
  const light = (colour) => {
    const [red, green, blue] = numbers(colour).map((part) => part / 255)
      .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one, other) => {
    const [darker, lighter] = [light(one), light(other)].sort((a, b) => a - b);
    return (lighter + 0.05) / (darker + 0.05);
  };
  const paints = (colour) => colour && colour.startsWith('rgb') && (numbers(colour)[3] ?? 1) > 0.5;
  const canvas = () => {
    const box = document.body.appendChild(document.createElement('i'));
    box.style.backgroundColor = 'Canvas';
    const colour = getComputedStyle(box).backgroundColor;
    box.remove();
    return colour;
  };
  const boxBehind = (each) => {
    for (let up = each; up; up = up.parentElement) {
      const colour = getComputedStyle(up).backgroundColor;
      if (paints(colour)) return colour;
    }
    return canvas();
  };
  const shapeBehind = (text) => {
    const own = text.getBoundingClientRect();
    const [x, y] = [own.x + own.width / 2, own.y + own.height / 2];
    return [...text.ownerSVGElement.querySelectorAll('rect, circle, ellipse')]
      .filter((each) => each.checkVisibility() && !each.closest('pattern, defs, clipPath')
        && text.compareDocumentPosition(each) & Node.DOCUMENT_POSITION_PRECEDING)
      .filter((each) => {
        const box = each.getBoundingClientRect();
        return box.left <= x && x <= box.right && box.top <= y && y <= box.bottom;
      })
      .map((each) => getComputedStyle(each).fill).filter(paints).at(-1);
  };
  const found = [];
  for (const each of document.querySelectorAll('body *')) {
    const says = [...each.childNodes].some((part) => part.nodeType === 3 && part.data.trim());
    if (!says || each.matches('script, style, template, noscript, option')) continue;
    if (!each.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    if (each.closest('.vh, [disabled], [aria-disabled=true], .qr')) continue;
    const style = getComputedStyle(each);
    const text = each.ownerSVGElement ? each.closest('text') : null;
    if (each.ownerSVGElement && !text) continue;
    const ink = text ? style.fill : style.color;
    const ground = text ? shapeBehind(text) ?? boxBehind(text.ownerSVGElement) : boxBehind(each);
    // The browser lays Canvas behind text that it colours itself, whatever paints there.
    const plate = text || style.forcedColorAdjust === 'none' ? ground : canvas();
    if (contrast(ink, plate) < 4.5)
      found.push(`${each.textContent.trim().slice(0, 40)}: ${ink} on ${plate}`);
    else if (text && style.paintOrder !== 'normal' && paints(style.stroke)
      && contrast(ink, style.stroke) < 4.5) found.push(`${each.textContent}: halo ${style.stroke}`);
  }
  for (const cut of document.querySelectorAll('.i-cut')) {
    if (!cut.checkVisibility()) continue;
    const { color } = getComputedStyle(cut.closest('svg')), { stroke } = getComputedStyle(cut);
    if (contrast(color, stroke) < 3) found.push(`the mark in an icon: ${stroke} on ${color}`);
  }
  return found.slice(0, 5);
}"""
# A stop may show its focus on itself, its label, or the box that it is the heart of. Each stop is
# judged when the next one takes the focus: only then is seen how it looks without. The page itself
# listens, so that a stop costs one key press and no question.
BEGIN_TAB_WALK = """() => {
  const looks = (each) => {
    const style = getComputedStyle(each);
    const outline = style.outlineStyle === 'none' || style.outlineWidth === '0px'
      ? '' : `${style.outlineStyle} ${style.outlineWidth} ${style.outlineColor}`;
    return `${outline} | ${style.boxShadow}`;
  };
  const walk = { isOver: false, unseen: [], stops: 0 };
  let before = null;
  const judge = (element) => {
    const same = (place, at) => place.contains(element) || looks(place) === before.looks[at];
    if (before && before.places.every(same))
      walk.unseen.push(before.element.outerHTML.slice(0, 120));
  };
  const arrive = ({ target: element }) => {
    if (before?.element === element) return;  // the next part of a field for a date
    judge(element);
    walk.stops += 1;
    const places = [element, ...(element.labels ?? []), element.nextElementSibling].filter(Boolean);
    for (let up = element.parentElement, n = 0; up && n < 3; up = up.parentElement, n += 1)
      places.push(up);
    before = { element, places, looks: places.map(looks) };
  };
  const leave = ({ relatedTarget }) => {
    if (relatedTarget || document.activeElement !== document.body) return;
    judge(document.body);  // behind the last stop the focus leaves the page
    walk.isOver = true;
    removeEventListener('focusin', arrive);
    removeEventListener('focusout', leave);
    addEventListener('keydown', stay, true);
  };
  const stay = (event) => event.preventDefault();  // presses that were on their way
  walk.end = () => {
    removeEventListener('focusin', arrive);
    removeEventListener('focusout', leave);
    removeEventListener('keydown', stay, true);
  };
  addEventListener('focusin', arrive);
  addEventListener('focusout', leave);
  window.tabWalk = walk;
}"""
# Where all stops are set aside, nothing takes the focus that could lose it.
IS_OVER = "tabWalk.isOver || (setAside.length > 0 && tabWalk.stops === 0)"

# See the top of this file. Read before anything is emulated: wide, light, no forced colours.
# Each component with its key, the number of the one around it, and whether it can be set aside.
COMPONENTS = """() => {
  const REFERENCES = ['for', 'aria-labelledby', 'aria-describedby', 'aria-controls', 'aria-owns',
    'aria-details', 'aria-errormessage', 'form', 'list', 'headers', 'popovertarget'];
  const WORDS = ['aria-label', 'title', 'alt', 'placeholder', 'aria-roledescription', 'label'];
  const SECRET = ['nonce', 'content', 'value', 'hx-headers', 'hx-vals', 'integrity'];
  const kind = (value) => value.replace(/[0-9a-f]{8}[0-9a-f-]{8,}|\\d+/gi, '#');
  const has = (value) => value?.trim() ? 'words' : 'empty';
  const attribute = ({ name, value }) => {
    if (REFERENCES.includes(name)) return `${name}=${value.split(/\\s+/).filter(Boolean)
      .map((id) => { const goal = document.getElementById(id); return goal ? has(goal.textContent)
        : 'missing'; })}`;
    if (WORDS.includes(name) || SECRET.includes(name)) return `${name}=${has(value)}`;
    if (['style', 'class', 'role', 'lang', 'dir', 'tabindex', 'colspan', 'rowspan', 'media']
      .includes(name)) return `${name}=${value}`;
    if (name.startsWith('data-') || /^(?:href|action|src|srcset|hx-.*|d|points|x\\d?|y\\d?|cx|cy)$/
      .test(name)) return `${name}=${has(value)}`;
    return `${name}=${kind(value)}`;
  };
  const hash = (text) => {  // 106 bits, twice cyrb53; SHA-256 cannot be had without waiting
    const half = (seed) => {
      let [one, other] = [0xdeadbeef ^ seed, 0x41c6ce57 ^ seed];
      for (let at = 0; at < text.length; at += 1) {
        const code = text.charCodeAt(at);
        one = Math.imul(one ^ code, 2654435761);
        other = Math.imul(other ^ code, 1597334677);
      }
      one = Math.imul(one ^ one >>> 16, 2246822507) ^ Math.imul(other ^ other >>> 13, 3266489909);
      other = Math.imul(other ^ other >>> 16, 2246822507) ^ Math.imul(one ^ one >>> 13, 3266489909);
      return 4294967296 * (2097151 & other) + (one >>> 0);
    };
    return `${half(1).toString(36)}.${half(2).toString(36)}`;
  };
  const ids = new Map();
  for (const { id } of document.querySelectorAll('[id]')) ids.set(id, (ids.get(id) ?? 0) + 1);
  const hasBox = (each, { display, position }) => !each.ownerSVGElement
    && (position === 'absolute' || position === 'fixed'
      || !/^(?:inline|contents|table-(?:cell|column|caption))/.test(display));
  const elements = [], components = [], overlapping = new Set();
  const overlaps = (children) => {
    const boxes = children.map((each) => [each, each.getBoundingClientRect()])
      .filter(([, { width, height }]) => width > 1 && height > 1);
    for (const [at, [each, box]] of boxes.entries())
      for (const [other, its] of boxes.slice(at + 1))
        if (box.left + 1 < its.right && its.left + 1 < box.right && box.top + 1 < its.bottom
          && its.top + 1 < box.bottom) overlapping.add(each).add(other);
  };
  const leavesItsPlace = (each, { position, clipPath }) => {
    if (!/^(?:absolute|fixed|sticky)$/.test(position) || clipPath !== 'none') return;
    if (!each.checkVisibility({ visibilityProperty: true })) return;
    const place = position === 'absolute' ? each.offsetParent : null;
    for (let up = each; up && up !== place; up = up.parentElement) overlapping.add(up);
  };
  const read = (each, above, around) => {
    const style = getComputedStyle(each);
    const looks = each.checkVisibility({ visibilityProperty: true }) ? [style.color, style.opacity,
      style.backgroundColor, style.backgroundImage === 'none', style.fontSize, style.fontWeight,
      ...each.ownerSVGElement ? [style.fill, style.stroke] : []] : ['hidden'];
    const named = [...each.labels ?? []].map((label) => has(label.textContent));
    const own = `${each.localName}[${[...each.attributes].map(attribute).sort()}]{${looks}}`
      + `${named}${ids.get(each.id) > 1 ? 'twice' : ''}`;
    const here = hash(above + own);
    let number = around;
    if (hasBox(each, style)) {
      number = elements.push(each) - 1;
      components.push([null, around, true]);
    }
    leavesItsPlace(each, style);
    const inside = [];
    for (const part of each.matches('script, template') ? [] : each.childNodes) {
      const read_ = part.nodeType === 1 ? read(part, here, number)
        : part.nodeType === 3 && part.data.trim() ? 'text' : null;
      if (read_ && read_ !== inside.at(-1)) inside.push(read_);
    }
    if (!each.ownerSVGElement && each.children.length > 1) overlaps([...each.children]);
    const all = hash(`${own}(${inside})`);
    if (number !== around) components[number][0] = hash(`${above} ${all}`);
    return all;
  };
  const sheets = [...document.querySelectorAll('link[rel=stylesheet]')]
    .map((each) => new URL(each.href).pathname);  // the same on each of our sites
  read(document.documentElement, hash(JSON.stringify(sheets)), -1);
  overlapping.delete(document.documentElement);
  window.components = elements;
  return components.map(([key, around], at) => [key, around, !overlapping.has(elements[at])]);
}"""
# Says whether any text is left.
SET_ASIDE = """(numbers) => {
  window.setAside = numbers.map((number) => components[number]);
  const isText = ({ data, parentElement }) => data.trim()
    && !parentElement.closest('head, script, style, template, noscript');
  const texts = document.createTreeWalker(document, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    if (isText(text) && !setAside.some((each) => each.contains(text))) return true;
  }
  return false;
}"""
PASS_BY = "(isSo) => setAside.forEach((each) => (each.inert = isSo))"

# A page names the sheets it loads. What waits in a template will be on the page, too.
LEFT_BEHIND = """(sheets) => {
  const loaded = [...document.querySelectorAll('link[rel=stylesheet]')].map((each) => each.href);
  const waiting = [...document.querySelectorAll('template')].map((each) => each.content);
  const parts = [document, ...waiting];
  return Object.entries(sheets)
    .filter(([name]) => !loaded.some((href) => href.endsWith(`/css/pages/${name}.css`)))
    .flatMap(([name, selectors]) => selectors
      .filter((selector) => parts.some((part) => part.querySelector(selector)))
      .map((selector) => `${name}: ${selector}`));
}"""


# What in a selector is so for a moment only, or is no element.
MOMENT = re.compile(r":not\(:(?:hover|active|focus[\w-]*)\)|::[\w-]+|:(?:hover|active|focus[\w-]*)")


@cache
def _selectors_of_sheets() -> dict[str, list[str]]:
    """What each sheet of the pages has rules for, whatever is hovered or focused just now."""
    folder = settings.BASE_DIR / "static" / "css" / "pages"
    sheets = {}
    for file in folder.rglob("*.css"):
        rules = re.sub(r"/\*.*?\*/", "", file.read_text(), flags=re.S)
        heads = [head.strip() for head in re.findall(r"([^{};]+)\{", rules)]
        name = str(file.relative_to(folder).with_suffix(""))
        sheets[name] = [MOMENT.sub("", head) for head in heads if not head.startswith("@")]
    return sheets


@dataclass
class Known:
    """The components that were audited so far, and those that a walk with Tab has passed."""

    audited: set[str] = field(default_factory=set)
    walked: set[str] = field(default_factory=set)


Component = tuple[str, int, bool]


def audit(page, *, keyboard: bool = True, known: Known | None = None) -> list[tuple]:
    """Everything that is wrong with the page that is open. Empty when it is as it should be.

    `known` remembers components over several pages: what is known is set aside.
    """
    where = page.url
    page.set_viewport_size({"width": 1280, "height": 900})
    found = [*_says_nothing_about_itself(page), *_fills_the_window(page)]
    known = Known() if known is None else known
    components = page.evaluate(COMPONENTS)
    if keyboard and _set_aside(page, components, known.walked) is not None:
        found += _walks_with_tab(page)
    says_more = _set_aside(page, components, known.audited)
    is_new = says_more is not None
    found += _broken_rules(page, is_new=is_new)
    if says_more:
        found += _faint_in_forced_colours(page)
    return [(where, *each) for each in found]


def _set_aside(page, components: list[Component], known: set[str]) -> bool | None:
    """Set aside what is known or repeats itself, from the outermost inwards, and learn the rest.

    Whether any text is left; None when nothing is left at all.
    """
    aside: set[int] = set()
    inside: set[int] = set()
    learnt: set[str] = set()
    for number, (key, around, may_be) in enumerate(components):
        if around in inside:
            inside.add(number)
        elif may_be and (key in known or key in learnt):
            aside.add(number)
            inside.add(number)
        else:
            learnt.add(key)
    known |= learnt
    says_more = page.evaluate(SET_ASIDE, sorted(aside))
    return None if 0 in aside else says_more


def _says_nothing_about_itself(page) -> Iterator[tuple]:
    if page.locator("h1").count() != 1:
        yield ("h1", page.locator("h1").all_inner_texts())
    if not page.title().endswith("– Modellkonceptet") or page.title().startswith("–"):
        yield ("title", page.title())
    if page.evaluate("document.documentElement.lang") not in {"sv", "en"}:
        yield ("lang",)
    if missed := page.evaluate(LEFT_BEHIND, _selectors_of_sheets()):
        yield ("rules in sheets that the page does not load", missed[:5])


def _fills_the_window(page) -> Iterator[tuple]:
    """What is wider than the window, and what stands still in a low one."""
    for width, height, text in WINDOWS:
        page.set_viewport_size({"width": width, "height": height})
        with text_of(page, text):
            if (wider := page.evaluate(WIDER, width)) is not None:
                yield (width, text, "wider than the screen", wider)
        if height < LOW:
            still = page.evaluate(STANDS_STILL)
            if sum(each for each, _what in still) > height / 3:
                yield (width, height, "most of a low window stands still", still)
    page.set_viewport_size({"width": 1280, "height": 900})


def _walks_with_tab(page) -> Iterator[tuple]:
    """The two that differ the most: wide and light, narrow and dark."""
    for width, theme in (WIDTHS_THEMES[0], WIDTHS_THEMES[-1]):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=theme)
        yield from ((width, theme, *stop) for stop in _unseen_stops(page))


def _broken_rules(page, *, is_new: bool) -> Iterator[tuple]:
    """What axe says at both widths and in both themes, and what a finger misses."""
    if not page.evaluate("'axe' in window"):  # a walk through many pages brings it along
        page.evaluate(AXE_SCRIPT)
    for width, theme in WIDTHS_THEMES:
        if not is_new and theme == "dark":
            continue
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=theme)
        page.evaluate(IS_DRAWN)
        broken = []
        if is_new:
            rules = AXE_RULES if theme == "light" else COLOUR_RULES
            broken += page.evaluate(RUN_AXE, [rules, False])
        if theme == "light":
            broken += page.evaluate(RUN_AXE, [LAYOUT_RULES, True])
        yield from ((width, theme, *each) for each in broken)
        if theme == "light" and (small := page.evaluate(TOO_SMALL_TO_HIT, TAP)):
            yield (width, "too small to hit", small)


def _faint_in_forced_colours(page) -> list[tuple]:
    """What cannot be read in the reader's own palette, also when the chosen theme is against it.

    What the second theme is against is the same list of tokens, which test_css.py looks at.
    """
    page.set_viewport_size({"width": 1280, "height": 900})
    chosen = page.evaluate("document.documentElement.dataset.theme ?? null")
    found = []
    for palette, theme in (("light", "dark"), ("dark", None)):
        page.emulate_media(color_scheme=palette, forced_colors="active")
        page.evaluate(SET_THEME, theme)
        page.evaluate(IS_DRAWN)
        found += [("forced colours", palette, theme, each) for each in page.evaluate(FAINT)]
    page.evaluate(SET_THEME, chosen)
    page.emulate_media(color_scheme="light", forced_colors="none")
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


def _unseen_stops(page) -> list[tuple[str, str]]:
    """The stops of a walk with the Tab key, through the whole page, that nobody can see."""
    page.evaluate(IS_DRAWN)
    page.evaluate(PASS_BY, arg=True)
    page.evaluate(BEGIN_TAB_WALK)
    is_over = False
    for press in range(1, MOST_STOPS + 1):
        page.keyboard.down("Tab")  # held down, it goes on to the next stop
        if press % STOPS_AT_ONCE == 0 and (is_over := page.evaluate(IS_OVER)):
            break
    page.keyboard.up("Tab")
    unseen = [("no visible focus", stop) for stop in page.evaluate("tabWalk.unseen")]
    page.evaluate("tabWalk.end()")
    page.evaluate(PASS_BY, arg=False)
    if is_over:
        return unseen
    return [*unseen, ("the walk with Tab does not end", f"{MOST_STOPS} stops")]


def take_pictures(page, folder: Path, name: str) -> None:
    """Save the page at both widths and in both themes. It leaves style attributes behind."""
    folder.mkdir(parents=True, exist_ok=True)
    for width, theme in WIDTHS_THEMES:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=theme)
        page.screenshot(path=folder / f"{name}-{width}-{theme}.png", full_page=True)
