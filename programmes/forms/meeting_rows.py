"""Rows of meetings with their times, and what speaks against each day."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Date  # noqa: N812 – `date` is the name of a field
from datetime import time
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from modellkoncept.fields.form_fields import ClockField, DayField, LineField, WholeNumberField
from modellkoncept.fields.forms import Form, FormSet
from modellkoncept.web.query_parameters import number_or_zero
from programmes.models import TemplateMeeting
from programmes.planned_meetings import StoredMeeting
from programmes.round_templates.day_marks import Mark, Why, marks_of, next_working_day
from programmes.round_templates.plan import Kind

MOST_MEETINGS = 120
EACH_GROUP = "alla"  # one meeting for each group


@dataclass(frozen=True)
class Proposal:
    """Another day for a row, in one press."""

    day: Date
    words: str


class TimesForm(Form):
    """When a meeting is, and what speaks against that day."""

    date = DayField(label=gettext_lazy("Dag"))
    starts_at = ClockField(
        label=gettext_lazy("Börjar"),
        error_messages={"required": gettext_lazy("Skriv när träffen börjar, till exempel 09.30.")},
    )
    ends_at = ClockField(label=gettext_lazy("Slutar"), required=False)

    marks: Sequence[str] = ()
    notes: Sequence[str] = ()
    proposal: Proposal | None = None

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        starts, ends = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("Välj ett slut som är senare än början."))
        return cleaned

    @property
    def day(self) -> Date | None:
        """The day that is typed or proposed, if it can be read."""
        found = self.cleaned_data.get("date") if self.is_bound else self.initial.get("date")
        return found if isinstance(found, Date) else None

    @property
    def is_left_out(self) -> bool:
        return False

    @property
    def heading(self) -> str:
        """What the row's meeting is called, as it is typed or stored."""
        return ""

    def forget_errors(self) -> None:
        """Of a row that nobody has had the time to fill in."""
        self._errors = ErrorDict()

    @property
    def audience(self) -> object:
        """Whom the meeting is for: None is everybody."""
        return None

    def mark_day(self) -> None:
        """Find out what speaks against the row's day, and which day to propose instead."""
        if self.day is None or self.is_left_out:
            return
        marks = marks_of(self.day, get_language() or "sv")
        self.marks = [in_words(mark, self.day) for mark in marks]
        if marks:
            other = next_working_day(self.day)
            self.proposal = Proposal(
                other, _("Flytta till %(day)s") % {"day": date_format(other, "l j F")}
            )


class PlanRowForm(TimesForm):
    """A meeting of a round that is not there yet."""

    title = LineField(
        label=gettext_lazy("Rubrik"),
        max_length=120,
        error_messages={"required": gettext_lazy("Skriv en rubrik.")},
    )
    kind = forms.ChoiceField(label=gettext_lazy("Slag"), choices=TemplateMeeting.Kind.choices)
    theme = forms.ChoiceField(label=gettext_lazy("Tema"), required=False)
    group = forms.ChoiceField(label=gettext_lazy("Grupp"), required=False)
    leave_out = forms.BooleanField(label=gettext_lazy("Ta inte med"), required=False)

    def __init__(
        self, *args: Any, themes: Sequence[str] = (), groups: Sequence[str] = (), **options: Any
    ) -> None:
        super().__init__(*args, **options)
        choices: Any = self.fields
        choices["theme"].choices = [("", _("Inget tema")), *_numbered(themes)]
        each = [(EACH_GROUP, _("En för varje grupp"))]
        choices["group"].choices = [("", _("Hela omgången")), *each, *_numbered(groups)]

    def full_clean(self) -> None:
        """A meeting that does not come along may be anything."""
        super().full_clean()
        if self.is_bound and self.cleaned_data.get("leave_out"):
            self.forget_errors()

    @property
    def heading(self) -> str:
        return str(self["title"].value() or "")

    @property
    def is_left_out(self) -> bool:
        return bool(self.is_bound and self.cleaned_data.get("leave_out"))

    @property
    def audience(self) -> object:
        return self.cleaned_data.get("group") or None


