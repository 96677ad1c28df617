"""The demo: filled once, shown in demo mode only, never mixed with real people."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.contrib.auth import SESSION_KEY
from django.core.management import CommandError

from meetings.models import Meeting
from modellkoncept.demo.fill import build_round
from modellkoncept.documents.models import Document
from modellkoncept.mail.models import OutgoingMail
from padlet.models import Board, Note
from padlet.services import boards as boards_service
from padlet.services import notes as notes_service
from programmes.models import RoundTemplate, TemplateMeeting
from tests.factories import UserFactory
from tests.modellkoncept.demo_helpers import ORDINARY, all_notes, conference_board, run

pytestmark = pytest.mark.django_db


@pytest.fixture
def ordinary_mode(settings):
    settings.DEMO = False
    settings.ROOT_URLCONF = ORDINARY


def counts() -> Counter[str]:
    return Counter({model._meta.label: model.objects.count() for model in OURS})  # noqa: SLF001 – the model's public description


FILLED_BY_MIGRATIONS = {RoundTemplate, TemplateMeeting}
OURS = [
    model
    for app in ("programmes", "meetings", "padlet", "modellkoncept")
    for model in apps.get_app_config(app).get_models()
    if model not in FILLED_BY_MIGRATIONS
]


# --- the command --------------------------------------------------------------------------------


def test_running_twice_changes_nothing():
    first = run()
    rows, notes = counts(), set(Note.objects.values_list("pk", "sort_key"))

    second = run()

    assert first == "Demon är fylld: en omgång, sex organisationer, 26 personer, 50 lappar."
    assert second == "Demon finns redan. Ingenting är ändrat."
    assert counts() == rows
    assert set(Note.objects.values_list("pk", "sort_key")) == notes


def test_real_people_are_never_mixed_with_the_demos():
    UserFactory(email="karin@kommunen.se")

    with pytest.raises(CommandError, match="Här finns riktiga personer"):
        run()

    assert counts() == Counter({"programmes.User": 1}) + Counter()


def test_a_filled_demo_refuses_too_once_a_real_person_has_come():
    run()
    UserFactory(email="karin@kommunen.se")
    rows = counts()

    with pytest.raises(CommandError):
        run()

    assert counts() == rows


def test_an_interrupted_run_is_finished_by_the_next_one(monkeypatch):
    add_note, posted = notes_service.add_note, []

    def give_up_after_twenty(**note):
        if len(posted) == 20:
            raise KeyboardInterrupt
        posted.append(add_note(**note))

    monkeypatch.setattr(notes_service, "add_note", give_up_after_twenty)
    with pytest.raises(KeyboardInterrupt):
        run()
    monkeypatch.undo()
    assert Note.objects.count() == 20

    run()

    assert Counter(Note.objects.values_list("text", flat=True)) == Counter(all_notes())
    assert conference_board().state == Board.State.CLOSED
    assert set(Document.objects.values_list("kind", "state")) == {
        ("discussions-by-group", "done"), ("documentation", "done"),
    }  # fmt: skip


def test_a_round_that_cannot_be_built_leaves_nothing(monkeypatch):
    def fail(**board):
        raise RuntimeError("no board")

    monkeypatch.setattr(boards_service, "open_board", fail)

    with pytest.raises(RuntimeError):
        run()

    assert counts() == Counter()


@pytest.mark.parametrize("today", [date(2026, 2, 28) + timedelta(days=each) for each in range(7)])
def test_whatever_day_it_is_filled_the_dates_keep_their_order(today):
    build_round(today)

    days = [meeting.date for meeting in Meeting.objects.order_by("date", "pk")]
    assert days == sorted(days)
    assert days[0] < today < days[1] < days[2]
    assert {day.weekday() for day in days} <= set(range(5))


# --- the pages ----------------------------------------------------------------------------------


def test_the_page_says_so_when_the_demo_is_empty(client, demo_mode):
    assert "Demon är inte fylld än." in client.get("/demo/").text


@pytest.mark.parametrize(
    "person",
    [
        {"email": "karin@kommunen.se"},
        {"email": "karin@example.se"},
        {"email": "karin@granvik.example", "is_active": False},
    ],
)
def test_nobody_else_is_signed_in_by_the_demos_door(client, demo_mode, person):
    user = UserFactory(**person)

    response = client.post(f"/demo/in/{user.pk}/")

    assert response.status_code == 404
    assert SESSION_KEY not in client.session


def test_the_letters_can_be_read_newest_first_at_most_a_hundred(client, demo_mode):
    OutgoingMail.objects.bulk_create(
        OutgoingMail(key=str(n), to="a@b.example", subject=f"Brev {n}", body="Hej <b>du</b>")
        for n in range(102)
    )

    response = client.get("/demo/brev/")

    assert [letter.subject for letter in response.context["letters"]] == [
        f"Brev {n}" for n in range(101, 1, -1)
    ]
    assert "<b>du</b>" not in response.text
    assert "Hej &lt;b&gt;du&lt;/b&gt;" in response.text


def test_no_letters_are_said_to_be_none(client, demo_mode):
    assert "Inga mejl än." in client.get("/demo/brev/").text


@pytest.mark.parametrize("path", ["/demo/", "/demo/brev/", "/demo/in/1/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_outside_demo_mode_the_pages_do_not_exist(client, ordinary_mode, path, method):
    assert getattr(client, method)(path).status_code == 404


def test_outside_demo_mode_no_page_mentions_the_demo(client, ordinary_mode):
    assert "demo" not in client.get("/logga-in/").text.lower()
