"""Leading a board by hand and by keyboard, and the projector that obeys."""

import re

import pytest
from django.db import connection
from playwright.sync_api import expect

from padlet.models import Board, Cluster, Note
from padlet.services import boards, clusters, facilitation
from tests.browser.test_board import (
    LONG,
    SIZES,
    WALL,
    cut,
    fill,
    page_words,
    sign_in,
    texts_shown,
)
from tests.factories import MeetingFactory, UserFactory
from tests.padlet.conftest import Box, open_it

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
LAPTOP = {"viewport": {"width": 1280, "height": 900}}


@pytest.fixture
def board(transactional_db) -> Board:
    UserFactory(is_staff=True)
    questions = ["Vad kan ni bidra med?", "Vad förväntar ni er?", "Vad behöver ni?"]
    return open_it(boards.create_board(meeting=MeetingFactory(), title="Prova", prompts=questions))


@pytest.fixture
def facilitator(visitor, board):
    one = visitor(**LAPTOP)
    sign_in(one)
    return one


def write(board: Board, question: int, text: str, role_group: str = "pol") -> Note:
    section, prompt = board.sections.get(role_group=role_group), board.prompts.all()[question - 1]
    breakout = int(len(section.breakout_sizes) > 1)
    return Box(board, section, prompt, breakout=breakout).write(text=text)


# --- the projector ----------------------------------------------------------------------------


def questions_shown(page) -> list[str]:
    shown = page.locator(".pj-q:not([hidden])")
    return [one.get_attribute("data-prompt-number") for one in shown.all()]


def test_the_projector_shows_what_the_leader_says_without_being_touched(visitor, board):
    wall = visitor(**WALL)
    wall.page.goto(f"/t/{board.path}/duk/")
    assert questions_shown(wall.page) == ["1"]

    facilitation.show_on_projector(board=board, prompt_number=2)
    expect(wall.page.locator("[data-prompt-number='2']")).to_be_visible()
    assert questions_shown(wall.page) == ["2"]
    facilitation.show_on_projector(board=board, prompt_number=0)
    expect(wall.page.locator("[data-prompt-number='3']")).to_be_visible()

    assert questions_shown(wall.page) == ["1", "2", "3"]


@pytest.mark.parametrize("size", [(1920, 1080), (1280, 720), (1024, 768)])
def test_with_all_questions_every_note_is_on_some_page_and_none_is_cut(visitor, board, size):
    fill(board, "strat", 9)
    for number in range(5):
        write(board, 2, f"{20 + number}. {LONG}", "chef")
        write(board, 3, f"{30 + number}. {LONG}")
    facilitation.show_on_projector(board=board, prompt_number=0)
    wall = visitor(viewport={"width": size[0], "height": size[1]})
    wall.page.goto(f"/t/{board.path}/duk/")
    expect(wall.page.locator("[data-pager]")).to_be_visible()

    seen: set[str] = set()
    for _screen in range(1 if size[0] > 1600 else 2):  # three questions side by side, or two
        for _ in range(int((page_words(wall.page) or "1").split()[-1])):
            assert cut(wall.page) == []
            assert outside(wall.page) == []
            seen |= set(texts_shown(wall.page))
            wall.page.get_by_role("button", name="Nästa sida").click()

    numbers = [*range(9), *range(20, 25), *range(30, 35)]
    assert seen == {str(number) for number in numbers}


def outside(page) -> list[str]:
    """What is shown of text outside the screen, or below its own column."""
    return page.evaluate(
        """() => [...document.querySelectorAll('.note:not([hidden]), .pj-rail p, .pj-foot')]
        .filter((one) => one.checkVisibility()).filter((one) => {
          const own = one.getBoundingClientRect();
          const view = one.closest('.pj-cols')?.getBoundingClientRect();
          return own.bottom > innerHeight + 1 || own.right > innerWidth + 1
            || (view && own.bottom > view.bottom + 1);
        }).map((one) => one.textContent)"""
    )


