"""Forms of a round: how one is started, and what it is."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.forms.utils import ErrorDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from modellkoncept.fields.form_fields import DayField, LineField, WholeNumberField
from modellkoncept.fields.forms import Form, FormSet
from programmes.forms.lists import LONGEST_LINE, ListField
from programmes.models import Round, RoundTemplate

MOST_THEMES, MOST_GROUPS = 12, 40
LANGUAGES: Any = Round._meta.get_field("language").choices  # noqa: SLF001 – Django's public API, despite its name


class StartForm(Form):
    """What a round is started from: all that cannot be computed."""

    starts_on = DayField(
        label=gettext_lazy("Startdag"),
        help_text=gettext_lazy("Dagen för uppstartskonferensen. De andra dagarna räknas härifrån."),
        error_messages={"required": gettext_lazy("Välj vilken dag omgången startar.")},
    )
    template = forms.ModelChoiceField(
        label=gettext_lazy("Mall"),
        queryset=RoundTemplate.objects.all(),
        empty_label=None,
        error_messages={"required": gettext_lazy("Välj en mall.")},
    )
    name = LineField(
        label=gettext_lazy("Namn"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("Lämna tomt så föreslår vi ett, till exempel Omgång 2027–2028."),
    )
    groups = WholeNumberField(
        label=gettext_lazy("Antal grupper"),
        min_value=0,
        max_value=MOST_GROUPS,
        initial=1,
        help_text=gettext_lazy(
            "Två eller tre organisationer i varje. Skriv 0 om grupperna bestäms senare."
        ),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Språk"),
        choices=LANGUAGES,
        initial="sv",
        help_text=gettext_lazy("På dokumenten och på gästernas sidor."),
    )


class CopyForm(Form):
    """When the copy of a round starts, and what it is called."""

    starts_on = StartForm.base_fields["starts_on"]
    name = StartForm.base_fields["name"]


class RoundForm(Form):
    """What a round is."""

    name = LineField(
        label=gettext_lazy("Namn"),
        max_length=120,
        error_messages={"required": gettext_lazy("Skriv vad omgången heter.")},
    )
    starts_on = DayField(label=gettext_lazy("Startdag"))
    ends_on = DayField(label=gettext_lazy("Sista dag"))
    language = forms.ChoiceField(
        label=gettext_lazy("Språk"),
        choices=LANGUAGES,
        help_text=gettext_lazy("På dokumenten och på gästernas sidor."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends <= starts:
            self.add_error(
                "ends_on",
                _("Omgången slutar innan den börjar. Välj en dag efter %(start)s.")
                % {"start": date_format(starts, "j F Y")},
            )
        return cleaned

    @property
    def days(self) -> tuple[date | None, date | None]:
        """The first and the last day, where both can be read and come in that order."""
        starts, ends = (self.cleaned_data.get(name) for name in ("starts_on", "ends_on"))
        return (starts, ends) if starts and ends and starts < ends else (None, None)


class PlanForm(RoundForm):
    """A round that is not there yet, with its themes and groups."""

    themes = ListField(
        label=gettext_lazy("Teman"),
        most=MOST_THEMES,
        is_numbered=True,
        required=False,
        help_text=gettext_lazy("Ett på varje rad, i den ordning ni arbetar med dem."),
    )
    groups = ListField(
        label=gettext_lazy("Grupper"),
        most=MOST_GROUPS,
        required=False,
        help_text=gettext_lazy("En på varje rad. Lämna tomt om grupperna bestäms senare."),
    )
    template = forms.ModelChoiceField(
        queryset=RoundTemplate.objects.all(), required=False, widget=forms.HiddenInput
    )
    copied_from = forms.ModelChoiceField(
        queryset=Round.objects.all(), required=False, widget=forms.HiddenInput
    )
    form_key = LineField(widget=forms.HiddenInput, required=False, max_length=40)

    def clean_form_key(self) -> UUID:
        """What tells this form from others; of one that has lost its own, another one."""
        try:
            return UUID(self.cleaned_data["form_key"])
        except ValueError:
            return uuid4()

    def lists(self) -> dict[str, list[str]]:
        """The themes and groups that rows can choose among, as they are typed so far."""
        return {
            name: self.fields[name].read(str(self[name].value() or ""))  # type: ignore[attr-defined]  # a ListField
            for name in ("themes", "groups")
        }


class ChangeRoundForm(RoundForm):
    """A round as it was read at this version."""

    version = WholeNumberField(widget=forms.HiddenInput)


class ThemeForm(Form):
    """A theme of the round, its place in the order, and whether it goes."""

    pk = WholeNumberField(widget=forms.HiddenInput, required=False)
    position = WholeNumberField(
        label=gettext_lazy("Ordning"),
        min_value=1,
        max_value=99,
        required=False,
        error_messages={"max_value": gettext_lazy("Skriv ett tal mellan 1 och 99.")},
    )
    label = LineField(
        label=gettext_lazy("Tema"),
        max_length=LONGEST_LINE,
        required=False,
    )
    remove = forms.BooleanField(label=gettext_lazy("Ta bort"), required=False)

    def clean_label(self) -> str:
        label: str = self.cleaned_data["label"]
        if not label and self.cleaned_data.get("pk") and not self.data.get(f"{self.prefix}-remove"):
            raise forms.ValidationError(_("Skriv vad temat heter, eller kryssa i Ta bort."))
        return label

    def full_clean(self) -> None:
        """A theme that goes may be anything."""
        super().full_clean()
        if self.is_bound and self.cleaned_data.get("remove"):
            self._errors = ErrorDict()


class ShiftForm(Form):
    """Which meetings to move, and how far."""

    since = WholeNumberField(min_value=0, max_value=9999)
    weeks = WholeNumberField(
        label=gettext_lazy("Veckor"),
        min_value=-104,
        max_value=104,
        help_text=gettext_lazy("Skriv till exempel 2, eller −1 för en vecka tidigare."),
        error_messages={"required": gettext_lazy("Skriv hur många veckor.")},
    )


ThemeRows: type[Any] = forms.formset_factory(
    ThemeForm, FormSet, extra=1, max_num=4 * MOST_THEMES, absolute_max=4 * MOST_THEMES
)
