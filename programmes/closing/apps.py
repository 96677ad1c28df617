from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClosingConfig(AppConfig):
    name = "programmes.closing"
    label = "closing"
    verbose_name = _("Avslut av omgångar")

    def ready(self) -> None:
        from programmes.closing import hooks  # noqa: F401, PLC0415 – it registers; models first
