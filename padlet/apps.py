from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PadletConfig(AppConfig):
    name = "padlet"
    verbose_name = _("Tavlor")
