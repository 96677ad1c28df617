"""Change a round: what it is, its themes and its dates; share out its meetings; remove it."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from modellkoncept.locking import StaleVersionError
from modellkoncept.web.confirmation import confirmation_page, is_confirmed
from modellkoncept.web.conflict import CONFLICT, OK, UNPROCESSABLE
from modellkoncept.web.http_methods import require_http_methods, require_POST
from programmes.errors import DayOutsideRoundError, DaysInUseError, RoundInUseError
from programmes.forms.meeting_rows import StoredRows
from programmes.forms.rounds import ChangeRoundForm, ShiftForm, ThemeRows
from programmes.models import Round
from programmes.planned_meetings import MovedMeeting, meeting_planner
from programmes.requests import Request
from programmes.services import round_plans
from programmes.services import rounds as rounds_service
from programmes.services.round_plans import joint_learning_meetings
from programmes.services.themes import ThemeLine
from programmes.views.plan_sources import rows_data, times_data
from programmes.views.round_access import round_to_run
from programmes.views.row_steps import move_later, move_to_working_days, number_of, row_count

THEMES, MEETINGS = "tema", "rad"  # the prefixes of the two kinds of rows
FACTS = ("name", "starts_on", "ends_on", "language")


class _Typed:
    """The three parts of the page as they are typed, against what is stored."""

    def __init__(self, round: Round, data: QueryDict) -> None:
        self.round, self.data = round, data
        stored = {each.pk: each for each in meeting_planner().stored(round)}
        self.form = ChangeRoundForm(data)
        self.themes = ThemeRows(data, prefix=THEMES)
        self.meetings = StoredRows(data, prefix=MEETINGS, form_kwargs={"stored": stored})

    def is_valid(self) -> bool:
        is_right = self.form.is_valid()
        self.meetings.first_day, self.meetings.last_day = self.form.days
        return all([is_right, self.themes.is_valid(), self.meetings.is_valid()])

    def was_changed_meanwhile(self) -> bool:
        """Whether the round, or a meeting that would be moved, has another version by now."""
        return self.form.cleaned_data["version"] != self.round.version or any(
            each.is_changed and each.cleaned_data["version"] != each.stored.version
            for each in self.meetings.forms
        )

    def removed_themes(self) -> list[str]:
        return [
            str(each.cleaned_data.get("label") or "")
            for each in self.themes.forms
            if each.cleaned_data.get("remove") and each.cleaned_data.get("pk")
        ]

    def theme_lines(self) -> list[ThemeLine]:
        """The themes that stay, in the order of their numbers; unnumbered ones last."""
        kept = [
            each.cleaned_data
            for each in self.themes.forms
            if each.cleaned_data.get("label") and not each.cleaned_data.get("remove")
        ]
        kept.sort(key=lambda theme: theme["position"] or 100)
        return [ThemeLine(theme["label"], theme["pk"]) for theme in kept]

    def moved(self) -> list[MovedMeeting]:
        fields = ("pk", "version", "date", "starts_at", "ends_at")
        return [
            MovedMeeting(**{name: each.cleaned_data[name] for name in fields})
            for each in self.meetings.forms
            if each.is_changed
        ]


@require_http_methods(["GET", "HEAD", "POST"])
def change_round(request: Request, round_id: int) -> HttpResponse:
    """Everything a round is, on one page; all steps but "save" only change what is typed."""
    round = round_to_run(request, round_id)
    if round.is_closed:
        return redirect(round)
    if request.method != "POST":
        return _page(request, _Typed(round, _as_stored(round)))
    data, step = request.POST.copy(), request.POST.get("do", "save")
    if step == "save":
        return _save(request, _Typed(round, data))
    shift = _take_step(request, data, step)
    return _page(request, _Typed(round, data), shift=shift)


def _save(request: Request, typed: _Typed) -> HttpResponse:
    if not typed.is_valid():
        return _page(request, typed, status=UNPROCESSABLE)
    if typed.was_changed_meanwhile():
        return _conflict(request, typed)
    if (gone := typed.removed_themes()) and not is_confirmed(request):
        return _ask_about_themes(request, typed.round, gone)
    facts = {name: typed.form.cleaned_data[name] for name in FACTS}
    try:
        round_plans.change_planned_round(
            round=typed.round,
            version=typed.form.cleaned_data["version"],
            fields=facts,
            themes=typed.theme_lines(),
            moved=typed.moved(),
        )
    except StaleVersionError:
        return _conflict(request, typed)
    except Round.DoesNotExist as error:
        raise Http404 from error  # it was removed meanwhile
    except (DaysInUseError, DayOutsideRoundError) as error:
        field = getattr(error, "field", "ends_on")
        typed.form.add_error(field, _("En träff ligger utanför omgången. Flytta den också."))
        return _page(request, typed, status=UNPROCESSABLE)
    messages.success(request, _("Ändringen är sparad."))
    return redirect(typed.round)


def _ask_about_themes(request: Request, round: Round, labels: list[str]) -> HttpResponse:
    question = ngettext(
        "Ta bort temat %(themes)s? Träffarna och mentorerna blir kvar, men utan tema.",
        "Ta bort temana %(themes)s? Träffarna och mentorerna blir kvar, men utan tema.",
        len(labels),
    ) % {"themes": ", ".join(f"”{label}”" for label in labels)}
    return confirmation_page(
        request,
        question,
        back=reverse("programmes:change_round", args=[round.pk]),
        yes=_("Ta bort temat") if len(labels) == 1 else _("Ta bort temana"),
    )


def _conflict(request: Request, typed: _Typed) -> HttpResponse:
    """What was typed, with what is stored beside it; saved once more it is the newest."""
    round = Round.objects.get(pk=typed.round.pk)
    data = typed.data
    data["version"] = str(round.version)
    for number, row in enumerate(_Typed(round, data).meetings.forms):
        if row.stored:
            data[f"{MEETINGS}-{number}-version"] = str(row.stored.version)
    return _page(request, _Typed(round, data), status=CONFLICT, stored=round)


def _page(
    request: Request,
    typed: _Typed,
    *,
    status: int = OK,
    stored: Round | None = None,
    shift: ShiftForm | None = None,
) -> HttpResponse:
    typed.is_valid()
    typed.meetings.mark_days()
    round = typed.round
    groups = {group.pk: group for group in round.groups.all()}
    for row in typed.meetings.forms:
        row.group = groups.get(row.stored.group_id) if row.stored else None
    has_joint = any(row.is_joint_learning for row in typed.meetings.forms)
    context = {
        "section": "rounds",
        "round": round,
        "form": typed.form,
        "themes": typed.themes,
        "rows": typed.meetings,
        "shift": shift or ShiftForm(),
        "stored": stored,
        "is_refused": status == UNPROCESSABLE,
        "may_share_out": len(groups) > 0 and has_joint,
        "create_url": meeting_planner().url_to_create(round),
    }
    return render(request, "programmes/rounds/change.html", context, status=status)


def _as_stored(round: Round) -> QueryDict:
    """What the page would send if nobody had typed anything, with an empty row for a new theme."""
    themes = [
        {"pk": str(theme.pk), "position": str(number), "label": theme.label}
        for number, theme in enumerate(round.themes.order_by("position"), start=1)
    ]
    meetings = [
        {"pk": str(each.pk), "version": str(each.version), **times_data(each)}
        for each in meeting_planner().stored(round)
    ]
    data = QueryDict(mutable=True)
    values: dict[str, Any] = {
        "name": round.name,
        "starts_on": round.starts_on.isoformat(),
        "ends_on": round.ends_on.isoformat(),
        "language": round.language,
        "version": str(round.version),
        **rows_data(THEMES, [*themes, {}]),
        **rows_data(MEETINGS, meetings),
    }
    for name, value in values.items():
        data[name] = value
    return data


def _take_step(request: Request, data: QueryDict, step: str) -> ShiftForm | None:
    """Change what is typed as the step says; the form of the step when it is wrong."""
    row = number_of(step, "move")
    if row is not None:
        move_to_working_days(data, MEETINGS, [row])
    if step == "move-all":
        move_to_working_days(data, MEETINGS, list(range(row_count(data, MEETINGS))))
    return _shift(request, data) if step == "shift" else None


def _shift(request: Request, data: QueryDict) -> ShiftForm | None:
    """Move one meeting and all later ones, and the end of the round when it is passed."""
    shift = ShiftForm(data)
    if not shift.is_valid():
        return shift
    try:
        days = move_later(data, MEETINGS, **shift.cleaned_data)
    except OverflowError:
        shift.add_error("weeks", _("Så långt räcker inte kalendern. Skriv färre veckor."))
        return shift
    said = ngettext(
        "%(n)s träff har fått ny dag här nedanför. Inget är sparat än.",
        "%(n)s träffar har fått nya dagar här nedanför. Inget är sparat än.",
        len(days),
    ) % {"n": len(days)}
    if _move_end(data, days):
        said = f"{said} {_('Omgångens sista dag är flyttad så att alla ryms.')}"
    messages.info(request, said)
    return None


def _move_end(data: QueryDict, days: list[date]) -> bool:
    """Let the round end with its last meeting, when that is later than it ended before."""
    last = max(days, default=None)
    if last is None or last.isoformat() <= data.get("ends_on", ""):
        return False
    data["ends_on"] = last.isoformat()
    return True


@require_http_methods(["GET", "HEAD", "POST"])
def share_out(request: Request, round_id: int) -> HttpResponse:
    """Give each group learning meetings of its own, once SKR has made the groups."""
    round = round_to_run(request, round_id)
    if round.is_closed:
        return redirect(round)
    groups, joint = list(round.groups.all()), joint_learning_meetings(round)
    if request.method == "POST" and groups and joint:
        made = round_plans.share_out_meetings(round=round)
        if made < len(joint):
            messages.warning(
                request,
                _("En träff har en tavla som någon har skrivit på. Den är kvar för hela omgången."),
            )
        if made:
            messages.success(request, _("Varje grupp har fått sina egna lärandeträffar."))
        return redirect(round)
    context = {"section": "rounds", "round": round, "groups": groups, "joint": joint}
    return render(request, "programmes/rounds/share_out.html", context)


@require_POST
def remove_round(request: Request, round_id: int) -> HttpResponse:
    """Remove a round that nobody takes part in, after a question."""
    round = round_to_run(request, round_id)
    back = round.get_absolute_url()
    in_use = _("Omgången har organisationer eller tavlor. Ta bort dem först, eller avsluta den.")
    if round.participations.exists():
        messages.warning(request, in_use)
        return HttpResponseRedirect(back)
    if not is_confirmed(request):
        question = _("Ta bort %(round)s? Träffarna och grupperna tas också bort.")
        return confirmation_page(
            request, question % {"round": round}, back=back, yes=_("Ta bort omgången")
        )
    try:
        rounds_service.remove_round(round=round, actor=request.user)
    except RoundInUseError:
        messages.warning(request, in_use)
        return HttpResponseRedirect(back)
    messages.success(request, _("Omgången är borttagen."))
    return redirect("programmes:rounds")
