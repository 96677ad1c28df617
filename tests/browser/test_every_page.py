"""Every page that people meet, with the demo's data: axe, narrow screens, keyboard, dark mode."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from meetings.models import Meeting
from modellkoncept.models import Document
from padlet.models import Board
from programmes.models import Programme, User

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
WIDTHS_AND_THEMES = [(1280, "light"), (390, "dark"), (1280, "dark"), (390, "light")]


@pytest.fixture
def demo(transactional_db) -> None:
    call_command("demo", verbosity=0)


def pages_of(who: str) -> list[str]:
    programme = Programme.objects.get()
    learning = Meeting.objects.get(kind="learning", boards__isnull=False)
    closed, opened = Board.objects.get(state="closed"), Board.objects.get(state="open")
    guests = [f"/t/{opened.path}/", f"/t/{opened.path}/duk/", f"/t/{closed.path}/"] + [
        f"/t/{board.path}/skriv/{section.pk}/{1 if len(section.group_sizes) > 1 else 0}/"
        for board in (opened, closed)
        for section in board.sections.all()
    ]
    members = [
        "/",
        f"/omgangar/{programme.pk}/",
        "/moten/",
        f"/moten/{learning.pk}/",
        "/tavlor/",
        f"/tavlor/{opened.pk}/",
        f"/tavlor/{closed.pk}/",
        "/dokument/",
        "/finns-inte/",
    ]
    planners = [
        f"/moten/{learning.pk}/dagordning/",
        f"/moten/{learning.pk}/andra/",
        f"/tavlor/ny/?traff={learning.pk}",
        f"/tavlor/traff/{learning.pk}/",
    ]
    document = [f"/dokument/{Document.objects.get().pk}/"]
    return {
        "guest": ["/logga-in/", *guests],
        "politician": members,
        "strategist": members + planners,
        "staff": ["/omgangar/", *members, *planners, *document],
    }[who]


def sign_in(visitor, who: str) -> None:
    if who == "guest":
        return
    if who == "staff":
        user = User.objects.filter(is_staff=True).first()
    else:
        meeting = Meeting.objects.get(kind="learning", boards__isnull=False)
        user = User.objects.filter(
            memberships__role=who, memberships__participation__group=meeting.group
        ).first()
    client = Client()
    client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    visitor.context.add_cookies(
        [{"name": cookie.key, "value": cookie.value, "url": visitor.site.url}]
    )


@pytest.mark.parametrize("who", ["guest", "politician", "strategist", "staff"])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(visitor, demo, who):
    found = []
    one = visitor()
    sign_in(one, who)
    for path in pages_of(who):
        one.page.set_viewport_size({"width": 1280, "height": 900})
        one.page.goto(path)
        one.page.wait_for_load_state("load")
        assert one.page.locator("h1").count() == 1, path
        assert one.page.title().endswith("– Modellkonceptet"), path
        for width, theme in WIDTHS_AND_THEMES:
            one.page.set_viewport_size({"width": width, "height": 900})
            one.page.emulate_media(color_scheme=theme)
            for violation in Axe().run(one.page, options=RULES).response["violations"]:
                where = [node["target"] for node in violation["nodes"]][:3]
                found.append((path, width, theme, violation["id"], where))
        one.page.set_viewport_size({"width": 320, "height": 800})
        if (wide := one.page.evaluate("document.documentElement.scrollWidth")) > 320:
            found.append((path, 320, "", "wider than the screen", wide))
    one.complaints[:] = [text for text in one.complaints if "404 (Not Found)" not in text]

    assert found == []


def test_every_stop_of_the_keyboard_is_seen_on_the_guests_page(visitor, demo):
    one = visitor(viewport={"width": 390, "height": 844})
    board = Board.objects.get(state="open")
    section = board.sections.first()
    one.page.goto(f"/t/{board.path}/skriv/{section.pk}/0/")
    one.page.locator("body").click(position={"x": 1, "y": 1})

    stops = []
    for _ in range(40):
        one.page.keyboard.press("Tab")
        stop = one.page.evaluate(
            """() => { const e = document.activeElement; if (e === document.body) return null;
            const box = e.closest('.g-new') ?? e, s = getComputedStyle(box);
            return [e.textContent.trim().slice(0, 30) || e.id, s.outlineStyle]; }"""
        )
        if stop is None:
            break
        stops.append(stop)

    assert len(stops) >= 7
    assert [name for name, outline in stops if outline == "none"] == []
