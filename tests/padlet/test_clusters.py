"""Notes in clusters: who may, how they are moved, and how everybody sees them."""

import pytest

from padlet.live import board_cache
from padlet.models import Cluster, Note
from padlet.services import clusters
from tests.padlet.conftest import Box

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}
HTMX = {"HX-Request": "true"}


@pytest.fixture
def time(politicians) -> Cluster:
    return clusters.add_cluster(
        board=politicians.board, prompt_id=politicians.prompt.pk, title="Tid"
    )


def sort(client, box, **typed):
    address = f"/tavlor/{box.board.pk}/teman/{box.prompt.pk}/flytta/"
    return client.post(address, typed, headers=JSON)


def change(client, cluster, step, **typed):
    address = f"/tavlor/{cluster.board_id}/tema/{cluster.pk}/{step}/"
    return client.post(address, typed, headers=HTMX)


def titles() -> list[str]:
    return list(Cluster.objects.values_list("title", flat=True))


def test_marked_notes_are_moved_to_a_theme_and_told_as_json(facilitator, politicians, time):
    one, other, _stays = (politicians.write() for _ in range(3))
    board_cache.clear()

    told = sort(
        facilitator, politicians, lapp=[one.public_id, other.public_id], till=time.pk
    ).json()

    assert told["said"] == "2 lappar flyttade till Tid."
    assert {note["id"]: note["cluster"] for note in told["changed"]} == {
        str(one.public_id): time.pk,
        str(other.public_id): time.pk,
    }
    assert set(Note.objects.filter(cluster=time)) == {one, other}


def test_a_new_theme_is_made_on_the_way_and_the_same_name_is_the_same_theme(
    facilitator, politicians
):
    notes = [politicians.write() for _ in range(2)]

    sort(facilitator, politicians, lapp=notes[0].public_id, till="nytt", tema="  Tid  och ork ")
    sort(facilitator, politicians, lapp=notes[1].public_id, till="nytt", tema="tid och ork")

    assert titles() == ["Tid och ork"]
    assert Note.objects.filter(cluster__title="Tid och ork").count() == 2


def test_a_note_can_be_taken_out_of_its_theme(facilitator, politicians, time):
    note = politicians.write()
    sort(facilitator, politicians, lapp=note.public_id, till=time.pk)

    sort(facilitator, politicians, lapp=note.public_id, till="0")

    assert Note.objects.get().cluster is None


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"till": "0"}, "Markera minst en lapp först."),
        ({"till": "0", "lapp": "x"}, "Markera minst en lapp först."),
        ({"till": "nytt", "tema": " "}, "Ge temat ett namn med högst 80 tecken."),
        ({"till": "nytt", "tema": "x" * 81}, "Ge temat ett namn med högst 80 tecken."),
        ({"till": "99999"}, "Temat finns inte längre. Välj ett annat."),
        ({"till": "9" * 5000}, "Temat finns inte längre. Välj ett annat."),
    ],
)
def test_what_cannot_be_moved_is_told_beside_the_menu(facilitator, politicians, typed, error):
    note = politicians.write()
    address = f"/tavlor/{politicians.board.pk}/teman/{politicians.prompt.pk}/flytta/"

    by_script = sort(facilitator, politicians, **typed)
    by_form = facilitator.post(address, typed)

    assert (by_script.status_code, by_script.json()) == (422, {"error": error})
    assert (by_form.status_code, by_form.text.count(error)) == (422, 1)
    assert Note.objects.get().cluster is None
    assert note.cluster is None


def test_a_theme_of_another_question_or_board_takes_no_note(facilitator, politicians, time):
    second = Box(politicians.board, politicians.section, politicians.board.prompts.all()[1])
    note = second.write()

    response = sort(facilitator, second, lapp=note.public_id, till=time.pk)

    assert response.status_code == 422
    assert Note.objects.get().cluster is None


def test_without_scripts_the_form_leads_back_to_its_question(facilitator, politicians, time):
    note = politicians.write()
    address = f"/tavlor/{politicians.board.pk}/teman/{politicians.prompt.pk}/flytta/"

    response = facilitator.post(address, {"lapp": note.public_id, "till": time.pk})

    assert response.headers["Location"] == f"/tavlor/{politicians.board.pk}/?ordna=1#q-1"
    page = facilitator.get(f"/tavlor/{politicians.board.pk}/?ordna=1&lapp={note.public_id}").text
    assert page.count(" checked") == 1
    assert page.count('class="b-q is-sorting"') == 1


