"""Forms of the groups of a round: a group's name, and who is in which."""

from collections.abc import Iterable, Sequence
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from modellkoncept.fields.form_fields import LineField
from modellkoncept.fields.forms import Form
from programmes.models import LearningGroup, Participation


class GroupForm(Form):
    name = LineField(
        label=_("Gruppens namn"),
        max_length=120,
        help_text=_("Till exempel Kustgruppen."),
        error_messages={"required": _("Skriv gruppens namn.")},
    )
    note = LineField(
        label=_("Om gruppen"),
        max_length=200,
        required=False,
        help_text=_("Till exempel varför just de lär av varandra."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("label_suffix", "")
        super().__init__(*args, **options)
        self.helper = FormHelper()
        self.helper.form_tag = False


class PlacementForm(Form):
    """A group for each participant, and the one that its row showed when the page was read."""

    def __init__(
        self,
        *args: Any,
        participations: Iterable[Participation],
        groups: Sequence[LearningGroup],
        **options: Any,
    ) -> None:
        options.setdefault("label_suffix", "")
        super().__init__(*args, **options)
        self._participations = list(participations)
        self._groups = {str(group.pk): group for group in groups}
        choices = [("", _("Ingen grupp än"))] + [(str(each.pk), str(each)) for each in groups]
        for each in self._participations:
            group = str(each.group_id or "")
            self.fields[f"group-{each.pk}"] = forms.ChoiceField(
                label=str(each), choices=choices, required=False, initial=group
            )
            self.fields[f"was-{each.pk}"] = forms.ChoiceField(
                choices=choices, required=False, initial=group, widget=forms.HiddenInput
            )

    def rows(self) -> list[tuple[Participation, forms.BoundField, forms.BoundField]]:
        """Each participant with its two fields."""
        return [
            (each, self[f"group-{each.pk}"], self[f"was-{each.pk}"])
            for each in self._participations
        ]

    def chosen(self) -> list[tuple[Participation, int | None, LearningGroup | None]]:
        """Those whose group was changed: each with what its row showed, and what was chosen."""
        found = []
        for each in self._participations:
            was, to = self.cleaned_data[f"was-{each.pk}"], self.cleaned_data[f"group-{each.pk}"]
            if f"group-{each.pk}" in self.data and was != to:
                found.append((each, int(was) if was else None, self._groups.get(to)))
        return found
