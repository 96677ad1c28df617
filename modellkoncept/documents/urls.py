from django.urls import path, register_converter

from modellkoncept.documents import views
from modellkoncept.documents.kinds import Format


class FormatConverter:
    """A format in an address, by the name of its field; nothing else resolves."""

    regex = "|".join(each.field for each in Format)

    def to_python(self, value: str) -> Format:
        return next(each for each in Format if each.field == value)

    def to_url(self, value: Format) -> str:
        return value.field


register_converter(FormatConverter, "format")

urlpatterns = [
    path("", views.documents, name="documents"),
    path("<uuid:document_id>/", views.document, name="document"),
    path("<uuid:document_id>/igen/", views.document_again, name="document_again"),
    path("<uuid:document_id>/<format:file_format>/", views.document_file, name="document_file"),
]
