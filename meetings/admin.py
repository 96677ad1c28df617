"""The administration of meetings: it shows them; they are planned on their own pages."""

from django.contrib import admin

from meetings.models import Meeting
from modellkoncept.web.read_only_admin import ReadOnlyAdmin


@admin.register(Meeting)
class MeetingAdmin(ReadOnlyAdmin):
    """What a meeting is, for support."""

    list_display = ["title", "kind", "date", "round", "group", "host"]
    list_filter = ["kind", "round"]
    list_select_related = ["round", "group", "host__organisation"]
    search_fields = ["title", "place"]
    date_hierarchy = "date"
