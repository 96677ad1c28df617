from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgrammesConfig(AppConfig):
    name = "programmes"
    verbose_name = _("Omgångar")

    def ready(self) -> None:
        from programmes import hooks  # noqa: F401, PLC0415 – it registers; models must be loaded first