class StoredRowForm(TimesForm):
    """A meeting of a round, at the version that the page was read."""

    pk = WholeNumberField(widget=forms.HiddenInput)
    version = WholeNumberField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, stored: Mapping[int, StoredMeeting], **options: Any) -> None:
        super().__init__(*args, **options)
        # None where somebody has removed the meeting since the page was read.
        self.stored = stored.get(number_or_zero(str(self["pk"].value())))

    def full_clean(self) -> None:
        """A meeting that is gone may be anything."""
        super().full_clean()
        if self.stored is None:
            self.forget_errors()

    @property
    def is_left_out(self) -> bool:
        return self.stored is None

    @property
    def audience(self) -> object:
        return self.stored.group_id if self.stored else None

    @property
    def heading(self) -> str:
        return self.stored.title if self.stored else ""

    @property
    def is_joint_learning(self) -> bool:
        """Whether groups could have it as their own: a learning meeting of the whole round."""
        stored = self.stored
        return stored is not None and stored.kind == Kind.LEARNING and stored.group_id is None

    @property
    def is_changed(self) -> bool:
        """Whether the times that are typed are other than those that are stored."""
        return self.stored is not None and any(
            self.cleaned_data.get(name) != getattr(self.stored, name)
            for name in ("date", "starts_at", "ends_at")
        )


class RowFormSet(FormSet):
    """Meetings in rows; their days are days of the round, and nobody is in two places at once."""

    first_day: Date | None = None
    last_day: Date | None = None

    def clean(self) -> None:
        rows = [form for form in self.forms if not form.is_left_out]
        for form in rows:
            self._refuse_days_outside(form)
        # All are compared before any is refused: a refused day is no more among the cleaned.
        clashes = [(form, _clashes(form, rows)) for form in rows]
        for form, titles in clashes:
            for title in titles:
                said = _("Krockar med ”%(title)s” samma dag. Välj en annan dag eller tid.")
                form.add_error("date", said % {"title": title})

    def _refuse_days_outside(self, form: TimesForm) -> None:
        day = form.cleaned_data.get("date")
        if not day or not self.first_day or not self.last_day:
            return
        if not self.first_day <= day <= self.last_day:
            form.add_error(
                "date",
                _("Välj en dag under omgången, från %(first)s till %(last)s.")
                % {
                    "first": date_format(self.first_day, "j F Y"),
                    "last": date_format(self.last_day, "j F Y"),
                },
            )

    def mark_days(self) -> None:
        for form in self.forms:
            form.mark_day()

    @property
    def marked(self) -> list[TimesForm]:
        return [form for form in self.forms if form.proposal]


def in_words(mark: Mark, day: Date) -> str:
    """What speaks against the day."""
    if mark.why is Why.CLOCK_CHANGE:
        return _("Klockan ställs om den natten.")
    if mark.why is Why.WEEKEND:
        weekday = date_format(day, "l")
        return _("%(weekday)s är helg.") % {"weekday": weekday[:1].upper() + weekday[1:]}
    if mark.why is Why.EVE:
        return _("%(name)s: många är lediga.") % {"name": mark.name}
    return _("%(name)s är helgdag.") % {"name": mark.name}


def _clashes(form: TimesForm, rows: Sequence[TimesForm]) -> list[str]:
    """The meetings that the same people would be at then; others that day are noted on the form."""
    found = []
    for other in _for_the_same_people(form, rows):
        title = other.heading
        if _at_the_same_time(form.cleaned_data, other.cleaned_data):
            found.append(title)
        else:
            form.notes = [*form.notes, _("Samma dag som ”%(title)s”.") % {"title": title}]
    return found


def _for_the_same_people(form: TimesForm, rows: Sequence[TimesForm]) -> Iterator[TimesForm]:
    day = form.cleaned_data.get("date")
    for other in rows:
        if other is form or not day or other.cleaned_data.get("date") != day:
            continue
        audiences = {form.audience, other.audience}
        if len(audiences) == 1 or audiences & {None, EACH_GROUP}:
            yield other


def _at_the_same_time(one: dict[str, Any], other: dict[str, Any]) -> bool:
    if not one.get("starts_at") or not other.get("starts_at"):
        return False
    ends, other_ends = (each.get("ends_at") or time.max for each in (one, other))
    return bool(one["starts_at"] < other_ends and other["starts_at"] < ends)


def _numbered(names: Sequence[str]) -> list[tuple[str, str]]:
    return [(str(number), name) for number, name in enumerate(names, start=1)]


PlanRows: type[Any] = forms.formset_factory(
    PlanRowForm,
    RowFormSet,
    extra=0,
    max_num=MOST_MEETINGS,
    absolute_max=MOST_MEETINGS,
    validate_max=True,
)
StoredRows: type[Any] = forms.formset_factory(
    StoredRowForm,
    RowFormSet,
    extra=0,
    max_num=10 * MOST_MEETINGS,
    absolute_max=10 * MOST_MEETINGS,
)
