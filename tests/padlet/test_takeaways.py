"""A note is taken home: its words on the list of the user's organisation, and nothing else."""

import pytest
from django.test import Client
from django.urls import reverse

from meetings import errors
from meetings.models import Takeaway
from meetings.services import takeaways
from padlet.models import Board, Note
from padlet.services import moderation
from tests.factories import MembershipFactory, NoteFactory, ParticipationFactory
from tests.padlet.conftest import open_it

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def note(board) -> Note:
    return NoteFactory(
        board=board, section=board.sections.first(), prompt=board.prompts.first(), text="Mer tid"
    )


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def take(client: Client, note: Note, **more):
    address = reverse("padlet:add_takeaway", args=[note.board_id, note.public_id])
    return client.post(address, more.pop("data", {}), **more)


def at(meeting) -> str:
    return reverse("meetings:takeaways", args=[meeting.pk])


def test_a_notes_words_are_copied_to_ones_own_organisations_list(people, note):
    answer = take(signed_in(people["politician"]), note)

    assert answer.url == f"/tavlor/{note.board_id}/#lapp-{note.public_id}"
    takeaway = Takeaway.objects.get()
    assert takeaway.participation == people["politician"].memberships.get().participation
    assert (takeaway.text, takeaway.source) == (
        "Mer tid", "Vad kan vi bidra med? – Vad kan ni bidra med rent konkret?",
    )  # fmt: skip


def test_a_takeaway_knows_neither_note_nor_person():
    fields = {field.name for field in Takeaway._meta.concrete_fields}  # noqa: SLF001 – Django's public API, despite its name

    assert fields == {"id", "participation", "meeting", "text", "source"}


def test_taken_twice_it_stands_once_and_both_hear_that_it_is_there(people, note):
    client = signed_in(people["manager"])

    first, second = [take(client, note, headers=HTMX) for _ in range(2)]

    assert "Idén är sparad" in first.text
    assert "Idén är sparad" in second.text
    assert Takeaway.objects.count() == 1


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("outsider", 404), ("other_strategist", 404), ("mentor", 403), ("staff", 403),
        ("politician", 302), ("manager", 302), ("strategist", 302), ("key_person", 302),
    ],
)  # fmt: skip
def test_who_takes_part_for_an_organisation_takes_home(people, note, who, status):
    assert take(signed_in(people[who]), note).status_code == status
    assert Takeaway.objects.count() == (1 if status == 302 else 0)


def test_only_ones_own_organisation_sees_its_list(people, note, group):
    neighbour = MembershipFactory(
        participation=ParticipationFactory(round=note.board.meeting.round, group=group)
    )
    take(signed_in(people["politician"]), note)

    seen = {
        who: "Mer tid" in signed_in(user).get(at(note.board.meeting)).text
        for who, user in {**people, "neighbour": neighbour.user}.items()
    }

    assert {who for who, sees in seen.items() if sees} == {
        "politician", "manager", "strategist", "key_person",
    }  # fmt: skip


@pytest.mark.parametrize("state", [Note.State.HIDDEN, Note.State.WAITING])
def test_what_is_not_in_sight_is_not_taken_home(people, note, state):
    Note.objects.filter(pk=note.pk).update(state=state)

    assert take(signed_in(people["politician"]), note).status_code == 404


def test_nothing_is_taken_home_from_a_rehearsal_or_before_the_notes_are_shown(people, draft):
    board = open_it(draft, mode="gather")
    note = NoteFactory(board=board, section=board.sections.first(), prompt=board.prompts.first())
    assert take(signed_in(people["strategist"]), note).status_code == 403

    Board.objects.filter(pk=board.pk).update(revealed=True, is_rehearsal=True)
    assert take(signed_in(people["strategist"]), note).status_code == 403


def test_a_removal_can_be_undone_without_a_script(people, note):
    client = signed_in(people["politician"])
    take(client, note)
    meeting = note.board.meeting
    takeaway = Takeaway.objects.get()

    answer = client.post(reverse("meetings:remove_takeaway", args=[meeting.pk, takeaway.pk]))
    assert Takeaway.objects.count() == 0
    assert "Idén är borttagen." in answer.text
    carried = {field.html_name: field.value() for field in answer.context["undo"]}
    client.post(reverse("meetings:restore_takeaway", args=[meeting.pk]), carried)

    assert Takeaway.objects.get().text == "Mer tid"


@pytest.mark.parametrize("text", ["", "x" * 501, "a\x00b"])
def test_an_undo_with_wrong_words_changes_nothing(people, note, text):
    client = signed_in(people["politician"])
    address = reverse("meetings:restore_takeaway", args=[note.board.meeting_id])

    answer = client.post(address, {"text": text, "source": "Tavlan"})

    assert answer.status_code == 422
    assert Takeaway.objects.count() == 0


def test_another_organisations_takeaway_is_not_found(people, note, group):
    take(signed_in(people["politician"]), note)
    neighbour = MembershipFactory(
        participation=ParticipationFactory(round=note.board.meeting.round, group=group)
    )
    address = reverse(
        "meetings:remove_takeaway", args=[note.board.meeting_id, Takeaway.objects.get().pk]
    )

    assert signed_in(neighbour.user).post(address).status_code == 404
    assert Takeaway.objects.count() == 1


def test_the_improvement_work_finds_what_an_organisation_took_home(people, note, round):
    take(signed_in(people["politician"]), note)
    ours = people["politician"].memberships.get().participation

    assert [takeaway.text for takeaway in Takeaway.objects.of(ours)] == ["Mer tid"]
    assert list(Takeaway.objects.of(ParticipationFactory(round=round))) == []


def test_an_organisation_of_another_round_takes_nothing_home(note):
    with pytest.raises(errors.NotInRoundError):
        takeaways.add_takeaway(
            participation=ParticipationFactory(), meeting=note.board.meeting, text="x", source="y"
        )


def test_a_takeaway_outlives_its_note(people, note):
    take(signed_in(people["politician"]), note)

    moderation.remove_note(board=note.board, note_id=note.pk)

    assert Takeaway.objects.get().text == "Mer tid"


def test_the_list_costs_the_same_however_long(people, note, django_assert_num_queries):
    client = signed_in(people["politician"])
    meeting = note.board.meeting
    ours = people["politician"].memberships.get().participation
    for how_many in (1, 3):
        for n in range(how_many):
            takeaways.add_takeaway(
                participation=ours, meeting=meeting, text=f"{n}", source="Tavlan"
            )
        with django_assert_num_queries(6):
            client.get(at(meeting))
