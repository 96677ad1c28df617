from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _

from modellkoncept.files.checks import check_key_storage


class ModellkonceptConfig(AppConfig):
    name = "modellkoncept"
    verbose_name = _("Modellkonceptet")

    def ready(self) -> None:
        checks.register(check_key_storage, checks.Tags.security, deploy=True)
