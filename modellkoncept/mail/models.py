"""A letter as a row: written in the transaction of its cause, sent afterwards."""

from datetime import timedelta
from functools import reduce
from operator import or_

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from modellkoncept.database.address_field import AddressField
from modellkoncept.jobs.models import Job, JobQuerySet
from modellkoncept.mail.quiet_hours import is_quiet
from modellkoncept.registry import Registry

LATE_AFTER = timedelta(minutes=2)  # a letter is sent within seconds where all is well
FORGOTTEN_AFTER = timedelta(hours=1)  # a code in a letter lives for ten minutes
TRIED_AGAIN_AFTER = timedelta(seconds=50)  # a server that was silent; the sweep comes each minute


# How the keys of letters begin whose row tells its sender whether it arrived: only their text goes.
kept_rows: Registry[str] = Registry("kept row of a letter")


class OutgoingMailQuerySet(JobQuerySet["OutgoingMail"]):
    def due(self) -> "OutgoingMailQuerySet":
        """Letters to send now, once their back-off is over.

        One that would wait longer than any back-off was written before the clock was set back. What
        is told by day waits for the morning, also when it was late.
        """
        now = timezone.now()
        tries = range(self.model.MAX_ATTEMPTS)
        waits = [
            Q(attempts=tried, send_after__lte=now + self.model.back_off(tried)) for tried in tries
        ]
        is_waiting = Q(send_after__gt=now) & reduce(or_, waits)
        found = super().due().exclude(is_waiting)
        return found.filter(by_day=False) if is_quiet(now) else found

    def forgettable(self) -> "OutgoingMailQuerySet":
        """The letters of which not even the address is kept: they would tell who signed in when."""
        ended = self.filter(state__in=[Job.State.DONE, Job.State.FAILED])
        long_ago = timezone.now() - FORGOTTEN_AFTER
        found = ended.filter(forget_body_when_sent=True, requested_at__lt=long_ago)
        for start in kept_rows:
            found = found.exclude(key__startswith=start)
        return found

    def given_up_with_text(self) -> "OutgoingMailQuerySet":
        """The letters that nobody will get, whose text would still lead somebody in."""
        given_up = self.filter(state=Job.State.FAILED, forget_body_when_sent=True)
        return given_up.exclude(body="")

    def late(self) -> "OutgoingMailQuerySet":
        """Letters that should have left the house by now; at night those that may rest are not."""
        is_late = models.Q(requested_at__lt=timezone.now() - LATE_AFTER) | ~models.Q(error="")
        found = self.unfinished().filter(is_late)
        return found.filter(by_day=False) if is_quiet() else found


class OutgoingMail(Job):
    """A letter we have promised to send. The row, not the queue, is the truth."""

    MAX_ATTEMPTS = 6
    LEASE = timedelta(
        minutes=15
    )  # longer than any SMTP timeout: a letter is rather late than double

    key = models.CharField(max_length=200, unique=True)
    to = AddressField()
    subject = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    # A sign-in code must not lie about in a table (or its backups) once it has been sent.
    forget_body_when_sent = models.BooleanField(default=False)
    state = models.CharField(
        max_length=10,
        choices=[
            (Job.State.QUEUED, _("Väntar")),
            (Job.State.RUNNING, _("Skickas")),
            (Job.State.DONE, _("Skickat")),
            (Job.State.FAILED, _("Misslyckades")),
        ],
        default=Job.State.QUEUED,
    )
    send_after = models.DateTimeField(default=timezone.now)
    language = models.CharField(max_length=5, default="sv")
    by_day = models.BooleanField(default=False)  # rests in the quiet hours

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mejl")
        verbose_name_plural = _("mejl")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "send_after"], name="outgoing_mail_due")]

    def __str__(self) -> str:
        return self.key

    @staticmethod
    def back_off(attempts: int) -> timedelta:
        """How long to wait after so many attempts: twice as long each time."""
        return timedelta(minutes=2 ** max(attempts, 1))


class MailServer(models.Model):
    """Whether the mail server answers: one row, written by the workers.

    It is looked at each minute also when there is no letter, so that nothing that is said of it
    tells whether a letter waits, and so whether an address is known.
    """

    THE_ONE = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=THE_ONE)
    checked_at = models.DateTimeField()
    silent_since = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="there_is_one_mail_server")
        ]

    def __str__(self) -> str:
        return self.error

    @property
    def is_held(self) -> bool:
        """Whether it was silent so lately that no letter need wait for it again."""
        return (
            self.silent_since is not None and timezone.now() - self.checked_at < TRIED_AGAIN_AFTER
        )


class Digest(models.Model):
    """The one letter of a day to a person, with what was due; the row is what makes it one."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    # Empty once the letter is deleted: what it told has been told all the same.
    letter = models.OneToOneField(
        OutgoingMail, null=True, on_delete=models.SET_NULL, related_name="digest"
    )

    class Meta:
        verbose_name = "digest"
        verbose_name_plural = "digests"
        constraints = [
            models.UniqueConstraint(fields=["user", "day"], name="one_digest_a_person_and_day")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.day}"


class MailChoice(models.Model):
    """What a person has chosen to be told by mail; without a row it is everything."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    wants_reminders = models.BooleanField(default=True)

    class Meta:
        verbose_name = "mail choice"
        verbose_name_plural = "mail choices"

    def __str__(self) -> str:
        return str(self.user_id)


class DigestItemQuerySet(models.QuerySet["DigestItem"]):
    def pending(self) -> "DigestItemQuerySet":
        """What has neither been told nor dropped."""
        return self.filter(digest=None, dropped="")

    def due(self) -> "DigestItemQuerySet":
        """What shall go in the next letter, the oldest first."""
        return self.pending().filter(due_at__lte=timezone.now()).order_by("due_at", "pk")


class DigestItem(models.Model):
    """One thing that a person shall be told; it goes out in one letter with the day's others."""

    class Dropped(models.TextChoices):
        """Why it was never told."""

        LEFT = "left", _("Personen är inte med längre")
        OFF = "off", _("Personen har stängt av påminnelser")
        OVER = "over", _("Det gäller inte längre")

    key = models.CharField(max_length=200, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    subject = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    url = models.CharField(max_length=300, blank=True)
    due_at = models.DateTimeField()
    is_reminder = models.BooleanField(default=True)
    language = models.CharField(max_length=5, default="sv")
    # A number, no key: the tools know no rounds.
    round_id = models.BigIntegerField(null=True, db_index=True)
    source = models.CharField(max_length=40, blank=True)  # which writes it when it goes
    # The letter that told it; empty until then.
    digest = models.ForeignKey(Digest, null=True, on_delete=models.CASCADE, related_name="items")
    dropped = models.CharField(max_length=10, choices=Dropped, blank=True)

    objects = DigestItemQuerySet.as_manager()

    class Meta:
        verbose_name = "digest item"
        verbose_name_plural = "digest items"
        ordering = ["due_at", "pk"]
        indexes = [
            models.Index(
                fields=["due_at"],
                name="digest_item_due",
                condition=models.Q(digest=None, dropped=""),
            )
        ]

    def __str__(self) -> str:
        return self.key
