"""Doors for the worker: each carries only an id and may be called twice, or never."""

from celery import shared_task

from modellkoncept import documents, mail, realtime
from modellkoncept.models import OutgoingMail


@shared_task
def deliver_mail(mail_id: int) -> None:
    mail.deliver(mail_id)


@shared_task
def sweep_outbox() -> None:
    """Every minute: pick up what a lost message or a dead worker left unsent."""
    for pk in OutgoingMail.objects.due().values_list("pk", flat=True)[:200]:
        deliver_mail.delay(pk)


# Kinder than the hard limit: a document that takes this long becomes a sentence on its page.
@shared_task(soft_time_limit=120, time_limit=150)
def build_document(document_id: str) -> None:
    documents.build(document_id)


@shared_task
def sweep_documents() -> None:
    """Often: pick up documents that nobody makes, and give up those that nobody can make."""
    for pk in documents.give_up_or_list_due():
        # An old nudge is worth nothing: this sweep comes again before it.
        build_document.apply_async([str(pk)], expires=15)


@shared_task
def beat_heart() -> None:
    realtime.beat_heart()
