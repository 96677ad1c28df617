"""Django's migrate, without the time limits that a page has."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from modellkoncept.database.timeouts import without_time_limits


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        with without_time_limits(connections[options["database"]]):
            super().handle(*args, **options)
