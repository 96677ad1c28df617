"""A document as a row: what it is about, how far it has come, and where its files are stored."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from modellkoncept.documents.kinds import Format, Kind, kinds
from modellkoncept.jobs.models import Job, JobQuerySet


def document_path(document: "Document", name: str) -> str:
    """An unguessable storage name; the file name that the reader sees is made at download."""
    return f"{document.folder}/{uuid.uuid4()}{name[name.rindex('.') :]}"


class DocumentQuerySet(JobQuerySet["Document"]):
    def readable_by(self, user: Any) -> "DocumentQuerySet":
        """The documents of what the user may read: the rule of every page with documents on it."""
        names: dict[Any, list[str]] = defaultdict(list)
        for kind in kinds:
            names[kind.readable].append(kind.name)
        rule = Q(pk__in=[])
        for readable, kinds_of_it in names.items():
            ids = readable(user).order_by().values(as_text=Cast("pk", models.CharField()))
            rule |= Q(kind__in=kinds_of_it, of__in=ids)
        return self.filter(rule)

    def finished(self) -> "DocumentQuerySet":
        return self.filter(state=Document.State.DONE)

    def newest_of_each(self) -> "DocumentQuerySet":
        """Those of the finished documents that no newer one of the same kind and thing replaces."""
        newer = Document.objects.finished().filter(
            kind=models.OuterRef("kind"),
            of=models.OuterRef("of"),
            finished_at__gt=models.OuterRef("finished_at"),
        )
        return self.finished().filter(~models.Exists(newer))

    def listed_for(self, user: Any) -> "DocumentQuerySet":
        """What the user's list shows: the newest of what she may read, and what she waits for.

        SKR staff sees everything, also what others wait for.
        """
        if user.is_skr:
            return self
        readable = Document.objects.readable_by(user).newest_of_each()
        waits = Q(requested_by=user.pk) & ~Q(state=Document.State.DONE)
        return self.filter(waits | Q(pk__in=readable.values("pk")))

    def of_kinds(self, kinds: Iterable[Kind]) -> "DocumentQuerySet":
        return self.filter(kind__in=[kind.name for kind in kinds])

    def about(self, kind: Kind, thing: models.Model) -> "DocumentQuerySet":
        """The documents of this kind about this thing, the newest first."""
        return self.filter(kind=kind.name, of=str(thing.pk))

    def ready_about(self, kind: Kind, thing: models.Model) -> "DocumentQuerySet":
        """The finished documents of this kind about this thing, the newest first."""
        return self.about(kind, thing).finished()


class Document(Job):
    """A document that was requested, with one file for each format of its kind."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    of = models.CharField(max_length=40)  # the id of what it is about; its kind says of which table
    title = models.CharField(max_length=200)
    language = models.CharField(max_length=5, default="sv")
    # Which edition of the thing it was made from: what is withdrawn since must not be handed out.
    edition = models.TextField(blank=True)
    # What the thing was when it was made: with another one the document would read otherwise.
    content = models.CharField(max_length=64, blank=True)
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
            # Two people, or a double click, ask twice for the same thing; it is made once.
            models.UniqueConstraint(
                fields=["kind", "of"],
                condition=Q(state__in=["queued", "running"]),
                name="one_unfinished_document_of_a_thing",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("document", args=[self.pk])

    @property
    def formats(self) -> list[Format]:
        """The formats that were made of it."""
        return [each for each in Format if getattr(self, each.field)]

    @property
    def folder(self) -> str:
        """The storage folder of its files, with what a killed worker may have left there."""
        return f"documents/{self.pk}"
