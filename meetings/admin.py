from django.contrib import admin

from meetings.models import Meeting
from programmes.read_only import ReadOnlyInClosedRounds


@admin.register(Meeting)
class MeetingAdmin(ReadOnlyInClosedRounds, admin.ModelAdmin):
    """What a meeting is; its agenda is planned on its own page, where two people cannot collide."""

    list_display = ["title", "kind", "date", "round", "group", "host"]
    list_filter = ["kind", "round"]
    list_select_related = ["round", "group", "host__organisation"]
    search_fields = ["title", "place"]
    date_hierarchy = "date"
