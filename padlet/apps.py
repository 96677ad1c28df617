from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PadletConfig(AppConfig):
    name = "padlet"
    verbose_name = _("Tavlor")

    def ready(self) -> None:
        from meetings import audience
        from modellkoncept import documents, realtime
        from padlet.documents import DISCUSSIONS
        from padlet.permissions import has_opened_board
        from padlet.snapshots import BoardStream

        documents.register(DISCUSSIONS)
        realtime.register(BoardStream())
        audience.keep_while(has_opened_board)
