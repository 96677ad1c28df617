"""From ./start with an empty database to a round whose organisations bring their own people."""

import re
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import visitors
from tests.browser.test_few_presses import press
from tests.modellkoncept.up import PATIENCE, Up, is_well, wait_for
from tests.site_processes import free_port

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc"),
    pytest.mark.xdist_group("browser"),
]
LETTERS = "/mejl-pa-den-har-datorn/"
PARTICIPANTS = ["Luleå kommun", "Piteå kommun", "Region Norrbotten"]
MENTORS = ["Umeå kommun", "Skellefteå kommun", "Lycksele kommun"]
COORDINATORS = """Lena Berg <lena.berg@lulea.se>, strateg, samordnare;
Per Sund; per.sund@pitea.se; strateg; samordnare
Karin Ek, karin.ek@norrbotten.se, strateg samordnare
Ulf Lind <ulf.lind@umea.se>, strateg, samordnare
eva.nord@skelleftea.se, Eva Nord, samordnare
Omar Ali, omar.ali@lycksele.se, strateg, samordnare"""
OWN_PEOPLE = """Maria Holm <maria.holm@lulea.se>, politiker
Erik Dahl, erik.dahl@lulea.se, chef"""
MOST_PRESSES = 60


@pytest.fixture
def empty_site() -> Iterator[Up]:
    """What `manage.py up` runs on a new data folder."""
    folder = Path(tempfile.mkdtemp(prefix="modellkoncept-nothing-"))
    folder.chmod(0o755)
    port = free_port()
    up = Up(folder / "data", "--port", str(port))
    try:
        wait_for(lambda: is_well(port) and "Ctrl-C stoppar allt" in up.said())
        yield up
    finally:
        up.stop(signal.SIGTERM)
        up.process.wait(PATIENCE)
        shutil.rmtree(folder)


class Walk:
    """Everybody who comes in, each in a browser of her own; counts what they press."""

    def __init__(self, make: Callable, site: str) -> None:
        self.make = make
        self.site = site
        self.pressed: list[str] = []

    def person(self) -> Page:
        return self.make(viewport={"width": 1280, "height": 800}, reduced_motion="reduce").page

    def press(self, what) -> None:
        press(self.pressed, what)

    def letter(self, page: Page, to: str, subject: str) -> str:
        """The letter as this machine shows it, once it has been sent."""
        found = page.get_by_role("article").filter(has_text=to).filter(has_text=subject)

        def has_come() -> bool:
            page.goto(LETTERS)
            return found.count() > 0

        wait_for(has_come)
        return found.first.inner_text()

    def enter_code(self, page: Page, address: str) -> None:
        letter = self.letter(page, address, "Din kod")
        page.goto("/logga-in/kod/")
        page.get_by_label("Kod", exact=True).fill(re.search(r"\b\d{6}\b", letter)[0])
        self.press(page.get_by_role("button", name="Logga in"))

    def come_by_link(self, address: str) -> Page:
        page = self.person()
        letter = self.letter(page, address, "Du är inbjuden")
        page.goto(re.search(rf"{self.site}\S+", letter)[0])
        self.press(page.get_by_role("button", name="Logga in"))
        return page


def test_a_round_is_made_from_nothing_and_its_organisations_bring_their_people(browser, empty_site):
    key = re.search(r"(http://127\.0\.0\.1:\d+)/forsta-personen/\S+", empty_site.said())
    with visitors(browser, SimpleNamespace(url=key[1])) as make:
        walk = Walk(make, key[1])
        anna = walk.person()
        become_the_first_person(walk, anna, key[0])
        start_round(walk, anna)
        put_round_together(walk, anna)
        invite(walk, anna, COORDINATORS, 6)

        lena = walk.come_by_link("lena.berg@lulea.se")
        expect(lena.get_by_role("heading", level=1)).to_have_text("Hej Lena")
        expect(lena.get_by_text("Du är ensam från organisationen än så länge.")).to_be_visible()
        walk.press(lena.get_by_role("link", name="Bjud in personer"))
        invite(walk, lena, OWN_PEOPLE, 2)
        expect(lena.locator("tbody tr")).to_have_count(3)

        per = walk.person()
        per.goto("/")
        per.get_by_label("E-postadress").fill("per.sund@pitea.se")
        walk.press(per.get_by_role("button", name="Skicka kod"))
        walk.enter_code(per, "per.sund@pitea.se")
        expect(per.get_by_text("Du är strateg för Piteå kommun.")).to_be_visible()

        maria = walk.come_by_link("maria.holm@lulea.se")
        expect(maria.get_by_text("Du är politiker för Luleå kommun.")).to_be_visible()
        erik = walk.come_by_link("erik.dahl@lulea.se")
        expect(erik.get_by_text("Du är chef för Luleå kommun.")).to_be_visible()
        for page in (maria, erik, per, lena):
            page.goto("/")
            expect(page.get_by_role("heading", name="Det här väntar på dig")).to_be_visible()
            expect(page.get_by_role("heading", name="Uppstartskonferens")).to_be_visible()

        look_at_the_round(anna)
        assert len(walk.pressed) <= MOST_PRESSES


