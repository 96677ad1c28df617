"""From ./start with an empty database to Min sida, without a console and without /admin/."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from playwright.sync_api import expect

from tests.browser.conftest import visitors
from tests.browser.page_audit import audit
from tests.modellkoncept.up import PATIENCE, Up, is_well, wait_for
from tests.site_processes import free_port

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc"),
    pytest.mark.xdist_group("browser"),
]
LINK = r"http://127\.0\.0\.1:\d+/forsta-personen/\?nyckel=\S+"


@pytest.fixture
def empty_site() -> Iterator[Up]:
    """What `manage.py up` runs on a new data folder that root's stand-in can enter."""
    folder = Path(tempfile.mkdtemp(prefix="modellkoncept-first-"))
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


def run(up: Up, site: str, *words: str) -> str:
    """A command beside it, as the first person's helper types it."""
    done = subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=settings.BASE_DIR,
        env={
            "PATH": os.environ["PATH"],
            "DATA_DIR": str(up.data),
            "SECRET_KEY": settings.SECRET_KEY,  # which the tests give it
            "BASE_URL": site,
            "STARTED_HERE": "1",
        },
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    return done.stdout or done.stderr


def test_the_first_person_takes_over_an_empty_system(browser, empty_site):
    printed = re.search(f"Den första personen kommer in här: ({LINK})\n", empty_site.said())
    site = printed[1].partition("/forsta-personen/")[0]
    link = run(empty_site, site, "first_person").strip()
    assert re.fullmatch(LINK, link)

    with visitors(browser, SimpleNamespace(url=site)) as make:
        anna = make(reduced_motion="reduce")
        page = anna.page
        page.context.add_init_script(AXE_SCRIPT)
        page.goto("/admin/")
        expect(page).to_have_url(f"{site}/forsta-personen/")
        assert audit(page) == []

        page.goto(printed[1])  # the command has made a newer one
        page.get_by_label("Namn").fill("Anna Ek")
        page.get_by_label("E-postadress").fill("ana.ek@skr.example")
        page.get_by_role("button", name="Skicka kod").click()
        expect(page.get_by_text("Nyckeln stämmer inte.").first).to_be_visible()
        expect(page.get_by_label("Namn")).to_have_value("Anna Ek")
        anna.complaints.clear()  # the browser says that a form was refused
        page.get_by_label("Engångsnyckel").fill(link.partition("=")[2])
        page.get_by_role("button", name="Skicka kod").click()

        page.get_by_role("link", name="Ändra den").click()
        page.get_by_label("E-postadress").fill("anna.ek@skr.example")
        page.get_by_role("button", name="Skicka kod").click()
        expect(page.get_by_text("anna.ek@skr.example")).to_be_visible()

        page.get_by_role("link", name="Läs mejlet här").click()
        letter = page.get_by_role("article").filter(has_text="anna.ek@skr.example")
        code = re.search(r"\b\d{6}\b", letter.inner_text())[0]
        assert audit(page) == []
        wait_for(lambda: f"  |     {code}\n" in empty_site.said())

        page.goto("/logga-in/kod/")
        page.get_by_label("Kod", exact=True).fill(code)
        page.get_by_role("button", name="Logga in").click()
        expect(page.get_by_role("heading", name="Hej Anna")).to_be_visible()
        start = page.get_by_role("link", name="Starta en omgång")
        expect(start.first).to_have_attribute("href", "/omgangar/ny/")

    assert run(empty_site, site, "first_person").startswith(
        "CommandError: Här finns redan personer."
    )
