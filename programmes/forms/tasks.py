"""The form of a task, and the one that says why a task does not apply."""

from typing import Any, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from modellkoncept.fields.form_fields import DayField, LineField, WholeNumberField
from modellkoncept.fields.forms import Form, ModelForm
from programmes.meeting_days import meeting_days_of, meeting_kinds
from programmes.models import Round, Task
from programmes.models.tasks import BY_HAND, EACH_PERSON, MOST_DAYS
from programmes.task_kinds import task_kinds

NO_DAY, FIXED_DAY = "none", "day"
HAND = "hand"  # BY_HAND, as a choice that is not empty
BEFORE, AFTER = "before", "after"
USUAL_DAYS = 14
LONGEST_REASON = 200  # characters, as the column takes


class TaskForm(ModelForm):
    """A task of one round: what, who, and a last day of its own or one that follows a meeting."""

    last_day = forms.ChoiceField(label=gettext_lazy("Sista dag"))
    fixed_on = DayField(label=gettext_lazy("Datum"))
    days = WholeNumberField(
        label=gettext_lazy("Antal dagar"),
        min_value=0,
        max_value=MOST_DAYS,
        error_messages={
            "required": gettext_lazy("Skriv hur många dagar före eller efter träffen.")
        },
    )
    side = forms.ChoiceField(
        label=gettext_lazy("Före eller efter träffen"),
        choices=[(BEFORE, gettext_lazy("dagar före")), (AFTER, gettext_lazy("dagar efter"))],
    )

    class Meta:
        model = Task
        fields = ["label", "description", "audience", "owner", "kind"]
        widgets = {"description": forms.Textarea(attrs={"rows": 3})}
        error_messages = {"label": {"required": gettext_lazy("Skriv vad uppgiften är.")}}

    def __init__(self, *args: Any, round: Round, **options: Any) -> None:
        options.setdefault("label_suffix", "")
        task: Task | None = options.get("instance")
        options["initial"] = _initial_days(task) | options.get("initial", {})
        super().__init__(*args, **options)
        self._round = round
        self.fields["kind"] = forms.ChoiceField(
            label=gettext_lazy("Så bockas den av"), choices=_kinds(task)
        )
        cast(forms.ChoiceField, self.fields["last_day"]).choices = _last_days(round, task)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            "label",
            "description",
            "audience",
            "owner",
            "kind",
            "last_day",
            "fixed_on",
            Div("days", "side", css_class="k-two"),
        )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        chosen = cleaned.get("last_day", NO_DAY)
        # What does not belong to the chosen last day is hidden, and says nothing.
        if chosen != FIXED_DAY:
            self.errors.pop("fixed_on", None)
        if ":" not in chosen:
            self.errors.pop("days", None)
            self.errors.pop("side", None)
        return cleaned

    def task_fields(self) -> dict[str, Any]:
        """What was chosen, as the service takes it."""
        cleaned = self.cleaned_data
        given = {name: cleaned[name] for name in self.Meta.fields}
        kind = BY_HAND if cleaned["kind"] == HAND else cleaned["kind"]
        return given | {"kind": kind} | self._chosen_day()

    def _chosen_day(self) -> dict[str, Any]:
        chosen: str = self.cleaned_data["last_day"]
        empty = {
            "fixed_on": None,
            "meeting_kind": "",
            "meeting_number": 1,
            "theme": None,
            "days": 0,
        }
        if chosen == NO_DAY:
            return empty
        if chosen == FIXED_DAY:
            return empty | {"fixed_on": self.cleaned_data["fixed_on"]}
        name, _colon, number = chosen.partition(":")
        sign = -1 if self.cleaned_data["side"] != AFTER else 1
        given = empty | {"days": sign * self.cleaned_data["days"]}
        if name == "theme":
            return given | {"theme": self._round.themes.get(pk=int(number))}
        return given | {"meeting_kind": name, "meeting_number": int(number)}


def _initial_days(task: Task | None) -> dict[str, Any]:
    if task is None:
        return {"days": USUAL_DAYS, "side": BEFORE, "kind": HAND, "last_day": NO_DAY}
    return {
        "kind": task.kind or HAND,
        "last_day": _key_of(task),
        "fixed_on": task.fixed_on,
        "days": abs(task.days) if ":" in _key_of(task) else USUAL_DAYS,
        "side": AFTER if task.days > 0 else BEFORE,
    }


def _key_of(task: Task) -> str:
    if task.fixed_on:
        return FIXED_DAY
    if task.theme_id is not None:
        return f"theme:{task.theme_id}"
    return f"{task.meeting_kind}:{task.meeting_number}" if task.meeting_kind else NO_DAY


def _kinds(task: Task | None) -> list[tuple[str, Any]]:
    """By hand, each person, and the kinds that tick themselves; a kind to come keeps its name."""
    choices: list[tuple[str, Any]] = [
        (HAND, _("Organisationen markerar den själv")),
        (EACH_PERSON, _("Var och en bockar av för sig själv")),
        *((each.name, each.label) for each in task_kinds),
    ]
    if task and task.kind and task.kind not in dict(choices):
        choices.append((task.kind, _("Organisationen markerar den själv, tills vidare")))
    return choices


def _last_days(round: Round, task: Task | None) -> list[tuple[str, Any]]:
    """Every meeting that there is or usually is, and the themes; and what the task has already."""
    planned = meeting_days_of([round.pk])
    choices: list[tuple[str, Any]] = [
        (NO_DAY, _("Ingen sista dag")),
        (FIXED_DAY, _("Ett bestämt datum")),
    ]
    for kind in meeting_kinds:
        found = sum(each.kind == kind.name for each in planned)
        used = task.meeting_number if task and task.meeting_kind == kind.name else 1
        most = max(kind.usual, used, min(found, 20))
        numbers = [(f"{kind.name}:{n}", f"{kind.label} {n}") for n in range(1, most + 1)]
        choices += numbers if most > 1 else [(f"{kind.name}:1", kind.label)]
    for theme in round.themes.all():
        said = _("Träffen med temat %(theme)s") % {"theme": theme}
        choices.append((f"theme:{theme.pk}", said))
    return choices


class ReasonForm(Form):
    """Why an organisation does without a task."""

    reason = LineField(
        label=gettext_lazy("Varför gäller uppgiften inte?"),
        max_length=LONGEST_REASON,
        help_text=gettext_lazy(
            "Organisationen ser texten. Till exempel: Ni gick kursen förra året."
        ),
        error_messages={"required": gettext_lazy("Skriv varför uppgiften inte gäller.")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("label_suffix", "")
        super().__init__(*args, **options)
        self.helper = FormHelper()
        self.helper.form_tag = False
