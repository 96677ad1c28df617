"""A session that ends while somebody types costs no text, and the text is nobody else's."""

import re
import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from meetings.models import AgendaItem
from meetings.services import meetings
from modellkoncept.mail.models import OutgoingMail
from padlet.models import Board
from padlet.services import boards
from padlet.texts.prompt_wording import STANDARD_PROMPTS
from programmes.services import people
from tests.factories import (
    LearningGroupFactory,
    MeetingFactory,
    MembershipFactory,
    ParticipationFactory,
)

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

TEXT = "En lång text om jämställd resursfördelning\nmed flera rader och ”citat”"
KEPT = "Det du skrev hann inte sparas"
ALONE = "Det här skrev du"


@pytest.fixture
def meeting(transactional_db):
    group = LearningGroupFactory()
    day = timezone.localdate() + timedelta(days=9)
    return MeetingFactory(round=group.round, group=group, kind="learning", date=day)


@pytest.fixture
def draft(meeting) -> Board:
    return boards.create_board(meeting=meeting, title="Prova", prompts=STANDARD_PROMPTS)


@pytest.fixture
def participation(meeting):
    return ParticipationFactory(round=meeting.round, group=meeting.group)


@pytest.fixture
def anna(participation):
    return MembershipFactory(participation=participation, user__full_name="Anna Ek").user


@pytest.fixture
def bo(participation):
    return MembershipFactory(participation=participation, user__full_name="Bo Ek").user


def sign_in_by_cookie(one, user) -> None:
    client = Client()
    client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    one.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": one.site.url}])


def sign_in_by_code(page, user) -> None:
    page.get_by_label("E-postadress").fill(user.email)
    page.get_by_role("button", name="Skicka kod").click()
    page.wait_for_url("**/logga-in/kod/**")
    code = re.search(r"\b\d{6}\b", OutgoingMail.objects.filter(to=user.email).first().body)[0]
    page.get_by_label("Kod").fill(code)
    page.get_by_role("button", name="Logga in").click()
    page.wait_for_url(lambda address: "/logga-in/" not in address)


def forgive(one, *words: str) -> None:
    one.complaints[:] = [each for each in one.complaints if not any(word in each for word in words)]


def stored(page) -> int:
    return page.evaluate(
        "Object.keys(sessionStorage).filter((key) => key.startsWith('unsent:')).length"
    )


def expect_nothing_stored(page) -> None:
    deadline = time.monotonic() + 10
    while stored(page):
        assert time.monotonic() < deadline
        page.wait_for_timeout(50)


def open_instructions(one, draft):
    page = one.page
    page.goto(f"/tavlor/{draft.pk}/instruktion/")
    return page, page.get_by_label("Instruktion", exact=False).first


def form_of(page):
    return page.locator("form", has=page.locator("textarea")).first


def test_a_text_sent_after_the_session_has_ended_stands_there_again(visitor, anna, draft):
    one = visitor()
    sign_in_by_cookie(one, anna)
    page, field = open_instructions(one, draft)
    field.fill(TEXT)
    Session.objects.all().delete()

    form_of(page).locator("button:not([type=button])").first.click()
    page.wait_for_url("**/logga-in/**")
    sign_in_by_code(page, anna)

    page, field = page, page.get_by_label("Instruktion", exact=False).first
    expect(field).to_have_value(TEXT)
    expect(page.get_by_text(KEPT)).to_be_visible()
    form_of(page).locator("button:not([type=button])").first.click()
    page.wait_for_load_state()
    draft.refresh_from_db()
    assert draft.instructions.replace("\r\n", "\n") == TEXT
    assert stored(page) == 0
    expect(page.get_by_text(KEPT)).to_have_count(0)


def test_a_part_sent_by_htmx_is_kept_too(visitor, anna, meeting):
    one = visitor()
    sign_in_by_cookie(one, anna)
    page = one.page
    page.goto(f"/moten/{meeting.pk}/dagordning/")
    page.locator("#new_title").fill("Lunch i matsalen")
    page.locator("#new_minutes").fill("55")
    people.end_sessions(person=anna)

    page.keyboard.press("Enter")
    page.wait_for_url("**/logga-in/**")
    sign_in_by_code(page, anna)

    expect(page.locator("#new_title")).to_have_value("Lunch i matsalen")
    expect(page.locator("#new_minutes")).to_have_value("55")
    page.locator("#new-add").click()
    expect(page.locator(".a-list h3", has_text="Lunch i matsalen")).to_be_visible()
    assert AgendaItem.objects.get().minutes == 55
    expect_nothing_stored(page)


def test_after_a_token_that_was_too_old_the_text_is_there_on_back(visitor, anna, draft):
    one = visitor()
    sign_in_by_cookie(one, anna)
    page, field = open_instructions(one, draft)
    field.fill(TEXT)
    one.context.clear_cookies(name=settings.CSRF_COOKIE_NAME)

    form_of(page).locator("button:not([type=button])").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sidan är för gammal")
    page.go_back()

    expect(page.get_by_label("Instruktion", exact=False).first).to_have_value(TEXT)
    forgive(one, "403")


