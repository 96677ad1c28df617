"""Themes of a round: added, changed and removed."""

from typing import Any

from django.db import transaction

from modellkoncept.locking import lock_row
from modellkoncept.partial_update import change_fields
from programmes.models import Round, Theme
from programmes.services.rounds import refuse_if_closed

THEME_FIELDS = {"label", "position"}


@transaction.atomic
def add_theme(*, round: Round, label: str, position: int) -> Theme:
    """Add a theme to the round; no other theme of the round has this position."""
    refuse_if_closed(round.pk)
    return Theme.objects.create(round=round, label=label, position=position)


@transaction.atomic
def change_theme(*, theme: Theme, **fields: Any) -> Theme:
    """Change a theme's label or its position among the themes of its round."""
    refuse_if_closed(theme.round_id)
    theme = lock_row(Theme.objects.all(), theme.pk)
    change_fields(theme, fields, THEME_FIELDS)
    return theme


@transaction.atomic
def remove_theme(*, theme: Theme) -> None:
    """Remove a theme; its meetings and mentors stay, without a theme."""
    refuse_if_closed(theme.round_id)
    Theme.objects.get(pk=theme.pk).delete()
