"""The letters of meetings: their texts in a round and in a meeting, and who got which."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from meetings.letters.steps import Step
from meetings.models.meetings import Meeting
from modellkoncept.fields.model_fields import LineField, LinesField
from modellkoncept.mail.models import DigestItem
from programmes.models import Round

SUBJECT_LENGTH = 150
STEPS = [
    (Step.INVITATION, _("Inbjudan")),
    (Step.MATERIAL, _("Material")),
    (Step.REMINDER, _("Påminnelse")),
    (Step.DOCUMENTATION, _("Dokumentation")),
    (Step.CHANGED, _("Ändrad dag")),
]


class LetterText(models.Model):
    """A letter's text with its placeholders, and how many days from the meeting it goes."""

    step = models.CharField(max_length=15, choices=STEPS)
    days = models.SmallIntegerField(_("dagar"))
    subject = LineField(_("ämne"), max_length=SUBJECT_LENGTH)
    body = LinesField(_("text"))
    # Counts the changes: who saves on top of an older text is told.
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True


class LetterRule(LetterText):
    """What a round has changed in the letters of one kind of meeting."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="letter_rules")
    kind = models.CharField(max_length=12, choices=Meeting.Kind)
    roles = models.JSONField(default=list, blank=True)  # empty: everybody who goes there
    is_on = models.BooleanField(_("skickas"), default=True)

    class Meta:
        verbose_name = "letter rule"
        verbose_name_plural = "letter rules"
        ordering = ["round", "step", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "step", "kind"], name="letter_rule_once_in_a_round"
            )
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.kind}"


class MeetingLetter(models.Model):
    """What one meeting has of its own: a text, a stop, or a day on which it was sent by hand.

    Empty fields are as in the round.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="letters")
    step = models.CharField(max_length=15, choices=STEPS)
    days = models.SmallIntegerField(_("dagar"), null=True)
    subject = LineField(_("ämne"), max_length=SUBJECT_LENGTH, blank=True)
    body = LinesField(_("text"), blank=True)
    roles = models.JSONField(null=True, blank=True)  # a list of none is everybody, as in the round
    is_stopped = models.BooleanField(default=False)
    sent_on = models.DateField(null=True)
    sent_for = models.DateField(null=True)  # the meeting's day at that time
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = "meeting letter"
        verbose_name_plural = "meeting letters"
        ordering = ["meeting", "step"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "step"], name="letter_once_in_a_meeting")
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.meeting_id}"


class LetterCopy(models.Model):
    """One person's copy of a meeting's letter, and what it has told of the meeting."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="letter_copies")
    step = models.CharField(max_length=15, choices=STEPS)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveSmallIntegerField(default=1)  # a new day may be told several times
    item = models.OneToOneField(DigestItem, on_delete=models.CASCADE, related_name="letter_copy")
    told_date = models.DateField()
    told_starts_at = models.TimeField()
    told_place = LineField(max_length=200, blank=True)

    class Meta:
        verbose_name = "letter copy"
        verbose_name_plural = "letter copies"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "step", "user", "number"], name="letter_copy_once_a_person"
            ),
            models.CheckConstraint(condition=Q(number__gt=0), name="letter_copies_are_counted"),
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.meeting_id} {self.user_id}"
