"""Jobs as rows in the administration: nothing here is changed by hand."""

from django.contrib import admin

from modellkoncept.documents.models import Document
from modellkoncept.mail.models import OutgoingMail
from modellkoncept.web.read_only_admin import ReadOnlyAdmin


@admin.register(OutgoingMail)
class OutgoingMailAdmin(ReadOnlyAdmin):
    """Which letters have been sent. Their text is not shown: some hold codes."""

    list_display = ["subject", "to", "state", "attempts", "created_at", "sent_at", "last_error"]
    list_filter = ["state"]
    search_fields = ["to", "subject"]
    exclude = ["body"]


@admin.register(Document)
class DocumentAdmin(ReadOnlyAdmin):
    """Which documents are built. Their files are fetched on their own pages."""

    list_display = ["title", "kind", "state", "tries", "requested_at", "ready_at", "error"]
    list_filter = ["state", "kind"]
    exclude = ["pdf", "word"]
