"""The page where the text of an old wall becomes a board."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from modellkoncept.web.methods import require_http_methods
from padlet import errors
from padlet.forms.imports import ImportForm
from padlet.models import Section
from padlet.services import imports
from padlet.services.imports import ORDER
from padlet.texts import prompt_wording
from padlet.texts.wall_parser import Wall, Why
from padlet.views.drafts import meeting_to_lead
from programmes.requests import Request

WHY = {
    Why.BEFORE: gettext_lazy("Står före den första gruppens rubrik"),
    Why.UNCLEAR: gettext_lazy("Varken rubrik, fråga eller lapp"),
    Why.NO_QUESTION: gettext_lazy("En lapp som inte står under någon fråga"),
    Why.LONG_QUESTION: gettext_lazy("En fråga med fler än 200 tecken"),
}


@require_http_methods(["GET", "HEAD", "POST"])
def import_wall(request: Request) -> HttpResponse:
    """Paste, look at what was understood, then make the board."""
    meeting = meeting_to_lead(request)
    form = ImportForm(request.POST or None, initial={"title": meeting.title})
    wall: Wall | None = None
    if form.is_valid():
        wall = form.wall
        if "skapa" in request.POST:
            try:
                board = imports.import_wall(
                    meeting=meeting, title=form.cleaned_data["title"], wall=wall
                )
            except errors.NoteTextError:
                form.add_error("text", _("En av lapparna består bara av osynliga tecken."))
            else:
                said = ngettext(
                    "Tavlan är gjord, med %(n)s lapp.",
                    "Tavlan är gjord, med %(n)s lappar.",
                    len(wall.notes),
                )
                messages.success(request, said % {"n": len(wall.notes)})
                return redirect(board)
    context = {
        "section": "boards",
        "meeting": meeting,
        "form": form,
        "wall": wall,
        "questions": _questions(wall, meeting.round.language) if wall else [],
        "left_over": [{"line": line, "why": WHY[line.why]} for line in wall.left_over]
        if wall
        else [],
    }
    return render(request, "padlet/import_wall.html", context, status=422 if form.errors else 200)


def _questions(wall: Wall, language: str) -> list[dict[str, Any]]:
    """The wall as question > group > notes, as the board will show it."""
    groups = [Section.RoleGroup(group) for group in sorted(wall.role_groups, key=ORDER.index)]
    return [
        {
            "text": prompt_wording.worded_for_all(question, language),
            "boxes": [
                {
                    "role_group": group.value,
                    "name": group.label,
                    "text": prompt_wording.worded_for(question, group.value, language),
                    "notes": wall.box(number, group.value),
                    "parts": _parts(wall, number, group.value),
                }
                for group in groups
            ],
        }
        for number, question in enumerate(wall.questions)
    ]


def _parts(wall: Wall, question: int, role_group: str) -> list[dict[str, Any]]:
    """The notes of a box, by small group where the wall tells them apart."""
    if not wall.groups(role_group):
        return [{"group": 0, "notes": wall.box(question, role_group)}]
    found = [
        {"group": group, "notes": wall.box(question, role_group, group)}
        for group in range(wall.groups(role_group) + 1)
    ]
    return [part for part in found if part["notes"]]
