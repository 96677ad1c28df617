"""PDFs that go with a board's instructions."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from modellkoncept.fields.model_fields import LineField
from padlet.models.boards import Board


def attachment_path(attachment: "Attachment", _name: str) -> str:
    """The storage path of the file: an internal name, never the uploaded one."""
    return f"boards/{attachment.board_id}/{uuid.uuid4()}.pdf"


class Attachment(models.Model):
    """A PDF that goes with a board's instructions."""

    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="attachments")
    file = models.FileField(upload_to=attachment_path)
    name = LineField(_("namn"), max_length=120)
    size = models.PositiveIntegerField()  # bytes

    class Meta:
        ordering = ["board", "pk"]

    def __str__(self) -> str:
        return self.name
