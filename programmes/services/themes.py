"""Themes of a round: added, renamed, put in order and removed, all at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from modellkoncept.ordering import renumber
from programmes.models import Round, Theme
from programmes.services.rounds import refuse_if_closed


@dataclass(frozen=True)
class ThemeLine:
    """A theme as it shall be; without `pk` it is a new one."""

    label: str
    pk: int | None = None


@transaction.atomic
def arrange_themes(*, round: Round, themes: Sequence[ThemeLine]) -> None:
    """Let the round have these themes in this order.

    One that is not among them is removed: its meetings and mentors stay, without a theme. One that
    somebody else has removed meanwhile stays removed.
    """
    refuse_if_closed(round.pk)
    stored = {theme.pk: theme for theme in round.themes.select_for_update()}
    kept = [line for line in themes if line.pk is None or line.pk in stored]
    gone = stored.keys() - {line.pk for line in kept}
    Theme.objects.filter(pk__in=gone).delete()
    place_after = max((theme.position for theme in stored.values()), default=0)
    ordered = []
    for line in kept:
        theme = stored.get(line.pk) if line.pk else None
        if theme is None:
            place_after += 1
            theme = Theme.objects.create(round=round, position=place_after, label=line.label)
        elif theme.label != line.label:
            theme.label = line.label
            theme.save(update_fields=["label"])
        ordered.append(theme)
    renumber(ordered)
