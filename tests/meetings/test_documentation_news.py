"""What is new of the documentation of one's meetings, on the home page."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from meetings.documents.documentation import DOCUMENTATION, NEWS_FOR, NEWS_SHOWN
from meetings.models import Meeting
from modellkoncept.documents.models import Document
from padlet.models import Board
from tests.factories import BoardFactory, MeetingFactory

pytestmark = pytest.mark.django_db
NEW = "Nytt: dokumentation från"


@pytest.fixture(autouse=True)
def _own_storage(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        }
    }


def made(meeting: Meeting, **given) -> Document:
    """The documentation of a meeting with one closed board, as finished now."""
    BoardFactory(meeting=meeting, state="closed")
    version = DOCUMENTATION.version_of(str(meeting.pk))
    row = {
        "kind": "documentation", "of": str(meeting.pk), "state": "done",
        "finished_at": timezone.now(), "title": f"Dokumentation: {meeting}",
        "edition": version.edition, "content": version.content,
        "pdf": default_storage.save("documents/x.pdf", ContentFile(b"%PDF-1.7")),
    }  # fmt: skip
    return Document.objects.create(**row | given)


def told(client, user) -> int:
    client.force_login(user)
    return client.get("/").text.count(NEW)


@pytest.mark.parametrize(
    ("who", "joint", "own_group"),
    [
        ("outsider", 0, 0),
        ("politician", 1, 1),
        ("manager", 1, 1),
        ("key_person", 1, 1),
        ("strategist", 1, 1),
        ("mentor", 1, 1),
        ("other_strategist", 1, 0),
        ("staff", 1, 1),
    ],
)
def test_new_documentation_is_told_to_those_who_took_part(
    client, people, meeting, group_meeting, who, joint, own_group
):
    first = made(meeting)
    assert told(client, people[who]) == joint

    second = made(group_meeting)
    assert told(client, people[who]) == joint + own_group
    page = client.get("/").text
    news = page[page.index("d-news") :].split("</section>")[0] if "d-news" in page else ""
    assert news.count(f'href="/dokument/{first.pk}/pdf/"') == joint
    assert news.count(f'href="/dokument/{second.pk}/pdf/"') == own_group


@pytest.mark.parametrize(
    ("kind", "meeting_in_words"),
    [
        ("kickoff", "uppstartskonferensen"),
        ("strategist", "strategträffen"),
        ("learning", "lärandeträffen"),
        ("results", "resultatkonferensen"),
    ],
)
def test_it_says_of_which_meeting(client, people, round, kind, meeting_in_words):
    made(MeetingFactory(round=round, kind=kind))
    client.force_login(people["strategist"])

    assert client.get("/").text.count(f"{NEW} {meeting_in_words}") == 1


@pytest.mark.parametrize(
    ("who", "news"), [("politician", 0), ("manager", 0), ("strategist", 1), ("staff", 1)]
)
def test_of_a_strategists_meeting_it_is_news_to_strategists_and_all_others_may_read_it(
    client, people, round, who, news
):
    document = made(MeetingFactory(round=round, kind="strategist"))

    assert told(client, people[who]) == news
    assert client.get(f"/dokument/{document.pk}/").status_code == 200


def test_what_is_news_to_others_takes_no_room_from_ones_own(client, people, round):
    own = made(MeetingFactory(round=round), finished_at=timezone.now() - timedelta(days=1))
    for _ in range(NEWS_SHOWN):
        made(MeetingFactory(round=round, kind="strategist"))

    assert told(client, people["politician"]) == 1
    assert client.get("/").text.count(f'href="/dokument/{own.pk}/pdf/"') == 1


@pytest.mark.parametrize(
    ("days", "has_board", "news"), [(-1, False, 1), (9, False, 0), (9, True, 1)]
)
def test_it_is_news_once_the_meeting_has_been_held_or_a_board_is_closed(
    client, people, round, days, has_board, news
):
    meeting = MeetingFactory(round=round, date=timezone.localdate() + timedelta(days=days))
    document = made(meeting)
    if not has_board:
        Board.objects.all().delete()
        edition = DOCUMENTATION.version_of(str(meeting.pk)).edition
        Document.objects.filter(pk=document.pk).update(edition=edition)

    assert told(client, people["politician"]) == news


def test_it_is_new_for_a_fortnight_whoever_has_opened_it(client, people, meeting):
    document = made(meeting)
    reader = people["politician"]
    assert told(client, reader) == 1
    client.get(f"/dokument/{document.pk}/pdf/")
    assert told(client, reader) == 1

    Document.objects.update(finished_at=timezone.now() - NEWS_FOR)

    assert told(client, reader) == 0
    assert f"/dokument/{document.pk}/" in client.get("/dokument/").text


def test_what_was_withdrawn_is_no_news_and_what_was_added_is(client, people, meeting):
    made(meeting)
    Meeting.objects.update(place="En annan plats")
    assert told(client, people["politician"]) == 1

    Board.objects.update(redaction_count=1)
    assert told(client, people["politician"]) == 0


def test_a_newer_one_replaces_an_older(client, people, meeting):
    made(meeting, finished_at=timezone.now() - timedelta(days=1))
    newer = made(meeting)
    Document.objects.update(edition=DOCUMENTATION.version_of(str(meeting.pk)).edition)

    assert told(client, people["politician"]) == 1
    assert client.get("/").text.count(f'href="/dokument/{newer.pk}/pdf/"') == 1


@pytest.mark.parametrize("state", ["queued", "running", "failed"])
def test_what_is_not_finished_is_no_news(client, people, meeting, state):
    made(meeting, state=state)

    assert told(client, people["politician"]) == 0


def test_reading_writes_nothing(client, people, meeting):
    document = made(meeting)
    client.force_login(people["politician"])
    client.get("/")

    with CaptureQueriesContext(
        connection,
    ) as queries:
        for address in (
            "/",
            "/dokument/",
            f"/dokument/{document.pk}/",
            f"/dokument/{document.pk}/pdf/",
            meeting.get_absolute_url(),
            f"/tavlor/traff/{meeting.pk}/",
        ):
            assert client.get(address).status_code == 200

    verbs = {query["sql"].lstrip('("').split()[0] for query in queries}
    assert verbs == {"SELECT"}


def test_the_home_page_costs_the_same_with_one_new_documentation_and_three(client, people, round):
    client.force_login(people["politician"])
    costs = []
    for count in (1, 2):
        for _ in range(count):
            made(MeetingFactory(round=round))
        with CaptureQueriesContext(connection) as queries:
            client.get("/")
        costs.append(len(queries))

    assert costs[0] == costs[1]
