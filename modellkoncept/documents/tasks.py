"""Celery tasks of documents. Each carries only an id, and may run twice or never."""

from celery import shared_task

from modellkoncept.documents import build, store
from modellkoncept.jobs.periodic import periodic


# Below the hard limit: a document that takes this long becomes a sentence on its page.
@shared_task(soft_time_limit=120, time_limit=150)
def build_document(document_id: str) -> None:
    build.build_files(document_id)


@periodic(seconds=15)
@shared_task
def sweep_documents() -> None:
    """Build documents that no worker builds, and fail those that cannot be built."""
    for pk in store.fail_overdue_and_list_due():
        # An old message is worth nothing: this sweep comes again before it.
        build_document.apply_async([str(pk)], expires=15)