def test_themes_are_renamed_reordered_and_removed_and_their_notes_stay(
    facilitator, politicians, time
):
    add = {"board": politicians.board, "prompt_id": politicians.prompt.pk}
    work, people_ = (clusters.add_cluster(**add, title=title) for title in ("Ork", "Folk"))
    note = politicians.write()
    sort(facilitator, politicians, lapp=note.public_id, till=time.pk)

    change(facilitator, people_, "upp")
    after_up = titles()
    change(facilitator, time, "ner")
    after_down = titles()
    change(facilitator, work, "namn", tema="Arbete")
    asked = change(facilitator, time, "ta-bort")
    before = titles()
    response = change(facilitator, time, "ta-bort", confirmed="1")
    again = facilitator.post(
        f"/tavlor/{time.board_id}/tema/{time.pk}/ta-bort/",
        {"fraga": politicians.prompt.pk, "confirmed": "1"},
    )

    assert after_up == ["Tid", "Folk", "Ork"]
    assert after_down == ["Folk", "Tid", "Ork"]
    assert "Ta bort temat?" in asked.text
    assert before == ["Folk", "Tid", "Arbete"]
    assert titles() == ["Folk", "Arbete"]
    assert [response.status_code, again.status_code] == [200, 302]
    assert Note.objects.get().cluster is None


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("tid", "Ett annat tema på frågan heter redan så."),
        ("", "Ge temat ett namn med högst 80 tecken."),
    ],
)
def test_a_name_that_cannot_be_is_told_and_kept_in_the_field(
    facilitator, politicians, time, typed, error
):
    other = clusters.add_cluster(
        board=politicians.board, prompt_id=politicians.prompt.pk, title="Ork"
    )

    response = change(facilitator, other, "namn", tema=typed)

    assert (response.status_code, response.text.count(error)) == (422, 1)
    assert f'value="{typed}"' in response.text
    assert titles() == ["Tid", "Ork"]


def test_a_question_has_at_most_twenty_themes(facilitator, politicians):
    for number in range(clusters.MAX_CLUSTERS):
        clusters.add_cluster(
            board=politicians.board, prompt_id=politicians.prompt.pk, title=f"Tema {number}"
        )

    response = sort(facilitator, politicians, till="nytt", tema="Ett till")

    assert response.json() == {"error": "En fråga kan ha högst 20 teman."}


def test_everybody_sees_the_themes_as_headings_and_the_notes_by_lot_inside(
    client, people, facilitator, politicians, time
):
    notes = [politicians.write(text=f"Lapp {number}") for number in range(6)]
    themed = sorted(notes[:3], key=lambda note: note.place)
    rest = sorted(notes[3:], key=lambda note: note.place)
    sort(facilitator, politicians, lapp=[note.public_id for note in themed], till=time.pk)
    board_cache.clear()

    for who in ("strategist", "politician"):
        client.force_login(people[who])
        question = client.get(f"/tavlor/{politicians.board.pk}/").context["prompts"][0]
        parts = question["boxes"][0]["parts"]
        assert [part["cluster"]["title"] for part in parts] == ["Tid", ""]
        assert [[n["text"] for n in part["notes"]] for part in parts] == [
            [note.text for note in themed],
            [note.text for note in rest],
        ]
    assert client.get(f"/t/{politicians.board.path}/lage/").json()["stage"]["clusters"] == [
        {"id": time.pk, "prompt": politicians.prompt.pk, "title": "Tid"}
    ]


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("outsider", 404),
        ("other_strategist", 404),
        ("politician", 403),
        ("manager", 403),
        ("key_person", 403),
        ("mentor", 302),
        ("staff", 302),
    ],
)
def test_who_may_put_notes_into_themes_and_approve(client, people, politicians, time, who, status):
    client.force_login(people[who])
    board = politicians.board

    answers = [
        client.post(
            address, {"till": "nytt", "tema": "Mer", "fraga": time.prompt_id, "confirmed": "1"}
        ).status_code
        for address in (
            f"/tavlor/{board.pk}/teman/{time.prompt_id}/flytta/",
            f"/tavlor/{board.pk}/tema/{time.pk}/namn/",
            f"/tavlor/{board.pk}/lappar/godkann/",
        )
    ]

    expected = [302, 422, 302] if status == 302 else [status] * 3
    assert answers == expected
    assert titles() == (["Tid", "Mer"] if status == 302 else ["Tid"])
