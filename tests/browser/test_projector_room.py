"""On the projector nothing is broken or cut, whatever its size and however much there is to show.

One page, measured in the browser: its window is resized and the board filled case by case.
"""

import pytest
from playwright.sync_api import Page, expect

from padlet.models import Board, Cluster, Section
from padlet.services import boards, facilitation
from padlet.services.board_lock import bump_version
from tests.browser.test_board import page_words
from tests.factories import MeetingFactory, NoteFactory

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

SIZES = [(1920, 1080), (1280, 720), (1024, 768), (3840, 2160)]
COMPOUND = "jämställdhetsintegreringsutvecklingsledarutbildningssamordnare"
SENTENCE = "Bestäm vem i gruppen som skriver och vem som håller reda på tiden. "
AMOUNTS = [0, 1, 13, 58, 400]


def as_long_as(length: int, *parts: str) -> str:
    """These parts over and over, as long as a field takes."""
    return ((" ".join(parts) + " ") * length)[:length].strip().ljust(length, "x")


TITLE = as_long_as(120, COMPOUND)
PROMPTS = [as_long_as(200, f"Fråga {n}:", "vad kan ni", COMPOUND) for n in range(1, 4)]
INSTRUCTION = "\n\n".join([SENTENCE * 9, COMPOUND * 8, *([SENTENCE * 5] * 9)])[:4000]
NOTES = [as_long_as(500, "Vi behöver tid."), COMPOUND * 8, "Tid", as_long_as(160, COMPOUND, "ja")]

# Each text is wholly within the window and every box that cuts what is outside it, in at least 24
# pixels; a number stands on one line; the code fills its column. A note taller than its column
# goes on at the next page: of it each line is shown wholly or not at all.
MEASURE = """() => {
  const found = [];
  const say = (what, node) => found.push(`${what}: ${node.textContent.trim().slice(0, 60)}`);
  const texts = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
  const { clientWidth: width } = document.documentElement;
  const line = document.querySelector('#connection:not([hidden])');
  const foot = line ? line.getBoundingClientRect().top : innerHeight;
  while (texts.nextNode()) {
    const node = texts.currentNode;
    const parent = node.parentElement;
    if (!node.data.trim() || !parent.checkVisibility() || parent.closest('.vh, template')) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const rects = [...range.getClientRects()].filter((rect) => rect.width > 0.5);
    if (parent.matches('[data-count], .big-number') && rects.length > 1) say('broken', node);
    if (parseFloat(getComputedStyle(parent).fontSize) < 24) say('small', node);
    const isContinued = parent.closest('.scrolls');
    const near = 0.2 * parseFloat(getComputedStyle(parent).fontSize); // letters overlap their lines
    if (isContinued) {
      const { clipPath } = getComputedStyle(isContinued);
      const [above, , below] = [1, 2, 3].map((at) => parseFloat(clipPath.split(/[ (]/)[at]) || 0);
      const { top, bottom } = isContinued.getBoundingClientRect();
      const edges = [top + above, bottom - below];
      const isHalf = (rect) => edges.some((edge) =>
        rect.top < edge - near && rect.bottom > edge + near);
      if (!parent.closest('.pj-marks') && rects.some(isHalf)) say('half a line', node);
    }
    for (let up = parent; up && !up.matches('body, .connection'); up = up.parentElement) {
      const box = up.getBoundingClientRect();
      const cuts = getComputedStyle(up).overflow !== 'visible'
        || up.matches('.note, .btn, .pj-rail, .pj-main');
      if (!cuts) continue;
      if (rects.some((rect) => rect.left < box.left - 1 || rect.right > box.right + 1)) {
        say(`wider than ${up.className}`, node);
      }
      const isBelow = (rect) => rect.top < box.top - near || rect.bottom > box.bottom + near;
      if (!isContinued && rects.some(isBelow)) say(`taller than ${up.className}`, node);
    }
    const isOutside = (rect) => rect.left < 0 || rect.right > width + 0.5
      || (!isContinued && parent !== line?.lastElementChild && rect.bottom > foot + 0.5)
      || (!isContinued && rect.top < -0.5);
    if (rects.some(isOutside)) say('outside the window', node);
  }
  const rail = document.querySelector('.pj-rail');
  const { paddingLeft, paddingRight } = getComputedStyle(rail);
  const column = rail.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
  const code = document.querySelector('.qr')?.getBoundingClientRect();
  if (code && code.width < column - 1) found.push(`the code is ${code.width} of ${column}`);
  const side = code && Math.min(code.width, code.height);
  if (code && side < Math.max(200, 0.12 * width)) found.push(`the code is ${side} px`);
  return [...new Set(found)];
}"""


