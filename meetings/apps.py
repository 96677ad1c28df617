from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeetingsConfig(AppConfig):
    name = "meetings"
    verbose_name = _("Träffar")

    def ready(self) -> None:
        from meetings import hooks  # noqa: F401, PLC0415 – it registers; models must be loaded first
