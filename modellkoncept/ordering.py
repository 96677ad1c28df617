"""Ordered rows: move one among its siblings, and number them 1, 2, 3 with the fewest updates."""

from collections.abc import Sequence
from typing import TypeVar

from django.db import models

Item = TypeVar("Item")


def with_item_moved(items: Sequence[Item], item: Item, steps: int) -> list[Item]:
    """The items with this one moved `steps` later (below 0: earlier), at most to an end.

    Raises ValueError when the item is not among them.
    """
    order = list(items)
    place = order.index(item)
    target = min(max(place + steps, 0), len(order) - 1)
    order.insert(target, order.pop(place))
    return order


def renumber(rows: Sequence[models.Model], field: str = "position") -> None:
    """Number the rows 1, 2, 3 in this order, and save those whose number changes.

    The rows are of one model. Where numbers are unique the constraint must be deferred.
    """
    changed = []
    for number, row in enumerate(rows, start=1):
        if getattr(row, field) != number:
            setattr(row, field, number)
            changed.append(row)
    if changed:
        type(changed[0])._default_manager.bulk_update(changed, [field])  # noqa: SLF001 – Django's public API, despite its name
