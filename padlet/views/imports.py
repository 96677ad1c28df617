"""The page where the text of an old wall becomes a board."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from modellkoncept.privacy.small_groups import LIMITS
from modellkoncept.web.http_methods import require_http_methods
from padlet import errors
from padlet.forms.imports import ImportForm
from padlet.models import Section
from padlet.queries.boards import meetings_to_set_up
from padlet.services import imports
from padlet.services.imports import ORDER
from padlet.texts import prompt_wording
from padlet.texts.wall_parser import Wall
from padlet.views.board_access import facilitated_meeting
from programmes.requests import Request


@require_http_methods(["GET", "HEAD", "POST"])
def import_wall(request: Request) -> HttpResponse:
    """Paste, look at every line and what it is taken for, then make the board."""
    meeting = facilitated_meeting(request)
    form = ImportForm(request.POST or None, meeting=meeting)
    is_valid = form.is_valid()
    wall = form.wall
    if wall and is_valid and "skapa" in request.POST:
        try:
            board = imports.import_wall(
                meeting=meeting,
                title=form.cleaned_data["title"],
                wall=wall,
                breakout_sizes=form.breakout_sizes,
            )
        except errors.NoteTextError:
            form.add_error("text", _("En av lapparna består bara av osynliga tecken."))
        else:
            said = ngettext(
                "Tavlan är skapad, med %(n)s lapp.",
                "Tavlan är skapad, med %(n)s lappar.",
                len(wall.notes),
            )
            messages.success(request, said % {"n": len(wall.notes)})
            return redirect(board)
    context = {
        "section": "boards",
        "meeting": meeting,
        "meetings": meetings_to_set_up(request.user),
        "form": form,
        "limits": LIMITS,
        "wall": wall,
        "prompts": _prompts(wall, meeting.round.language) if wall else [],
    }
    return render(
        request, "padlet/imports/import_wall.html", context, status=422 if form.errors else 200
    )


def _prompts(wall: Wall, language: str) -> list[dict[str, Any]]:
    """How many notes each group has on each prompt, as the board will show them."""
    groups = [Section.RoleGroup(group) for group in sorted(wall.role_groups, key=ORDER.index)]
    return [
        {
            "text": prompt_wording.worded_for_all(prompt, language),
            "boxes": [
                {"role_group": group.value, "name": group.label, "notes": len(notes)}
                for group in groups
                if (notes := wall.box(number, group.value))
            ],
        }
        for number, prompt in enumerate(wall.prompts)
    ]
