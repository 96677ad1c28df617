from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClosingConfig(AppConfig):
    name = "programmes.closing"
    label = "closing"
    verbose_name = _("Avslut av omgångar")

    def ready(self) -> None:
        from modellkoncept import documents
        from programmes.closing.documents import RECEIPT
        from programmes.closing.page_parts import closing_link
        from programmes.page_parts import register_part

        documents.register(RECEIPT)
        register_part("round", "programmes/closing/_link.html", closing_link)
