"""What every page of a board has at hand to tell of its connection, and who is told a new link."""

import re

import pytest
from django.test import Client

from padlet.live import board_cache
from padlet.services import facilitation

pytestmark = pytest.mark.django_db

STATUSES = ["lost", "busy", "weak", "back", "gone", "signed-out"]


@pytest.mark.parametrize("page", ["write", "join", "projector", "facilitator", "read"])
def test_every_page_has_a_sentence_for_each_status_and_shows_none(board, people, page):
    section = board.sections.first()
    client = Client()
    if page in ("facilitator", "read"):
        client.force_login(people["strategist" if page == "facilitator" else "politician"])
    addresses = {
        "write": f"/t/{board.path}/skriv/{section.pk}/0/",
        "join": f"/t/{board.path}/",
        "projector": f"/t/{board.path}/duk/",
    }

    shown = client.get(addresses.get(page, f"/tavlor/{board.pk}/")).text

    [line] = re.findall(r'<p\s+class="connection".*?>', shown, re.S)
    told = dict(re.findall(r'data-text-([a-z-]+)="([^"]*)"', line))
    assert [status for status in STATUSES if not told.get(status, "").endswith(".")] == []
    assert re.search(r"\shidden\s*>$", line)
    assert [told["back"], told["lost"][:14]] == ["Ansluten igen.", "Ingen kontakt."]


def test_a_facilitator_is_told_the_projectors_new_address_and_nobody_by_the_link(
    board, facilitator
):
    old = f"/t/{board.path}/duk/"
    now = facilitation.change_link(board=board)
    board_cache.clear()

    answer = facilitator.get(f"/tavlor/{board.pk}/duk/")

    assert answer.json() == {"address": f"/t/{now.path}/duk/"}
    assert answer["Cache-Control"] == "no-store"
    assert Client().get(old).status_code == 404
    stranger = Client().get(f"/tavlor/{board.pk}/duk/")
    assert (stranger.status_code, now.path in stranger.headers.get("Location", "")) == (302, False)
