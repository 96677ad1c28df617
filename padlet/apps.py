from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PadletConfig(AppConfig):
    name = "padlet"
    verbose_name = _("Tavlor")

    def ready(self) -> None:
        from padlet import hooks  # noqa: F401, PLC0415 – it registers; models must be loaded first
