"""The filter of the audit log."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from modellkoncept.audit.kinds import kinds
from modellkoncept.audit.sources import AuditFilter
from modellkoncept.fields.form_fields import DayField, LineField
from modellkoncept.fields.forms import Form
from programmes.models import Round, User

MOST_PEOPLE = 200  # found by a part of a name


class AuditFilterForm(Form):
    """Form that chooses what the log shows. Nothing chosen is everything."""

    slag = forms.ChoiceField(label=gettext_lazy("Vad"), required=False)
    vem = LineField(
        label=gettext_lazy("Vem"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("En del av namnet eller e-postadressen."),
    )
    omgang = forms.ModelChoiceField(
        label=gettext_lazy("Omgång"),
        required=False,
        queryset=Round.objects.none(),
        empty_label=gettext_lazy("Alla omgångar"),
    )
    fran = DayField(label=gettext_lazy("Från och med"), required=False)
    till = DayField(label=gettext_lazy("Till och med"), required=False)

    def __init__(self, *args: Any, round: Round | None = None, **options: Any) -> None:
        options.setdefault("label_suffix", "")
        super().__init__(*args, **options)
        self.round = round
        found = sorted((str(kind.label), kind.name) for kind in kinds)
        choices = [("", _("Allt")), *((name, label) for label, name in found)]
        self.fields["slag"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
        if round is None:
            self.fields["omgang"].queryset = Round.objects.all()  # type: ignore[attr-defined]  # a ModelChoiceField
        else:
            del self.fields["omgang"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("fran"), cleaned.get("till")
        if first and last and last < first:
            self.add_error("till", _("Välj en dag som inte är före den första."))
        return cleaned

    @property
    def is_used(self) -> bool:
        return any(self.cleaned_data.values())

    def chosen(self) -> AuditFilter:
        """What was chosen; of a form whose fields can be read."""
        typed = self.cleaned_data
        last: date | None = typed.get("till")
        of = self.round or typed.get("omgang")
        return AuditFilter(
            kind=typed.get("slag") or None,
            actor_ids=_people(typed["vem"]) if typed.get("vem") else None,
            round_id=of.pk if of else None,
            since=_midnight(typed.get("fran")),
            until=_midnight(last + timedelta(days=1) if last else None),
        )


def _people(typed: str) -> list[int]:
    found = User.objects.filter(Q(full_name__icontains=typed) | Q(email__icontains=typed))
    return list(found.order_by("pk").values_list("pk", flat=True)[:MOST_PEOPLE])


def _midnight(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time.min)) if day else None
