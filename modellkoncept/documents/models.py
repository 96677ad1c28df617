"""A document as a row: what it is about, how far it has come, and where its files are stored."""

import uuid
from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from modellkoncept.documents.kinds import Kind
from modellkoncept.jobs.models import Job, JobQuerySet


def document_path(document: "Document", name: str) -> str:
    """An unguessable storage name; the file name that the reader sees is made at download."""
    return f"{document.folder}/{uuid.uuid4()}{name[name.rindex('.') :]}"


class DocumentQuerySet(JobQuerySet["Document"]):
    def of_kinds(self, kinds: Iterable[Kind]) -> "DocumentQuerySet":
        return self.filter(kind__in=[kind.name for kind in kinds])

    def about(self, kind: Kind, thing: models.Model) -> "DocumentQuerySet":
        """The documents of this kind about this thing, the newest first."""
        return self.filter(kind=kind.name, of=str(thing.pk))

    def ready_about(self, kind: Kind, thing: models.Model) -> "DocumentQuerySet":
        """The finished documents of this kind about this thing, the newest first."""
        return self.about(kind, thing).filter(state=Document.State.DONE)


class Document(Job):
    """A document that was requested, with one file for each format of its kind."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    of = models.CharField(max_length=40)  # the id of what it is about; its kind says of which table
    title = models.CharField(max_length=200)
    language = models.CharField(max_length=5, default="sv")
    # Which edition of the thing it was made from: what is withdrawn since must not be handed out.
    edition = models.CharField(max_length=40, blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    progress = models.PositiveSmallIntegerField(default=0)  # percent
    pdf = models.FileField(upload_to=document_path, blank=True)
    word = models.FileField(upload_to=document_path, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("dokument")
        verbose_name_plural = _("dokument")
        ordering = ["-requested_at"]
        indexes = [
            models.Index(fields=["state", "lease_until"], name="document_due"),
            models.Index(fields=["kind", "of"], name="document_of"),
        ]
        constraints = [
            # A double click asks twice for the same thing; it is made once.
            models.UniqueConstraint(
                fields=["kind", "of", "requested_by"],
                condition=Q(state__in=["queued", "running"]),
                name="one_unfinished_document_of_a_thing_and_person",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("document", args=[self.pk])

    @property
    def folder(self) -> str:
        """The storage folder of its files, with what a killed worker may have left there."""
        return f"documents/{self.pk}"
