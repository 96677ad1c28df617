"""Share the demo's files through the services, by whom they would be."""

from typing import Any

from django.core.files.base import ContentFile

from meetings.models import Meeting
from meetings.services.files import add_meeting_file
from modellkoncept.demo.data import files
from programmes.models import Participation, Role, Round, User
from programmes.services import files as files_service


def share_files(round: Round, host: Participation) -> None:
    """SKR's material in two versions, and the host's presentation for its learning meeting."""
    staff = User.objects.filter(is_staff=True).order_by("pk")[0]
    made_up = files.OF_ROUND
    shared = files_service.add_file(round=round, actor=staff, **_given(made_up))
    for text in made_up.versions[1:]:
        files_service.add_version(file=shared, upload=_file(text), name=made_up.name, actor=staff)
    add_meeting_file(
        meeting=Meeting.objects.get(round=round, host=host, kind=Meeting.Kind.LEARNING),
        participation=host,
        actor=host.memberships.get(role=Role.STRATEGIST).user,
        **_given(files.OF_HOST),
    )


def _given(made_up: files.DemoFile) -> dict[str, Any]:
    return {
        "upload": _file(made_up.versions[0]),
        "name": made_up.name,
        "title": made_up.title,
        "purpose": made_up.purpose,
        "visibility": made_up.visibility,
    }


def _file(text: str) -> ContentFile:
    return ContentFile(text.encode())