def test_the_slideshow_goes_from_question_to_question_and_stops_by_space(visitor, board):
    facilitation.show_on_projector(board=board, prompt_number=1, slideshow=True)
    wall = visitor(**WALL)
    wall.page.clock.install()
    wall.page.goto(f"/t/{board.path}/duk/")

    wall.page.clock.run_for(13_000)
    assert questions_shown(wall.page) == ["2"]
    wall.page.keyboard.press("Space")
    wall.page.clock.run_for(60_000)

    assert questions_shown(wall.page) == ["2"]


def test_nobody_sees_the_projectors_buttons_until_somebody_wants_them(visitor, board):
    wall = visitor(**WALL)
    wall.page.goto(f"/t/{board.path}/duk/")
    hands = wall.page.locator(".pj-nav")
    expect(hands).to_have_css("opacity", "0")

    wall.page.keyboard.press("Tab")
    while not wall.page.evaluate("document.activeElement.matches('[data-show]')"):
        wall.page.keyboard.press("Tab")
    expect(hands).to_have_css("opacity", "1")
    wall.page.evaluate("document.activeElement.blur()")
    expect(hands).to_have_css("opacity", "0")
    wall.page.mouse.move(400, 400)
    expect(hands).to_have_css("opacity", "1")


@pytest.mark.parametrize("question", [0, 1])
@pytest.mark.parametrize("size", SIZES)
def test_with_clock_themes_and_marks_no_text_is_below_24_pixels(visitor, board, question, size):
    note = write(board, 1, "Tid")
    theme = clusters.add_cluster(board=board, prompt_id=note.prompt_id, title="Tid och ork")
    clusters.sort_notes(
        board=board, prompt_id=note.prompt_id, note_ids=[note.pk], cluster_id=theme.pk
    )
    Note.objects.update(likes=3, dots=2)
    facilitation.set_timer(board=board, minutes=12)
    facilitation.show_on_projector(board=board, prompt_number=question)
    wall = visitor(viewport={"width": size[0], "height": size[1]})
    wall.page.goto(f"/t/{board.path}/duk/")

    expect(wall.page.locator("[data-clock-left]")).to_contain_text(re.compile(r"11\.[1-5]"))
    expect(wall.page.get_by_role("heading", name="Tid och ork")).to_be_visible()
    assert outside(wall.page) == []
    small = wall.page.evaluate(
        """() => [...document.querySelectorAll('main *')].filter((one) =>
          [...one.childNodes].some((part) => part.nodeType === 3 && part.data.trim()) &&
          one.checkVisibility() && !one.closest('.vh') &&
          parseFloat(getComputedStyle(one).fontSize) < 24).map((one) => one.textContent)"""
    )
    assert small == []


def note_menu(page) -> None:
    """Open the menu of the first note."""
    page.locator("[data-note-menu] summary").first.click()


# --- the panel --------------------------------------------------------------------------------


