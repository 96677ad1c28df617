import secrets
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from modellkoncept.live import ticks
from padlet import credentials
from padlet.live import board_cache
from padlet.models import Board, Note, Prompt, Section
from padlet.queries import board_keys
from padlet.services import boards, notes, rate_limit
from padlet.texts.prompt_wording import STANDARD_PROMPTS
from tests.site_processes import Site, running_site


@pytest.fixture(autouse=True)
def _no_kept_boards():
    """What a process keeps of a board would outlive the database that a test rolls back."""
    board_cache.clear()
    board_keys.clear()
    rate_limit.clear()
    yield
    board_cache.clear()
    board_keys.clear()


@pytest.fixture
def clock(monkeypatch):
    """The grid's clock in hand: `clock[0] = seconds`."""
    now = [1000.0]
    monkeypatch.setattr(ticks, "now", lambda: now[0])
    return now


@pytest.fixture
def draft(group_meeting) -> Board:
    return boards.create_board(
        meeting=group_meeting, title="Vad kan vi bidra med?", prompts=STANDARD_PROMPTS
    )


@pytest.fixture
def board(draft) -> Board:
    """An open board: 8 politicians, 4 managers, strategists in three breakouts.

    Of those the one of four is too small to be named, and so one of the others is not either.
    """
    return open_it(draft)


def in_state(state: str) -> dict[str, str | None]:
    """What to `update` a board with: a draft and a closed board have no code (a constraint)."""
    return {"state": state} if state in ("open", "paused") else {"state": state, "code": None}


def open_it(board: Board, mode: str = "live", strategists: tuple[int, ...] = (5, 4, 5)) -> Board:
    sizes = [[8], [4], list(strategists)]
    stated = dict(zip(board.sections.values_list("pk", flat=True), sizes, strict=True))
    return boards.open_board(board=board, breakout_sizes=stated, mode=mode)


@dataclass
class Box:
    """One box of a board, and how to write in it."""

    board: Board
    section: Section
    prompt: Prompt
    breakout: int = 0

    def given(self, **changed) -> dict:
        return {
            "board_path": self.board.path,
            "section_id": self.section.pk,
            "prompt_id": self.prompt.pk,
            "breakout": self.breakout,
            "pass_": credentials.write_pass(self.board, self.section),
            "token": secrets.token_hex(24),
            "text": "En lapp",
        } | changed

    def write(self, **changed) -> Note:
        return notes.add_note(**self.given(**changed))


@pytest.fixture
def facilitator(client, people):
    """The client of a strategist, who may facilitate the group's boards."""
    client.force_login(people["strategist"])
    return client


@pytest.fixture
def politicians(board) -> Box:
    return Box(board, board.sections.get(role_group="pol"), board.prompts.first())


@pytest.fixture
def strategists(board) -> Box:
    return Box(board, board.sections.get(role_group="strat"), board.prompts.first(), breakout=3)


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Site]:
    """A web process for a module; a test that kills it or reads its log starts its own."""
    folder = tmp_path_factory.mktemp("site")
    with django_db_blocker.unblock(), running_site(folder, worker=False) as site:
        yield site
