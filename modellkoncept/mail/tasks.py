"""Celery tasks of the outbox. Each carries only an id, and may run twice or never."""

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings

from modellkoncept.jobs.lease import fail_exhausted
from modellkoncept.jobs.periodic import periodic
from modellkoncept.mail import delivery, server
from modellkoncept.mail.models import OutgoingMail

WORKERS_DIED = "Every worker that sent it died."  # in the administration only
LONGEST = 60  # seconds for one letter, however slowly the server answers


@shared_task(soft_time_limit=LONGEST)
def deliver_mail(mail_id: int) -> None:
    delivery.deliver(mail_id)


@periodic(seconds=60)
@shared_task(soft_time_limit=LONGEST)
def sweep_outbox() -> None:
    """Deliver the letters that a lost message or a dead worker left unsent.

    First the server is looked at, by the letter that has waited longest if it was silent: then one
    worker waits for it at most, and all other letters go as soon as it answers.
    """
    fail_exhausted(OutgoingMail.objects.all(), WORKERS_DIED)
    if not settings.DEMO:  # the demo shows its letters
        OutgoingMail.objects.forgettable().delete()
    if not (settings.DEMO or settings.LOCAL_LETTERS):
        OutgoingMail.objects.given_up_with_text().update(body="")
    known = server.current()
    first = OutgoingMail.objects.due().order_by("requested_at", "pk").first()
    if known and known.silent_since and first:
        delivery.deliver(first.pk, tries_server=True)
    else:
        try:
            server.check()
        except SoftTimeLimitExceeded as error:
            server.record_silence(server.described(error))
    now = server.current()
    if now and now.silent_since:
        return
    for pk in OutgoingMail.objects.due().values_list("pk", flat=True)[:200]:
        deliver_mail.delay(pk)
