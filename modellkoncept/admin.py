"""Jobs as rows in the administration: nothing here is changed by hand."""

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib import admin

from modellkoncept.documents.models import Document
from modellkoncept.mail.models import OutgoingMail
from modellkoncept.web.read_only_admin import ReadOnlyAdmin


@admin.register(OutgoingMail)
class OutgoingMailAdmin(ReadOnlyAdmin):
    """Read-only list of sent mail. Its text is not shown: some of it holds codes."""

    list_display = ["subject", "to", "state", "attempts", "requested_at", "finished_at", "error"]
    list_filter = ["state"]
    search_fields = ["to", "subject"]
    exclude = ["body"]


@admin.register(Document)
class DocumentAdmin(ReadOnlyAdmin):
    """Read-only list of documents. Their files are downloaded from their own pages."""

    list_display = ["title", "kind", "state", "attempts", "requested_at", "finished_at", "error"]
    list_filter = ["state", "kind"]
    exclude = ["pdf", "word"]


# Whose second steps and identities there are is seen to on pages of ours; their tables are bare.
for model in (Authenticator, SocialAccount, SocialApp, SocialToken):
    admin.site.unregister(model)