def test_a_step_by_keyboard_leaves_the_keyboard_at_the_next_step(facilitator, board):
    page = facilitator.page
    page.goto(f"/tavlor/{board.pk}/")

    page.get_by_role("button", name="Pausa", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Fortsätt")).to_be_focused()
    expect(
        page.locator("main")
        .get_by_text("Tavlan är pausad. Ingen kan skriva eller ändra lappar.")
        .last
    ).to_be_visible()
    page.keyboard.press("Enter")

    expect(page.get_by_role("button", name="Pausa", exact=True)).to_be_focused()
    assert Board.objects.get().state == "open"


def test_what_another_facilitator_does_reaches_the_panel_and_moves_no_focus(facilitator, board):
    page = facilitator.page
    page.goto(f"/tavlor/{board.pk}/")
    page.locator("#step-time").click()
    page.locator("#minutes").fill("25")

    facilitation.set_timer(board=board, minutes=5)
    expect(page.locator("#panel [data-clock-left]")).to_contain_text("4.5")
    expect(page.locator("#minutes")).to_be_focused()
    expect(page.locator("#minutes")).to_have_value("25")
    facilitation.pause_board(board=board)

    expect(page.locator("#panel [data-state]")).to_have_text("Pausad")
    expect(page.get_by_role("button", name="Fortsätt")).to_be_visible()


def test_wrong_minutes_are_told_in_the_menu_and_the_field_has_the_focus(facilitator, board):
    page = facilitator.page
    page.goto(f"/tavlor/{board.pk}/")
    page.locator("#step-time").click()
    page.locator("#minutes").fill("tio")

    page.keyboard.press("Enter")

    expect(page.get_by_text("Skriv minuterna med siffror, mellan 1 och 480.")).to_be_visible()
    expect(page.locator("#minutes")).to_be_focused()
    facilitator.complaints.clear()  # the browser notes that the answer was 422


def test_hiding_a_note_can_be_undone_from_the_toast(facilitator, board):
    note = write(board, 1, "Nämner någon")
    page = facilitator.page
    page.goto(f"/tavlor/{board.pk}/")

    note_menu(page)
    page.get_by_role("button", name="Dölj lappen").click()
    expect(page.locator(".note.hid")).to_have_count(1)
    expect(page.get_by_role("button", name="Visa igen")).to_be_focused()
    page.locator(".toast").get_by_role("button", name="Ångra").click()

    expect(page.locator(".note.hid")).to_have_count(0)
    assert Note.objects.get(pk=note.pk).state == "visible"


def test_the_keyboard_goes_on_also_when_the_tick_comes_before_the_answer(facilitator, board):
    Board.objects.update(approves=True)
    write(board, 1, "Den ena"), write(board, 1, "Den andra")
    page = facilitator.page
    page.goto(f"/tavlor/{board.pk}/")
    waiting = page.locator("[data-waiting-box] .note")
    expect(waiting).to_have_count(2)

    def answer_late(route):
        answer = route.fetch()
        write(board, 2, "En till")
        connection.close()  # a route has a connection of its own
        expect(waiting).to_have_count(3)  # so the tick has come, and told of the first as well
        route.fulfill(response=answer)

    page.route("**/lappar/*/godkann/", answer_late)
    waiting.locator("[data-step=godkann]").first.click()

    expect(page.locator("[data-box] .note")).to_have_count(1)
    expect(waiting).to_have_count(2)
    expect(page.locator("[data-waiting-box] button:focus")).to_contain_text("Godkänn")


def test_approving_moves_the_note_to_its_box_and_the_keyboard_to_the_next(facilitator, board):
    Board.objects.update(approves=True)
    first, second = write(board, 1, "Den ena"), write(board, 1, "Den andra")
    page = facilitator.page
    page.goto(f"/tavlor/{board.pk}/")
    waiting = page.locator("[data-waiting-box] .note")
    expect(waiting).to_have_count(2)

    page.get_by_role("button", name="Godkänn ”Den").first.click()
    expect(waiting).to_have_count(1)
    expect(waiting.get_by_role("button", name="Godkänn")).to_be_focused()
    expect(page.locator("[data-box] .note")).to_have_count(1)
    write(board, 2, "En till")
    expect(waiting).to_have_count(2)

    expect(page.locator("#vantar-h [data-waiting-count]")).to_have_text("2")
    assert {first.pk, second.pk} > set(Note.objects.shown().values_list("pk", flat=True))


# --- themes -----------------------------------------------------------------------------------


def test_all_that_wait_are_approved_as_they_stood_and_closing_asks_with_their_number(
    facilitator, board
):
    Board.objects.update(approves=True)
    page = facilitator.page
    page.goto(f"/tavlor/{board.pk}/")
    close = page.locator("form:has(#step-close)")
    expect(close).not_to_have_attribute("data-confirm", re.compile("väntar"))
    read = [write(board, 1, f"{number}. Väntar") for number in range(2)]
    expect(page.locator("[data-waiting-box] .note")).to_have_count(2)
    expect(close).to_have_attribute("data-confirm", re.compile("2 lappar väntar på godkännande"))

    page.locator("#step-more").click()
    page.get_by_role("button", name="Håll skärmen stilla").click()
    unread = write(board, 1, "Kom sedan")
    page.get_by_role("button", name="Godkänn alla").click()
    page.get_by_role("dialog").get_by_role("button", name="Godkänn alla").click()

    expect(page.get_by_text("2 lappar är godkända och syns för alla.")).to_be_visible()
    approved = Note.objects.filter(state="visible").values_list("pk", flat=True)
    assert set(approved) == {note.pk for note in read}
    expect(page.locator("[data-waiting-box] .note")).to_have_attribute(
        "data-note", str(unread.public_id)
    )


def test_notes_are_put_into_themes_by_keyboard_alone_and_focus_follows(facilitator, visitor, board):
    note, _other = write(board, 1, "Vi saknar tid"), write(board, 1, "Annat")
    wall = visitor(**WALL)
    wall.page.goto(f"/t/{board.path}/duk/")
    page = facilitator.page
    page.goto(f"/tavlor/{board.pk}/")

    page.get_by_role("link", name="Gruppera i teman").first.focus()
    page.keyboard.press("Enter")
    page.get_by_role("checkbox", name="Vi saknar tid").focus()
    page.keyboard.press("Space")
    expect(page.locator(".is-sorting [data-picked]")).to_have_text("1")
    page.locator(".is-sorting [data-move-menu] summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Tid och ork")
    page.keyboard.press("Enter")

    expect(page.locator("[data-box] .b-cluster")).to_have_text(["Tid och ork", "Utan tema"])
    expect(page.get_by_role("checkbox", name="Vi saknar tid")).to_be_focused()
    expect(page.locator("[data-announce]")).to_have_text("1 lapp flyttad till Tid och ork.")
    expect(wall.page.locator(".pj-q:not([hidden]) .b-cluster")).to_have_text(
        ["Tid och ork", "Utan tema"]
    )
    assert Note.objects.get(cluster__title="Tid och ork") == note


def test_a_single_note_is_moved_from_its_own_menu(facilitator, board):
    write(board, 1, "Vi saknar tid")
    clusters.add_cluster(board=board, prompt_id=board.prompts.first().pk, title="Tid")
    page = facilitator.page
    page.goto(f"/tavlor/{board.pk}/")

    note_menu(page)
    page.get_by_role("link", name="Flytta till ett tema").click()
    page.get_by_role("button", name="Tid", exact=True).last.click()

    expect(page.locator("[data-box] .b-cluster")).to_have_text(["Tid"])


def test_a_note_is_moved_from_its_own_menu_also_before_the_pages_script_has_come(visitor, board):
    write(board, 1, "Vi saknar tid")
    clusters.add_cluster(board=board, prompt_id=board.prompts.first().pk, title="Tid")
    one = visitor(**LAPTOP, java_script_enabled=False)
    sign_in(one)
    page = one.page
    page.goto(f"/tavlor/{board.pk}/")

    note_menu(page)
    page.get_by_role("link", name="Flytta till ett tema").click()
    expect(page.locator(".is-sorting [data-move-menu] summary")).to_be_focused()
    page.get_by_role("button", name="Tid", exact=True).last.click()

    expect(page.locator("[data-box] .b-cluster")).to_have_text(["Tid"])


def test_notes_can_also_be_dragged_to_a_theme(facilitator, board):
    write(board, 1, "Vi saknar tid")
    clusters.add_cluster(board=board, prompt_id=board.prompts.first().pk, title="Tid")
    page = facilitator.page
    page.goto(f"/tavlor/{board.pk}/?ordna=1")

    page.locator("[data-box] .note [data-text]").drag_to(
        page.locator(".is-sorting [data-drop]").first
    )

    expect(page.locator("[data-box] .b-cluster")).to_have_text(["Tid"])


def test_themes_are_renamed_and_removed_and_another_facilitator_sees_it(
    facilitator, visitor, board
):
    note = write(board, 1, "Vi saknar tid")
    theme = clusters.add_cluster(board=board, prompt_id=note.prompt_id, title="Tid")
    clusters.sort_notes(
        board=board, prompt_id=note.prompt_id, note_ids=[note.pk], cluster_id=theme.pk
    )
    other = visitor(**LAPTOP)
    sign_in(other)
    other.page.goto(f"/tavlor/{board.pk}/?ordna=1")
    page = facilitator.page
    page.goto(f"/tavlor/{board.pk}/?ordna=1")

    page.get_by_label("Redigera temat Tid").click()
    page.get_by_label("Nytt namn på temat Tid").fill("Tid och ork")
    page.keyboard.press("Enter")
    expect(page.locator("[data-box] .b-cluster")).to_have_text(["Tid och ork"])
    expect(other.page.locator(".is-sorting .b-cluster-name").first).to_contain_text("Tid och ork")
    page.get_by_label("Redigera temat Tid och ork").click()
    page.get_by_role("button", name="Ta bort temat, behåll lapparna").click()
    page.get_by_role("dialog").get_by_role("button", name="Ta bort temat").click()

    expect(page.locator("[data-box] .b-cluster")).to_have_count(0)
    expect(other.page.locator("[data-box] .b-cluster")).to_have_count(0)
    expect(page.locator("[data-box] .note")).to_have_count(1)
    assert not Cluster.objects.exists()


def test_without_scripts_the_panel_and_the_themes_work_all_the_same(visitor, board):
    write(board, 1, "Vi saknar tid")
    one = visitor(**LAPTOP, java_script_enabled=False)
    sign_in(one)
    page = one.page
    page.goto(f"/tavlor/{board.pk}/")

    page.get_by_role("button", name="Pausa", exact=True).click()
    expect(
        page.locator("main")
        .get_by_text("Tavlan är pausad. Ingen kan skriva eller ändra lappar.")
        .last
    ).to_be_visible()
    page.get_by_role("link", name="Gruppera i teman").first.click()
    page.get_by_role("checkbox", name="Vi saknar tid").check()
    page.locator(".is-sorting [data-move-menu] summary").click()
    page.locator(".is-sorting").get_by_label("Nytt tema").fill("Tid")
    page.get_by_role("button", name="Skapa").first.click()
    expect(page.locator("[data-box] .b-cluster")).to_have_text(["Tid"])
    page.get_by_role("link", name="Klar med teman").first.click()
    note_menu(page)
    page.get_by_role("button", name="Dölj lappen").click()

    expect(page.get_by_role("button", name="Visa igen")).to_be_visible()


def test_on_a_phone_every_button_of_the_panel_is_wide_enough_for_a_thumb(phone, board):
    sign_in(phone)
    facilitation.set_timer(board=board, minutes=12)
    phone.page.goto(f"/tavlor/{board.pk}/")

    boxes = [one.bounding_box() for one in phone.page.locator(".b-steps > * > .btn").all()]

    assert len(boxes) == 4
    assert len({round(box["y"]) for box in boxes}) == 1
    assert min(box["height"] for box in boxes) >= 52
    assert min(box["width"] for box in boxes) >= 80


def test_without_scripts_closing_asks_on_a_page_of_its_own(visitor, board):
    one = visitor(**LAPTOP, java_script_enabled=False)
    sign_in(one)
    page = one.page
    page.goto(f"/tavlor/{board.pk}/")

    page.get_by_role("button", name="Stäng tavlan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Stäng och försegla tavlan?")
    page.get_by_role("link", name="Avbryt").click()
    expect(page.get_by_role("button", name="Pausa", exact=True)).to_be_visible()
    page.get_by_role("button", name="Stäng tavlan").click()
    page.get_by_role("button", name="Stäng och försegla").click()

    expect(page.get_by_text("Tavlan är stängd. Du kan läsa lapparna.")).to_be_visible()
    assert Board.objects.get().state == "closed"


def test_without_scripts_a_guest_is_told_first_and_finds_nothing_that_would_lose_a_note(
    visitor, board
):
    write(board, 1, "Vi saknar tid")
    page = visitor(**LAPTOP, java_script_enabled=False).page

    page.goto(f"/t/{board.path}/skriv/{board.sections.first().pk}/0/")

    expect(page.get_by_text("För att skriva lappar behöver webbläsaren")).to_be_in_viewport()
    shown = [control for control in page.locator("main button, main textarea, main input").all()
             if control.is_visible()]  # fmt: skip
    assert shown == []
    expect(page.get_by_text("Vi saknar tid").first).to_be_visible()


def test_a_yes_in_the_dialog_is_enough(visitor, board):
    one = visitor(**LAPTOP)
    sign_in(one)
    page = one.page
    page.goto(f"/tavlor/{board.pk}/")

    page.get_by_role("button", name="Stäng tavlan").click()
    page.get_by_role("button", name="Stäng och försegla", exact=True).click()

    expect(page.get_by_text("Tavlan är stängd.").last).to_be_visible()
