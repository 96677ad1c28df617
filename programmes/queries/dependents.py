"""What goes along when a row is removed, counted before the question is asked."""

from collections import Counter

from django.db import models
from django.db.models.deletion import Collector


def dependents_of(row: models.Model) -> list[tuple[int, str]]:
    """How many rows of each kind go with it, with the kind's name in plural; the most first.

    Raises ProtectedError when something must be removed first.
    """
    collector = Collector(using="default", origin=row)
    collector.collect([row])
    found: Counter[type[models.Model]] = Counter()
    for model, rows in collector.data.items():
        found[model] += len(rows)
    for queryset in collector.fast_deletes:
        found[queryset.model] += queryset.count()
    found[type(row)] -= 1
    return [
        (number, str(model._meta.verbose_name_plural))  # noqa: SLF001 – Django's public API, despite its name
        for model, number in found.most_common()
        if number > 0
    ]