def become_the_first_person(walk: Walk, page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_label("Namn").fill("Anna Ek")
    page.get_by_label("E-postadress").fill("anna.ek@skr.example")
    walk.press(page.get_by_role("button", name="Skicka kod"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Skriv koden från mejlet")
    walk.enter_code(page, "anna.ek@skr.example")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hej Anna")


def start_round(walk: Walk, page: Page) -> None:
    walk.press(page.get_by_role("link", name="Starta en omgång").first)
    page.get_by_label("Startdag").fill("2027-03-15")
    walk.press(page.get_by_role("button", name="Visa alla datum"))
    walk.press(page.get_by_role("button", name="Flytta alla till närmaste arbetsdag"))
    expect(page.get_by_text("lediga för många")).to_have_count(0)
    walk.press(page.get_by_role("button", name="Starta omgången"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Omgång 2027–2028")


def put_round_together(walk: Walk, page: Page) -> None:
    """Organisations, groups and mentors, from one page to the next."""
    walk.press(page.get_by_role("link", name="Lägg till organisationer"))
    for name in PARTICIPANTS:
        add_organisation(walk, page, name)
    walk.press(page.get_by_label("Mentor", exact=True))
    for name in MENTORS:
        add_organisation(walk, page, name)
    expect(page.get_by_role("heading", name="6 organisationer är med")).to_be_visible()

    walk.press(page.get_by_role("link", name="Nästa steg: Dela in deltagarna i grupper"))
    table = page.get_by_role("table", name="Vem är i vilken grupp")
    for name in PARTICIPANTS:
        table.get_by_role("row", name=name).get_by_role("combobox").select_option("Grupp 1")
    walk.press(page.get_by_role("button", name="Spara grupperna"))
    expect(page.get_by_text("Grupperna är sparade. 3 organisationer")).to_be_visible()

    walk.press(page.get_by_role("link", name="Nästa steg: Välj mentorer"))
    themes = page.locator(".men-need")
    expect(themes).to_have_count(3)
    for theme, mentor in enumerate(MENTORS):
        walk.press(themes.nth(theme).get_by_role("button", name=f"Välj {mentor}"))
        expect(page.get_by_text(f"{mentor} är mentor för Grupp 1 i temat")).to_be_visible()
    walk.press(page.get_by_role("link", name="Nästa steg: Bjud in en samordnare"))


def add_organisation(walk: Walk, page: Page, name: str) -> None:
    page.get_by_role("combobox", name="Kommun eller region").press_sequentially(name)
    walk.press(page.get_by_role("option", name=name))
    expect(page.get_by_text(f"{name} är tillagd.")).to_be_visible()


def invite(walk: Walk, page: Page, pasted: str, people: int) -> None:
    page.get_by_label("Personer, en på varje rad").fill(pasted)
    walk.press(page.get_by_role("button", name="Läs raderna"))
    walk.press(page.get_by_role("button", name=f"Bjud in {people} personer"))
    expect(page.get_by_text(f"{people} personer är inbjudna.")).to_be_visible()


def look_at_the_round(page: Page) -> None:
    """What SKR has in the end: nothing left to do, and who has come in."""
    page.get_by_role("navigation", name="Du är här").get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Omgång 2027–2028")
    expect(page.get_by_role("heading", name="Gör omgången klar")).to_have_count(0)
    expect(page.locator(".p-grp li")).to_have_count(6)
    expect(page.locator(".p-people .p-list li")).to_have_count(8)
    page.get_by_role("navigation", name="Omgångens sidor").get_by_role(
        "link", name="Personer", exact=True
    ).click()
    expect(page.get_by_text("8 personer", exact=True)).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="Har loggat in")).to_have_count(4)
