"""States of a page that are reached only by an action, and how to reach them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time

from playwright.sync_api import Page, expect

from meetings.services import agendas
from padlet.services import clusters, facilitation
from tests.browser.pages import GUEST, STRATEGIST, Demo
from tests.padlet.conftest import Box

Act = Callable[[Page, Demo], None]


@dataclass(frozen=True)
class State:
    """Persona, address, the action, and the HTTP status that the browser reports on the way."""

    persona: str
    address: Callable[[Demo], str]
    act: Act
    heard: int = 200


def _agenda(demo: Demo) -> str:
    return f"/moten/{demo.learning.pk}/dagordning/"


def _board(demo: Demo) -> str:
    return f"/tavlor/{demo.open.pk}/"


def _write(demo: Demo) -> str:
    section = demo.open.sections.first()
    return f"/t/{demo.open.path}/skriv/{section.pk}/{int(len(section.breakout_sizes) > 1)}/"


def _item_menu(page: Page, demo: Demo) -> None:
    page.locator(f"#more{demo.item.pk}").click()
    expect(page.locator(f"#remove{demo.item.pk}")).to_be_visible()


def _phones_menu(page: Page, demo: Demo) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.locator(".nav-menu summary").click()
    expect(page.locator(".nav-menu .nav")).to_be_visible()


def _long_title(page: Page, demo: Demo) -> None:
    page.get_by_label("Rubrik").last.fill("x" * 200)
    expect(page.locator("[data-too-long-line]")).to_be_visible()


def _removed_item(page: Page, demo: Demo) -> None:
    last = demo.learning.agenda_items.last()
    page.locator(f"#more{last.pk}").click()
    page.locator(f"#remove{last.pk}").click()
    expect(page.locator(".toast")).to_be_visible()


def _between_two(page: Page, demo: Demo) -> None:
    page.locator(f"#add{demo.item.pk}").click()
    expect(page.locator("#ny-punkt #new_title")).to_be_focused()


def _refused_lock(page: Page, demo: Demo) -> None:
    page.locator(f"#more{demo.item.pk}").click()
    page.locator(f"#lock{demo.item.pk}").fill("lunch")
    page.locator(f"#do-lock{demo.item.pk}").click()
    expect(page.locator(f"#lock{demo.item.pk}_error")).to_be_visible()


def _refused_item(page: Page, demo: Demo) -> None:
    page.locator("#new-add").click()
    expect(page.locator("[data-error-summary]")).to_be_visible()


def _refused_change(page: Page, demo: Demo) -> None:
    page.locator(f"#item{demo.item.pk} [name='title']").fill("")
    page.locator(f"#save{demo.item.pk}").click()
    expect(page.locator("[data-error-summary]")).to_be_visible()


def _clash(demo: Demo) -> str:
    """An agenda where 15 + 10 + 10 = 35 minutes stand before a lock that leaves room for 30."""
    starts = demo.empty.starts_at
    for title, minutes in (("Fika", 15), ("Runda", 10), ("Tillbaka", 10)):
        agendas.add_agenda_item(meeting=demo.empty, title=title, minutes=minutes)
    locked = time(starts.hour + (starts.minute + 30) // 60, (starts.minute + 30) % 60)
    agendas.add_agenda_item(meeting=demo.empty, title="Lunch", minutes=60, locked_start=locked)
    return f"/moten/{demo.empty.pk}/dagordning/"


def _sees_the_sum(page: Page, demo: Demo) -> None:
    expect(page.locator(".calculation-total").first).to_contain_text("35")


def _asked(page: Page, demo: Demo) -> None:
    page.locator("#step-close").click()
    expect(page.locator("#confirm")).to_be_visible()


def _menu(button: str) -> Act:
    def act(page: Page, demo: Demo) -> None:
        page.locator(button).click()
        expect(page.locator(".menu-box[open] .menu")).to_be_visible()

    return act


def _closed_board(demo: Demo) -> str:
    return f"/tavlor/{demo.closed.pk}/"


def _held(page: Page, demo: Demo) -> None:
    page.locator("#step-more").click()
    page.locator("#step-hold").click()
    expect(page.locator("[data-held]")).to_be_visible()


def _sorting(page: Page, demo: Demo) -> None:
    section, prompt = demo.open.sections.first(), demo.open.prompts.first()
    box = Box(demo.open, section, prompt, breakout=int(len(section.breakout_sizes) > 1))
    theme = clusters.add_cluster(board=demo.open, prompt_id=prompt.pk, title="Tid och ork")
    notes = [box.write(text=text).pk for text in ("Vi saknar tid", "Mer stöd", "Annat")]
    clusters.sort_notes(
        board=demo.open, prompt_id=prompt.pk, note_ids=notes[:2], cluster_id=theme.pk
    )
    page.reload()
    page.get_by_role("link", name="Gruppera i teman").first.click()
    page.locator(".is-sorting [data-move-menu] summary").click()
    expect(page.locator(".is-sorting .menu").first).to_be_visible()


def _edited_sentence(demo: Demo) -> str:
    return f"/tavlor/{demo.closed.pk}/sammanfatta/meningar/{demo.sentence.pk}/"


def _refused_sentence(page: Page, demo: Demo) -> None:
    page.locator("main form textarea").first.fill("")
    page.locator("main form button.pri").first.click()
    expect(page.locator("main .err, [data-error-summary]").first).to_be_visible()


def _scribes_lines(page: Page, demo: Demo) -> None:
    page.get_by_role("switch", name="Jag skriver för gruppen").check()
    page.get_by_label("Skriv en lapp").first.fill("- ett\n- två\n- anna@granvik.se")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Det blir 3 lappar")).to_be_visible()


def _paper(demo: Demo) -> str:
    return f"/tavlor/{demo.open.pk}/papper/"


def _personal_on_paper(page: Page, demo: Demo) -> None:
    page.get_by_label("Vad står det på arket?").fill("Vi saknar tid\nanna.ek@granvik.se")
    page.get_by_role("button", name="Titta igenom raderna").click()
    page.get_by_role("button", name="Sätt upp lapparna").click()
    expect(page.locator("[data-hint]")).to_be_visible()


def _personal(page: Page, demo: Demo) -> None:
    page.get_by_label("Skriv en lapp").first.fill("Fråga anna.ek@granvik.se")
    page.keyboard.press("Enter")
    expect(page.locator("[data-hint]")).to_be_visible()


def _own_note(page: Page, demo: Demo) -> None:
    page.get_by_label("Skriv en lapp").first.fill("En lapp till")
    page.keyboard.press("Enter")
    page.locator(".note.mine [data-edit]").first.click()
    expect(page.locator("[data-edit-form]")).to_be_visible()


def _with_dots(demo: Demo) -> str:
    facilitation.reveal_notes(board=demo.open)
    facilitation.set_timer(board=demo.open, minutes=30)
    return _write(demo)


def _voting(page: Page, demo: Demo) -> None:
    page.locator("[data-tab='prickar']").click()
    expect(page.locator("[data-dot]").first).to_be_visible()


def _in_english(demo: Demo) -> str:
    return f"{_write(demo)}?sprak=en"


def _posted(page: Page, demo: Demo) -> None:
    page.get_by_label("Write a note").first.fill("En lapp till")
    page.keyboard.press("Enter")
    expect(page.locator("[data-posted]").first).to_be_visible()


def _resting(page: Page, demo: Demo) -> None:
    demo.open.refresh_from_db()
    if demo.open.is_open:
        facilitation.pause_board(board=demo.open)
    expect(page.locator("[data-status]")).to_be_visible()


def _wrong_code(page: Page, demo: Demo) -> None:
    page.get_by_label("Kod").fill("fel")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()


REFUSED = 422
STATES = {
    "the menu of a phone": State(STRATEGIST, lambda demo: "/omgangar/", _phones_menu),
    "a title that is too long": State(STRATEGIST, _agenda, _long_title),
    "the menu of an item": State(STRATEGIST, _agenda, _item_menu),
    "an item that was removed": State(STRATEGIST, _agenda, _removed_item),
    "a new item between two": State(STRATEGIST, _agenda, _between_two),
    "a lock that was refused": State(STRATEGIST, _agenda, _refused_lock, REFUSED),
    "a new item that was refused": State(STRATEGIST, _agenda, _refused_item, REFUSED),
    "a change that was refused": State(
        STRATEGIST,
        lambda demo: f"{_agenda(demo)}punkter/{demo.item.pk}/",
        _refused_change,
        REFUSED,
    ),
    "an agenda that clashes": State(STRATEGIST, _clash, _sees_the_sum),
    "a question before closing": State(STRATEGIST, _board, _asked),
    "the clock's menu": State(STRATEGIST, _board, _menu("#step-time")),
    "the projector's menu": State(STRATEGIST, _board, _menu("#step-showing")),
    "the menu of what is done now and then": State(STRATEGIST, _board, _menu("#step-more")),
    "the menu of a note": State(
        STRATEGIST, _closed_board, _menu("[data-note-menu] summary >> nth=0")
    ),
    "a screen that is held still": State(STRATEGIST, _board, _held),
    "notes being put into themes": State(STRATEGIST, _board, _sorting),
    "a sentence that was refused": State(STRATEGIST, _edited_sentence, _refused_sentence, REFUSED),
    "a wrong code": State(GUEST, lambda demo: "/t/", _wrong_code, REFUSED),
    "the scribe's lines": State(GUEST, _write, _scribes_lines),
    "what looks personal": State(GUEST, _write, _personal),
    "what looks personal on paper": State(STRATEGIST, _paper, _personal_on_paper),
    "an own note that is changed": State(GUEST, _write, _own_note),
    "a note just posted, in English": State(GUEST, _in_english, _posted),
    "the dots": State(GUEST, _with_dots, _voting),
    "a board that rests": State(GUEST, _write, _resting),
}
