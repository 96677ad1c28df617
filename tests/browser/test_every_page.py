"""Every page, with the demo's data, as each persona who sees something of her own there."""

import re

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Response

from tests.browser.page_audit import Known, audit, take_pictures
from tests.browser.page_states import STATES, State
from tests.browser.pages import (
    GUEST,
    NOT_VISITED,
    PAGES,
    PERSONAS,
    POLITICIAN,
    STAFF,
    Demo,
    addresses_for,
    every_name,
    refusals_for,
    signed_in_cookie,
)

in_browser = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]


def test_each_address_is_visited_or_has_a_reason_not_to_be():
    assert PAGES.keys() & NOT_VISITED.keys() == set()
    assert PAGES.keys() | NOT_VISITED.keys() == every_name()


def test_each_persona_visits_something():
    assert {persona for page in PAGES.values() for persona in page.personas} == set(PERSONAS)


@pytest.fixture
def demo(transactional_db) -> Demo:
    return Demo()


KNOWN = Known()  # the components that this process has audited


class Walk:
    """One persona's walk through the pages, and all that was wrong on the way."""

    def __init__(self, visitor, persona: str, demo: Demo, folder) -> None:
        self.persona, self.folder = persona, folder
        self.found: list[tuple] = []
        self.one = visitor(reduced_motion="reduce")
        self.one.context.add_init_script(AXE_SCRIPT)  # sent once, not to each page
        if persona != GUEST:
            name, value = signed_in_cookie(demo.person(persona))
            cookie = {"name": name, "value": value, "url": self.one.site.url}
            self.one.context.add_cookies([cookie])

    def visit(self, address: str, status: int = 200) -> None:
        page = self.one.page
        answer = self._go(address)
        if answer.status != status or not page.url.partition("#")[0].endswith(address):
            self.found.append((address, "answered", answer.status, page.url))
        self.found += audit(page, known=KNOWN)
        if status != 200:  # noqa: PLR2004 – a browser complains of each no, and rightly
            self._forget_that_the_browser_heard(status)
        name = re.sub(r"[^a-z0-9]+", "-", address.lower()).strip("-") or "min-sida"
        self._take_pictures(name)

    def see(self, name: str, state: State, demo: Demo) -> None:
        """Come to a state of a page, and look at it as at a page."""
        page = self.one.page
        self._go(state.address(demo))
        state.act(page, demo)
        self.found += [(name, *each) for each in audit(page, keyboard=False, known=KNOWN)]
        self._forget_that_the_browser_heard(state.heard)
        self._take_pictures(name.replace(" ", "-"))

    def _take_pictures(self, name: str) -> None:
        if self.folder:
            take_pictures(self.one.page, self.folder, f"{self.persona}-{name}")
            # Only the camera writes style attributes; what the page itself said is judged above.
            self.one.complaints[:] = [
                said for said in self.one.complaints if "style-src" not in said
            ]

    def _go(self, address: str) -> Response:
        page = self.one.page
        page.set_viewport_size({"width": 1280, "height": 900})
        page.emulate_media(color_scheme="light", forced_colors="none")
        return page.goto(address, wait_until="load")

    def _forget_that_the_browser_heard(self, status: int) -> None:
        heard = f"the server responded with a status of {status} "
        self.one.complaints[:] = [said for said in self.one.complaints if heard not in said]


def walk(visitor, persona, demo, folder, *, demo_mode: bool = False) -> list[tuple]:
    walk = Walk(visitor, persona, demo, folder)
    for address in addresses_for(persona, demo, demo_mode=demo_mode):
        walk.visit(address)
    if not demo_mode:
        for address, status in refusals_for(persona, demo).items():
            walk.visit(address, status)
    return walk.found


class TestInABrowser:
    pytestmark = in_browser

    @pytest.mark.parametrize("persona", PERSONAS)
    def test_nothing_is_wrong_on_any_page(self, visitor, demo, persona, screenshots):
        found = walk(visitor, persona, demo, screenshots)

        assert found == [], "\n".join(map(str, found))

    @pytest.mark.parametrize("persona", sorted({state.persona for state in STATES.values()}))
    def test_nothing_is_wrong_after_somebody_has_done_something(
        self, visitor, demo, persona, screenshots
    ):
        walk = Walk(visitor, persona, demo, screenshots)

        for name, state in STATES.items():
            if state.persona == persona:
                walk.see(name, state, demo)

        assert walk.found == [], "\n".join(map(str, walk.found))

    @pytest.mark.parametrize("persona", [GUEST, STAFF])
    def test_nothing_is_wrong_on_the_pages_of_the_demo(
        self, visitor_in_demo, demo, persona, screenshots
    ):
        found = walk(visitor_in_demo, persona, demo, screenshots, demo_mode=True)

        assert found == [], "\n".join(map(str, found))

    @pytest.mark.parametrize(
        ("database", "status"), [("without_tables", 500), ("that_is_not_there", 503)]
    )
    def test_nothing_is_wrong_when_everything_is(
        self, site_on, demo, database, status, screenshots
    ):
        with site_on(database) as visitor:
            walk = Walk(visitor, POLITICIAN, demo, screenshots)
            walk.visit(f"/moten/?nar={status}", status)

        assert walk.found == [], "\n".join(map(str, walk.found))

    def test_the_administration_works_under_its_policy(self, visitor, demo):
        staff = demo.person(STAFF)
        staff.is_superuser = True
        staff.save(update_fields=["is_superuser"])
        walk = Walk(visitor, STAFF, demo, None)

        for address in ("", "meetings/meeting/", "programmes/user/add/"):
            answer = walk.one.page.goto(f"/admin/{address}", wait_until="load")
            assert answer.status == 200, address
