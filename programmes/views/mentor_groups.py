"""The groups that a mentor organisation supports, with notes that only its own people read."""

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from modellkoncept.access import require
from modellkoncept.locking import StaleVersionError
from modellkoncept.web.conflict import render_form
from modellkoncept.web.http_methods import require_POST
from modellkoncept.web.query_parameters import number_or_zero
from programmes.forms.mentors import MentorNoteForm
from programmes.models import LearningGroup, MentorNote, Participation
from programmes.permissions import may_read_mentor_notes
from programmes.queries.mentor_groups import SupportedGroup, supported_groups
from programmes.requests import Request
from programmes.services import mentorships


@require_safe
def mentor_groups(request: Request, participation_id: int) -> HttpResponse:
    mentor = _mentor(request, participation_id)
    return _page(request, mentor)


@require_POST
def save_mentor_note(request: Request, participation_id: int, group_id: int) -> HttpResponse:
    mentor = _mentor(request, participation_id)
    supported = {each.group.pk: each.group for each in supported_groups(request.user, mentor)}
    group = supported.get(group_id)
    if group is None:
        raise Http404
    form = _form(group, request.POST)
    stored = None
    if form.is_valid():
        try:
            mentorships.save_mentor_note(
                mentor=mentor,
                group=group,
                text=form.cleaned_data["text"],
                version=number_or_zero(request.POST.get("version")),
            )
        except StaleVersionError:
            stored = MentorNote.objects.get(mentor=mentor, group=group)
        else:
            messages.success(request, _("Anteckningen är sparad."))
            return redirect("programmes:mentor_groups", mentor.pk)
    return _page(request, mentor, form=form, wrong=group, stored=stored)


def _page(
    request: Request,
    mentor: Participation,
    *,
    form: MentorNoteForm | None = None,
    wrong: LearningGroup | None = None,
    stored: MentorNote | None = None,
) -> HttpResponse:
    found = supported_groups(request.user, mentor)
    context = {
        "section": "rounds",
        "participation": mentor,
        "round": mentor.round,
        "rows": [(each, _form_of(each, form, wrong)) for each in found],
        "wrong": wrong,
    }
    template = "programmes/mentors/mentor_groups.html"
    return render_form(request, template, context, form=form, stored=stored)


def _form_of(
    row: SupportedGroup, form: MentorNoteForm | None, wrong: LearningGroup | None
) -> MentorNoteForm:
    if form is not None and wrong is not None and wrong.pk == row.group.pk:
        return form
    return _form(row.group, text=row.note.text if row.note else "")


def _form(group: LearningGroup, data: QueryDict | None = None, text: str = "") -> MentorNoteForm:
    return MentorNoteForm(data, initial={"text": text}, auto_id=f"id_{group.pk}_%s")


def _mentor(request: Request, participation_id: int) -> Participation:
    found = Participation.objects.visible_to(request.user).select_related("round", "organisation")
    mentor: Participation = get_object_or_404(found, pk=participation_id)
    require(may_read_mentor_notes, request.user, mentor)
    return mentor
