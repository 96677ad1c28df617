"""A real browser against the real processes."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from padlet.models import Board
from padlet.services import boards
from padlet.texts.prompt_wording import STANDARD_PROMPTS
from tests.factories import MeetingFactory
from tests.modellkoncept.processes import environment
from tests.site_processes import Site, running_site

# Playwright's own loop runs in the test's thread; Django would otherwise refuse the ORM there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_addoption(parser) -> None:
    parser.addoption(
        "--screenshots",
        metavar="DIR",
        help="save pictures of every page here",
    )


@pytest.fixture(scope="session")
def site(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Site]:
    # Redis delivers published messages across its databases; a queue stays in its own. So the site
    # is notified of what the tests change, and its worker takes no other test's work.
    apart = "?db=1" if settings.REDIS_URL.startswith("unix:") else "/1"
    redis_url = settings.REDIS_URL.removesuffix("/0") + apart
    with (
        django_db_blocker.unblock(),
        running_site(tmp_path_factory.mktemp("site"), REDIS_URL=redis_url) as site,
    ):
        yield site


@pytest.fixture(scope="session")
def _playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(_playwright, chromium_path) -> Iterator[Browser]:
    quiet = ["--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    sandbox = ["--no-sandbox"] if os.getuid() == 0 else []
    browser = _playwright.chromium.launch(
        executable_path=chromium_path, args=[*quiet, "--disable-sync", *sandbox]
    )
    yield browser
    browser.close()


# A refusal of the content policy is said aloud, whatever the browser's console makes of it.
SAY_WHAT_THE_POLICY_REFUSED = """addEventListener('securitypolicyviolation', (event) =>
  console.error(`refused by ${event.violatedDirective}: ${event.blockedURI} ${event.sample}`))"""
# No finger is as quick as a test: nothing can be pressed before the page's scripts have run.
WAIT_FOR_THE_SCRIPTS = """const shield = new CSSStyleSheet();
  shield.replaceSync('html { pointer-events: none !important }');
  document.adoptedStyleSheets = [shield];
  addEventListener('DOMContentLoaded', () => (document.adoptedStyleSheets = []))"""
expect.set_options(timeout=15_000)  # the machine may be busy with other tests


class Visitor:
    """One browser context: its page, its console errors and its requests to other sites."""

    def __init__(self, browser: Browser, site: Site, **options) -> None:
        self.site = site
        self.context: BrowserContext = browser.new_context(
            base_url=site.url, locale="sv-SE", **options
        )
        self.context.set_default_timeout(20_000)
        self.context.add_init_script(SAY_WHAT_THE_POLICY_REFUSED)
        if options.get("java_script_enabled", True):
            self.context.add_init_script(WAIT_FOR_THE_SCRIPTS)
        self.complaints: list[str] = []
        self.strangers: list[str] = []
        self.page: Page = self.context.new_page()
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._watch)

    def _hear(self, message) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{message.text} {message.location.get('url', '')}")

    def _watch(self, request) -> None:
        if not request.url.startswith((self.site.url, "data:", "blob:")):
            self.strangers.append(request.url)


@contextmanager
def visitors(browser: Browser, site: Site) -> Iterator[Callable[..., Visitor]]:
    """Make visitors; at the end nothing may have been reported or requested from elsewhere."""
    made: list[Visitor] = []

    def make(**options) -> Visitor:
        made.append(Visitor(browser, site, **options))
        return made[-1]

    try:
        yield make
    finally:
        for one in made:
            one.context.close()
    assert [complaint for one in made for complaint in one.complaints] == []
    assert [stranger for one in made for stranger in one.strangers] == []


@pytest.fixture
def visitor(browser, site, transactional_db) -> Iterator[Callable[..., Visitor]]:
    with visitors(browser, site) as make:
        yield make


@pytest.fixture(scope="module")
def site_in_demo(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Site]:
    """A site that runs in demo mode."""
    folder = tmp_path_factory.mktemp("demo")
    with (
        django_db_blocker.unblock(),
        running_site(folder, worker=False, DEMO="1") as site,
    ):
        yield site


@pytest.fixture
def visitor_in_demo(browser, site_in_demo, transactional_db) -> Iterator[Callable[..., Visitor]]:
    with visitors(browser, site_in_demo) as make:
        yield make


@pytest.fixture
def site_on(browser, transactional_db, tmp_path_factory):
    """A site whose database is empty, or is not there at all, and a maker of visitors to it."""

    @contextmanager
    def begin(database: str) -> Iterator[Callable[..., Visitor]]:
        name = f"{connection.settings_dict['NAME']}_{database}"
        url = environment(Path())["DATABASE_URL"].rpartition("/")[0] + f"/{name}"
        with _database(name) if database == "without_tables" else nullcontext():
            folder = tmp_path_factory.mktemp(database)
            with (
                running_site(folder, worker=False, DATABASE_URL=url) as site,
                visitors(browser, site) as make,
            ):
                yield make

    return begin


@contextmanager
def _database(name: str) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}"')
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def screenshots(request) -> Path | None:
    """The folder for pictures of every page, when --screenshots names one."""
    folder = request.config.getoption("--screenshots", None)
    return Path(folder) if folder else None


@pytest.fixture
def phone(visitor) -> Visitor:
    return visitor(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)


@pytest.fixture
def board(transactional_db) -> Board:
    """An open board with two dots each; the strategists are in three small groups."""
    draft = boards.create_board(meeting=MeetingFactory(), title="Prova", prompts=STANDARD_PROMPTS)
    pol, chef, strat = draft.sections.values_list("pk", flat=True)
    sizes = {pol: [8], chef: [4], strat: [5, 4, 5]}
    return boards.open_board(board=draft, breakout_sizes=sizes, dots_each=2, tick_seconds=1)
