"""How fast and how much one group may write (TRUST: C10), and that nobody else notices."""

import pytest

from padlet import errors
from padlet.models import Note, Section
from padlet.services import boards, moderation, notes, rate_limit
from padlet.services import notes as notes_service
from tests.factories import MeetingFactory
from tests.padlet.conftest import Box, open_it
from tests.padlet.test_note_api import post_note

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(monkeypatch):
    """A minute passes when the test says so."""

    class Clock:
        now = 1000.0

        def monotonic(self) -> float:
            return self.now

    clock = Clock()
    monkeypatch.setattr(rate_limit, "time", clock)
    return clock


def flood(client, box: Box, tries: int) -> list[int]:
    return [post_note(client, box).status_code for _ in range(tries)]


def test_a_small_group_puts_up_sixty_notes_a_minute_and_is_then_told_to_wait(
    client, politicians, clock
):
    assert flood(client, politicians, 62) == [200] * 60 + [429] * 2

    answer = post_note(client, politicians)
    assert (answer.json()["error"], answer["Retry-After"]) == ("pace", "1")
    assert answer.json()["sentence"] == "Gruppen skriver fort. Lappen skickas strax."
    clock.now += 1
    assert flood(client, politicians, 2) == [200, 429]
    clock.now += 3600
    assert flood(client, politicians, 62) == [200] * 60 + [429] * 2


def test_a_large_group_has_six_notes_a_minute_for_each(client, politicians, clock):
    Section.objects.filter(pk=politicians.section.pk).update(breakout_sizes=[20])

    assert flood(client, politicians, 121) == [200] * 120 + [429]


def test_other_sections_and_other_boards_are_unaffected(client, politicians, strategists, clock):
    draft = boards.create_board(meeting=MeetingFactory(), title="En annan", prompts=["Vad?"])
    other = open_it(draft)
    elsewhere = Box(other, other.sections.get(role_group="pol"), other.prompts.get())
    assert flood(client, politicians, 61)[-1] == 429

    assert post_note(client, strategists).status_code == 200
    assert post_note(client, elsewhere).status_code == 200


def test_a_note_that_was_slowed_goes_up_with_the_same_token(client, politicians, clock):
    flood(client, politicians, 60)
    token = "a" * 48
    assert post_note(client, politicians, token=token, text="Sen").status_code == 429
    clock.now += 2

    assert post_note(client, politicians, token=token, text="Sen").status_code == 200
    assert [note.text for note in Note.objects.all()].count("Sen") == 1


def test_a_repetition_costs_no_room(client, politicians, clock):
    token = "b" * 48

    answers = {
        post_note(client, politicians, token=token, text="Om").status_code for _ in range(100)
    }

    assert answers == {200}


def test_likes_are_ten_times_cheaper(politicians, clock):
    note = politicians.write()
    given = politicians.given()
    like = {key: given[key] for key in ("board_path", "section_id", "pass_")}

    for _ in range(600):
        notes_service.like_note(**like, note_id=note.public_id)
    with pytest.raises(errors.RateLimitedError):
        notes_service.like_note(**like, note_id=note.public_id)

    assert Note.objects.get().likes == 600


def test_a_board_holds_2000_notes_and_says_so(client, politicians, strategists, monkeypatch):
    assert notes.MAX_NOTES == 2000
    monkeypatch.setattr(notes, "MAX_NOTES", 3)

    assert flood(client, politicians, 4) == [200, 200, 200, 409]
    assert post_note(client, strategists).json()["error"] == "full"
    moderation.remove_note(board=politicians.board, note_id=Note.objects.first().pk)
    assert post_note(client, strategists).status_code == 200
