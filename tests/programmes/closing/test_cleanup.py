"""What a removal leaves in the storage is deleted by the next sweep."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from modellkoncept.documents.models import Document
from programmes.closing.models import Closing
from programmes.closing.removal import cleanup
from tests.programmes.closing.test_removal import remove


@pytest.fixture
def removed(ended) -> Closing:
    return remove(ended.planned())


def test_a_document_asked_for_while_the_removal_went_on_goes_too(removed, ended):
    of = {"kind": "agenda", "of": str(ended.meeting.pk)}
    before = Document.objects.create(
        **of, title="Före", state="done", requested_at=removed.removed_at - timedelta(seconds=1)
    )
    after = Document.objects.create(**of, title="Efter")

    cleanup.clean_up()

    assert list(Document.objects.filter(pk__in=[before.pk, after.pk])) == [after]


def test_files_are_deleted_and_no_longer_pending(removed):
    name = default_storage.save("documents/nobody-has-it/left.pdf", ContentFile(b"%PDF"))
    Closing.objects.update(files_pending=["documents/nobody-has-it"])
    assert Closing.objects.get().is_pending

    cleanup.clean_up()
    cleanup.clean_up()

    assert not default_storage.exists(name)
    assert not Closing.objects.get().is_pending