def test_another_person_in_the_same_tab_gets_nothing(visitor, anna, bo, draft):
    one = visitor()
    sign_in_by_cookie(one, anna)
    page, field = open_instructions(one, draft)
    field.fill(TEXT)
    Session.objects.all().delete()
    form_of(page).locator("button:not([type=button])").first.click()
    page.wait_for_url("**/logga-in/**")

    sign_in_by_code(page, bo)

    expect(page.get_by_label("Instruktion", exact=False).first).to_have_value("")
    assert stored(page) == 0
    assert TEXT not in page.content()


def test_signing_out_takes_the_text_along_in_every_tab(visitor, anna, draft):
    one = visitor()
    sign_in_by_cookie(one, anna)
    page, field = open_instructions(one, draft)
    field.fill(TEXT)
    other = one.context.new_page()
    other.goto(f"/tavlor/{draft.pk}/instruktion/")
    other.get_by_label("Instruktion", exact=False).first.fill("Något")
    assert (stored(page), stored(other)) == (1, 1)

    page.get_by_role("button", name="Logga ut").click()
    page.wait_for_url("**/logga-in/")

    assert stored(page) == 0
    expect_nothing_stored(other)


def test_a_text_whose_form_is_not_on_the_page_can_be_copied_and_thrown_away(visitor, anna, draft):
    one = visitor()
    sign_in_by_cookie(one, anna)
    page, field = open_instructions(one, draft)
    field.fill(TEXT)
    Session.objects.all().delete()
    page.goto("/moten/")
    sign_in_by_code(page, anna)

    expect(page.get_by_text(ALONE)).to_be_visible()
    expect(page.get_by_label("Det du skrev")).to_have_value(re.compile("jämställd"))
    page.get_by_role("button", name="Ta bort texten").click()
    assert stored(page) == 0
    expect(page.get_by_text(ALONE)).to_have_count(0)


def test_a_text_left_on_purpose_does_not_come_back(visitor, anna, draft):
    one = visitor()
    sign_in_by_cookie(one, anna)
    page, field = open_instructions(one, draft)
    field.fill(TEXT)

    page.goto("/moten/")
    page, field = open_instructions(one, draft)

    expect(field).to_have_value("")
    assert stored(page) == 0


def test_a_text_that_was_refused_and_then_saved_leaves_nothing(visitor, anna, meeting):
    one = visitor()
    sign_in_by_cookie(one, anna)
    page = one.page
    page.goto(f"/moten/{meeting.pk}/andra/")
    page.get_by_label("Plats").fill("Växjö")
    page.get_by_label("Börjar").fill("halv tio")
    form_of(page).locator("button:not([type=button])").last.click()
    expect(page.get_by_text("går inte att läsa som ett klockslag").first).to_be_visible()

    page.get_by_label("Börjar").fill("09.30")
    form_of(page).locator("button:not([type=button])").last.click()
    page.wait_for_url(f"**/moten/{meeting.pk}/")

    assert stored(page) == 0
    meeting.refresh_from_db()
    assert meeting.place == "Växjö"
    forgive(one, "422")


def test_a_conflict_shows_both_texts_and_can_be_saved(visitor, anna, meeting):
    one = visitor()
    sign_in_by_cookie(one, anna)
    page = one.page
    page.goto(f"/moten/{meeting.pk}/andra/")
    page.get_by_label("Plats").fill("Växjö")
    meetings.change_meeting(meeting=meeting, place="Lund")
    save = form_of(page).locator("button:not([type=button])").last

    save.click()
    expect(page.get_by_label("Plats")).to_have_value("Växjö")
    expect(page.get_by_text("Lund").first).to_be_visible()
    expect(page.get_by_text(KEPT)).to_have_count(0)
    form_of(page).locator("button:not([type=button])").last.click()
    page.wait_for_url(f"**/moten/{meeting.pk}/")

    meeting.refresh_from_db()
    assert meeting.place == "Växjö"
    assert stored(page) == 0
    forgive(one, "409")


def test_a_text_typed_before_somebody_elses_change_does_not_overwrite_it_unseen(
    visitor, anna, meeting
):
    one = visitor()
    sign_in_by_cookie(one, anna)
    page = one.page
    page.goto(f"/moten/{meeting.pk}/andra/")
    page.get_by_label("Plats").fill("Växjö")
    Session.objects.all().delete()
    form_of(page).locator("button:not([type=button])").last.click()
    page.wait_for_url("**/logga-in/**")
    meetings.change_meeting(meeting=meeting, place="Lund")

    sign_in_by_code(page, anna)
    expect(page.get_by_label("Plats")).to_have_value("Växjö")
    form_of(page).locator("button:not([type=button])").last.click()

    expect(page.get_by_text("Lund").first).to_be_visible()
    meeting.refresh_from_db()
    assert meeting.place == "Lund"
    forgive(one, "409")
