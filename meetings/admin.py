"""The administration of meetings: the same services, and so the same guards, as on the pages."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from meetings.errors import AudienceFixedError, NotInRoundError, OutsideRoundError
from meetings.models import Meeting
from meetings.services import meetings
from modellkoncept.web.service_admin import Refusal, changed_fields, show_stored
from programmes.round_row_admin import RoundRowAdmin


@admin.register(Meeting)
class MeetingAdmin(RoundRowAdmin):
    """What a meeting is; its agenda is planned on its own page, where two people cannot collide."""

    list_display = ["title", "kind", "date", "round", "group", "host"]
    list_filter = ["kind", "round"]
    list_select_related = ["round", "group", "host__organisation"]
    search_fields = ["title", "place"]
    date_hierarchy = "date"
    refusals: ClassVar = {
        NotInRoundError: Refusal(_("Gruppen, temat eller värden hör till en annan omgång.")),
        OutsideRoundError: Refusal(_("Välj en av omgångens dagar."), "date"),
        AudienceFixedError: Refusal(
            _("Träffen har en tavla som någon har skrivit på. Därför kan den inte byta grupp."),
            "group",
        ),
    }

    def save_model(self, request: HttpRequest, obj: Meeting, form: Any, change: bool) -> None:
        stored = (
            meetings.change_meeting(meeting=obj, **changed_fields(form))
            if change
            else meetings.create_meeting(**form.cleaned_data)
        )
        show_stored(obj, stored)

    def delete_model(self, request: HttpRequest, obj: Meeting) -> None:
        meetings.remove_meeting(meeting=obj)
