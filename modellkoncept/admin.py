"""Promises as rows, to look at: nothing here is changed by hand."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from modellkoncept.documents.models import Document
from modellkoncept.mail.models import OutgoingMail


class ToLookAt(admin.ModelAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(OutgoingMail)
class OutgoingMailAdmin(ToLookAt):
    """Which letters have left the house. Their text is not shown: some hold codes."""

    list_display = ["subject", "to", "state", "attempts", "created_at", "sent_at", "last_error"]
    list_filter = ["state"]
    search_fields = ["to", "subject"]
    exclude = ["body"]


@admin.register(Document)
class DocumentAdmin(ToLookAt):
    """Which documents are made. Their files are fetched on their own pages."""

    list_display = ["title", "kind", "state", "tries", "requested_at", "ready_at", "error"]
    list_filter = ["state", "kind"]
    exclude = ["pdf", "word"]
