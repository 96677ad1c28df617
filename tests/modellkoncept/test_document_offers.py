"""What a page offers of a document: to download it, or to create it where none stands fresh."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from meetings.documents.agenda import AGENDA
from modellkoncept.documents.models import Document
from modellkoncept.documents.offers import offer_of, offers_of
from tests.factories import MeetingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_storage(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        }
    }


def document(meeting, state="done", *, fresh=True, days_ago=0, **given) -> Document:
    moment = timezone.now() - timedelta(days=days_ago)
    file = default_storage.save("documents/a.pdf", ContentFile(b"%PDF"))
    row = {
        "kind": "agenda", "of": str(meeting.pk), "state": state, "requested_at": moment,
        "finished_at": moment if state == "done" else None,
        "content": AGENDA.version_of(str(meeting.pk)).content if fresh else "of another day",
        "pdf": file if state == "done" else "",
    }  # fmt: skip
    return Document.objects.create(**row | given)


def told(meeting) -> tuple[bool, bool, bool, bool, bool]:
    offer = offer_of(AGENDA, meeting)
    return (
        offer.ready is not None,
        offer.is_changed,
        offer.pending is not None,
        offer.failed,
        offer.may_create,
    )


@pytest.mark.parametrize(
    ("made", "offered"),
    [
        ([], (False, False, False, False, True)),
        ([{}], (True, False, False, False, False)),
        ([{"fresh": False}], (True, True, False, False, True)),
        ([{"content": ""}], (True, True, False, False, True)),
        ([{"state": "queued"}], (False, False, True, False, False)),
        ([{"state": "failed"}], (False, False, False, True, True)),
        ([{"days_ago": 1, "fresh": False}, {"state": "running"}], (True, True, True, False, False)),
        ([{"days_ago": 1, "fresh": False}, {"state": "failed"}], (True, True, False, True, True)),
        ([{"days_ago": 1, "fresh": False}, {}], (True, False, False, False, False)),
        ([{"pdf": ""}], (False, False, False, False, True)),
        ([{"edition": "withdrawn"}], (False, False, False, False, True)),
    ],
)
def test_there_is_one_to_download_or_one_to_create_or_both(meeting, made, offered):
    for given in made:
        document(meeting, **given)

    assert told(meeting) == offered


def test_a_document_that_nobody_worked_on_in_time_has_failed(meeting):
    document(meeting, state="queued", requested_at=timezone.now() - timedelta(minutes=6))

    assert told(meeting) == (False, False, False, True, True)


@pytest.mark.parametrize("count", [1, 3])
def test_offers_of_many_things_cost_the_same(round, count, django_assert_num_queries):
    meetings = [MeetingFactory(round=round) for _ in range(count)]
    made = {str(meeting.pk): document(meeting) for meeting in meetings}

    with django_assert_num_queries(3):  # the documents, their meetings and items
        offers = offers_of(AGENDA, meetings)

    assert {pk: offer.ready for pk, offer in offers.items()} == made
