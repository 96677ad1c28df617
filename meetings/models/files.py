"""Files that belong to a meeting."""

from django.db import models

from meetings.models.meetings import Meeting
from programmes.models import Round, SharedFile


class MeetingFile(models.Model):
    """A file of a round that was uploaded for one of its meetings; it stays when that goes."""

    # Of one round: the migration's composite keys (file, round), (meeting, round).
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="+")
    file = models.OneToOneField(
        SharedFile, on_delete=models.CASCADE, related_name="of_meeting", db_constraint=False
    )
    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="file_links", db_constraint=False
    )

    class Meta:
        verbose_name = "file of a meeting"
        verbose_name_plural = "files of meetings"
        ordering = ["meeting", "-file"]

    def __str__(self) -> str:
        return f"{self.file} {self.meeting}"
