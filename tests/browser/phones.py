"""What one does on a guest's phone, for the tests of it."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from padlet.models import Board, Note
from padlet.services.board_lock import bump_version
from tests.browser.conftest import Visitor
from tests.padlet.conftest import Box

FIELD = "Skriv en lapp"


def write_page(board: Board, role_group: str = "pol", breakout: int = 0) -> str:
    section = board.sections.get(role_group=role_group)
    return f"/t/{board.path}/skriv/{section.pk}/{breakout}/"


def box(board: Board, role_group: str) -> Box:
    section = board.sections.get(role_group=role_group)
    return Box(board, section, board.prompts.first(), breakout=len(section.breakout_sizes) > 1)


def put_up(page, text: str) -> None:
    page.get_by_label(FIELD).first.fill(text)
    page.keyboard.press("Enter")


def field_of(page):
    return page.get_by_label(FIELD).first


def be_scribe(page) -> None:
    page.get_by_role("switch", name="Jag skriver för gruppen").check()
    expect(page.get_by_text("för dem är du inte anonym")).to_be_visible()


def mine(page, text: str):
    return page.locator(".note.mine", has_text=text)


def texts() -> list[str]:
    return sorted(Note.objects.values_list("text", flat=True))


def end_in(board: Board, seconds: float) -> None:
    Board.objects.filter(pk=board.pk).update(ends_at=timezone.now() + timedelta(seconds=seconds))
    bump_version(board)


def forgive(phone: Visitor) -> None:
    """The browser itself complains about a lost net and about each answer that is no success."""
    phone.complaints.clear()
