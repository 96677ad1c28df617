"""Celery tasks of the outbox. Each carries only an id, and may run twice or never."""

from celery import shared_task

from modellkoncept.jobs.lease import fail_exhausted
from modellkoncept.jobs.periodic import periodic
from modellkoncept.mail import delivery
from modellkoncept.mail.models import OutgoingMail

WORKERS_DIED = "Every worker that sent it died."  # in the administration only


@shared_task
def deliver_mail(mail_id: int) -> None:
    delivery.deliver(mail_id)


@periodic(seconds=60)
@shared_task
def sweep_outbox() -> None:
    """Deliver the letters that a lost message or a dead worker left unsent."""
    fail_exhausted(OutgoingMail.objects.all(), WORKERS_DIED)
    for pk in OutgoingMail.objects.due().values_list("pk", flat=True)[:200]:
        deliver_mail.delay(pk)