@pytest.fixture
def board(transactional_db) -> Board:
    """Everything as long as it may be; all groups are small, and all are done."""
    draft = boards.create_board(
        meeting=MeetingFactory(title=TITLE[::-1]),
        title=TITLE,
        prompts=PROMPTS,
        instructions=INSTRUCTION,
    )
    sizes = {section.pk: [3, 4, 5] * 4 for section in draft.sections.all()}
    board = boards.open_board(board=draft, breakout_sizes=sizes, tick_seconds=1, minutes=480)
    Section.objects.update(done_breakouts=list(range(1, 13)))
    for prompt in board.prompts.all():
        Cluster.objects.create(board=board, prompt=prompt, title=as_long_as(80, COMPOUND))
    return board


def fill(board: Board, amount: int) -> None:
    """So many notes at the first prompt, a fifth of them with a theme, marks and all."""
    prompt, sections = board.prompts.first(), list(board.sections.all())
    have = board.notes.count()
    for number in range(have, amount):
        marked = {"likes": 123, "dots": 45} if number % 5 == 0 else {}
        NoteFactory(
            section=sections[0 if number % 4 else number % 3],
            prompt=prompt,
            text=NOTES[number % 4] if number % 3 == 0 else f"{number}. {SENTENCE}",
            cluster=prompt.clusters.first() if marked else None,
            **marked,
        )
    bump_version(board, notes=amount - have)


def resize(page: Page, size: tuple[int, int]) -> None:
    """Until the page has been told of it, and is drawn."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def measure(page: Page) -> list[str]:
    """What is wrong on the first two pages of what is shown, and on the last; back at the first."""
    wrong = page.evaluate(MEASURE)
    for name in ("Nästa sida", "Förra sidan", "Förra sidan", "Nästa sida"):
        if page.locator("[data-pager]").is_visible():
            page.get_by_role("button", name=name).click()
            wrong += [f"{page_words(page)}: {each}" for each in page.evaluate(MEASURE)]
    return wrong


def test_nothing_is_broken_or_cut_at_any_size_with_any_number_of_notes(visitor, board):
    wall = visitor(viewport={"width": 1920, "height": 1080}, reduced_motion="reduce")
    page = wall.page
    page.goto(f"/t/{board.path}/duk/")
    counts = page.locator("[data-prompt-number='1'] [data-count]")
    wrong: dict[tuple, list[str]] = {}

    for amount in AMOUNTS:
        fill(board, amount)
        for showing in (1, 0):
            facilitation.show_on_projector(board=board, prompt_number=showing)
            layout = "one" if showing else "all"
            expect(page.locator(f".pj[data-layout='{layout}']")).to_be_visible()
            expect(counts.first).to_have_text(
                str(board.notes.filter(section=board.sections.first()).count())
            )
            for size in SIZES:
                resize(page, size)
                if found := measure(page):
                    wrong[amount, layout, size] = found

    assert wrong == {}
    assert sum(int(text) for text in counts.all_inner_texts()) == AMOUNTS[-1]


@pytest.mark.parametrize("length", [90, 4000])
def test_the_instruction_is_wholly_told_until_there_are_notes(visitor, board, length):
    told = INSTRUCTION[:length].strip()
    Board.objects.update(instructions=told)
    wall = visitor(viewport={"width": 1280, "height": 720}, reduced_motion="reduce")
    page = wall.page
    page.goto(f"/t/{board.path}/duk/")
    text = page.locator("[data-told-text]")
    expect(text).to_be_attached()

    for size in SIZES:
        resize(page, size)
        assert measure(page) == [], size
        pages = int((page_words(page) or "1").split()[-1])
        seen = ""
        for _ in range(pages):
            seen += text.inner_text() if text.is_visible() else ""
            if pages > 1:
                page.get_by_role("button", name="Nästa sida").click()
        assert "".join(seen.split()) == "".join(told.split()), (size, pages)
        assert pages < 12

    fill(board, 1)
    expect(page.locator(".note:visible")).to_have_count(1)
    expect(text).to_be_hidden()


def test_the_status_of_the_connection_covers_nothing(visitor, board):
    fill(board, 13)
    wall = visitor(viewport={"width": 1280, "height": 720}, reduced_motion="reduce")
    page = wall.page
    page.goto(f"/t/{board.path}/duk/")
    expect(page.locator("[data-pager]")).to_be_visible()

    wall.context.set_offline(True)
    expect(page.locator("#connection")).to_be_visible()
    for size in SIZES:
        resize(page, size)
        assert measure(page) == [], size
    wall.complaints.clear()
