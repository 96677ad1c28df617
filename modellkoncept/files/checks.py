"""What `manage.py check --deploy` says of the storage of keys."""

from typing import Any

from django.core.checks import CheckMessage, Error
from django.core.files.storage import storages


def check_key_storage(**_options: Any) -> list[CheckMessage]:
    """An error where a deleted key would be kept; a folder of ours keeps none."""
    refuse = getattr(storages["keys"], "refuse_versions", None)
    if refuse is None:
        return []
    try:
        refuse()
    except Exception as error:  # noqa: BLE001 – each storage raises errors of its own, and each is told
        return [Error(str(error), id="modellkoncept.E001")]
    return []
