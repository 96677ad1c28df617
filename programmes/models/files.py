"""Files that are shared in a round: of the whole round, a group or an organisation."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from modellkoncept.fields.model_fields import LineField
from modellkoncept.files.content import KINDS, FileKind
from modellkoncept.files.virus_scan import is_scanning
from programmes.models.groups import InRoundQuerySet, LearningGroup
from programmes.models.participations import MembershipQuerySet, Participation
from programmes.models.people import User
from programmes.models.rounds import Round

FOLDER = "shared-files"
NAME_LENGTH = 120


class SharedFileQuerySet(InRoundQuerySet):
    def visible_to(self, user: User) -> "SharedFileQuerySet":
        """What SKR, the group or the round may see, and what the user's organisation uploaded.

        SKR staff sees them all. What is removed is visible to nobody.
        """
        found = self.filter(removed_at=None)
        if user.is_skr:
            return found
        mine = user.memberships.filter(participation__round=OuterRef("round"))
        is_in_group = Exists(mine.in_group(OuterRef("group")))
        is_own = Exists(mine.filter(participation=OuterRef("participation")))
        return found.filter(
            Q(Exists(mine), visibility=SharedFile.Visibility.ROUND)
            | Q(is_in_group, visibility=SharedFile.Visibility.GROUP)
            | Q(is_own)
        )

    def changed_by(self, user: User) -> "SharedFileQuerySet":
        """All to SKR; to others what their organisation uploaded, for who leads its work there."""
        if user.is_skr:
            return self
        leads = leading(user.memberships.all())
        return self.filter(Exists(leads.filter(participation=OuterRef("participation"))))

    def with_place(self) -> "SharedFileQuerySet":
        return self.select_related("round", "group", "participation__organisation")


def leading(memberships: MembershipQuerySet) -> MembershipQuerySet:
    """Those of the memberships whose people upload files: strategists and coordinators."""
    return memberships.filter(Q(pk__in=memberships.strategists()) | Q(is_coordinator=True))


class SharedFile(models.Model):
    """A file of a round; its content stands in its versions, of which the newest counts."""

    class Purpose(models.TextChoices):
        PRESENTATION = "presentation", _("Presentation")
        MATERIAL = "material", _("Material")
        OTHER = "other", _("Annat")

    class Visibility(models.TextChoices):
        SKR = "skr", _("SKR och den egna organisationen")
        GROUP = "group", _("Gruppen")
        ROUND = "round", _("Hela omgången")

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="files")
    # Of the file's own round: the migration's composite keys (group, round),
    # (participation, round).
    group = models.ForeignKey(
        LearningGroup,
        null=True,
        on_delete=models.PROTECT,
        related_name="files",
        db_constraint=False,
    )
    # The organisation that it was uploaded for; SKR's own files have none.
    participation = models.ForeignKey(
        Participation,
        null=True,
        on_delete=models.SET_NULL,
        related_name="files",
        db_constraint=False,
    )
    title = LineField(_("rubrik"), max_length=NAME_LENGTH)
    purpose = models.CharField(_("slag"), max_length=12, choices=Purpose, default=Purpose.OTHER)
    visibility = models.CharField(_("vilka som ser den"), max_length=5, choices=Visibility)
    # Removed files can be brought back for a day; then a sweep deletes them.
    removed_at = models.DateTimeField(null=True, editable=False)

    objects = SharedFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("fil")
        verbose_name_plural = _("filer")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(visibility="group") | Q(group__isnull=False),
                name="file_for_a_group_has_one",
            ),
            # What files of meetings refer to, so that both are of one round.
            models.UniqueConstraint(fields=["id", "round"], name="file_with_round_once"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("programmes:file", args=[self.pk])

    @property
    def folder(self) -> str:
        return f"{FOLDER}/{self.pk}"


def version_path(version: "FileVersion", _name: str) -> str:
    """The storage path of a version: an internal name, never the uploaded one."""
    return f"{FOLDER}/{version.file_id}/{uuid.uuid4()}.{version.file_kind.suffix}"


class FileVersionQuerySet(models.QuerySet["FileVersion"]):
    def newest(self) -> "FileVersionQuerySet":
        """The newest of each file."""
        return self.order_by("file_id", "-number").distinct("file_id")

    def waiting_for_scan(self) -> "FileVersionQuerySet":
        return self.filter(scan=FileVersion.Scan.UNSCANNED)


class FileVersion(models.Model):
    """The content of a file as it was uploaded once; a newer one leaves it as it is."""

    class Scan(models.TextChoices):
        UNSCANNED = "unscanned", _("Inte genomsökt")
        CLEAN = "clean", _("Genomsökt")
        INFECTED = "infected", _("Stoppad")

    file = models.ForeignKey(SharedFile, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    stored = models.FileField(upload_to=version_path)
    name = LineField(max_length=NAME_LENGTH)  # as it is handed out, with the suffix of its content
    kind = models.CharField(max_length=8, choices=[(each, each) for each in KINDS])
    size = models.PositiveIntegerField()  # bytes
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    uploaded_at = models.DateTimeField(default=timezone.now, editable=False)
    scan = models.CharField(max_length=10, choices=Scan, default=Scan.UNSCANNED)
    # When the scanner last failed to answer; empty once it has.
    scan_failed_at = models.DateTimeField(null=True, editable=False)

    objects = FileVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versioner")
        ordering = ["file", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["file", "number"], name="version_number_once_in_a_file")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def file_kind(self) -> FileKind:
        return KINDS[self.kind]

    @property
    def is_handed_out(self) -> bool:
        """Whether it may be downloaded: scanned and clean, where there is a scanner."""
        return self.scan == self.Scan.CLEAN or (
            self.scan == self.Scan.UNSCANNED and not is_scanning()
        )
