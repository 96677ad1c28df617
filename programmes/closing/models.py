"""A closing and its archive pack: the day of removal, the decision, and the receipt."""

import uuid
from datetime import date

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from modellkoncept.fields.model_fields import LineField
from modellkoncept.jobs.models import Job, JobQuerySet
from modellkoncept.privacy import disposal_decision
from programmes.models import Round


class ClosingQuerySet(models.QuerySet["Closing"]):
    def due(self, today: date) -> "ClosingQuerySet":
        """The rounds whose day has come and whose personal data is still there."""
        return self.filter(remove_on__lte=today, removed_at=None).order_by("remove_on", "pk")

    def with_all(self) -> "ClosingQuerySet":
        return self.select_related("round", "pack")


class Closing(models.Model):
    """A closed round. Once the personal data is gone this row is the receipt, and stays.

    The receipt names the role that decided, not the person: the reference to the decision leads to
    the person in the register, and a permanent record shall hold no name that it does not need.
    """

    round = models.OneToOneField(Round, on_delete=models.PROTECT, related_name="closing")
    remove_on = models.DateField(null=True)
    decision = LineField(max_length=disposal_decision.LENGTH, blank=True)  # see that module
    without_pack = models.BooleanField(default=False)
    removed_at = models.DateTimeField(null=True, editable=False)
    receipt = models.JSONField(default=dict, editable=False)  # see services.removal
    # Files cannot be deleted in the transaction: folders in the storage that the sweep empties.
    files_pending = models.JSONField(default=list, editable=False)

    objects = ClosingQuerySet.as_manager()

    class Meta:
        verbose_name = _("avslut")
        verbose_name_plural = _("avslut")

    def __str__(self) -> str:
        return str(self.round)

    def get_absolute_url(self) -> str:
        return reverse("closing:closing", args=[self.round_id])

    @property
    def is_pending(self) -> bool:
        """Whether the storage still holds files of removed documents."""
        return bool(self.files_pending)

    @property
    def edition(self) -> str:
        """Edition of the receipt document: one made while files were pending says so."""
        return "pending" if self.is_pending else "done"

    @property
    def ready_pack(self) -> "Pack | None":
        pack: Pack | None = getattr(self, "pack", None)
        return pack if pack and pack.state == Pack.State.DONE else None

    @property
    def is_packing(self) -> bool:
        pack: Pack | None = getattr(self, "pack", None)
        return pack is not None and pack.is_unfinished

    @property
    def waits_for_pack(self) -> bool:
        """Whether removal must wait: `without_pack` counts only where there is no pack."""
        return self.is_packing or not (self.ready_pack or self.without_pack)


def pack_path(pack: "Pack", name: str) -> str:
    """An internal name nobody can guess, beside the pack's other files."""
    return f"packs/{pack.pk}/{uuid.uuid4()}{name[name.rindex('.') :]}"


class Pack(Job):
    """A round's archive pack: one ZIP, made part by part."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    closing = models.OneToOneField(Closing, on_delete=models.CASCADE, related_name="pack")
    progress = models.PositiveSmallIntegerField(default=0)  # percent
    # The parts that are made: path, about, size, sha256, and where the storage has each.
    parts = models.JSONField(default=list)
    file = models.FileField(upload_to=pack_path, blank=True)
    size = models.PositiveBigIntegerField(default=0)  # bytes
    sha256 = models.CharField(max_length=64, blank=True)

    objects: JobQuerySet["Pack"] = JobQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("arkivpaket")
        verbose_name_plural = _("arkivpaket")

    def __str__(self) -> str:
        return f"{self.closing} {timezone.localdate(self.requested_at)}"
