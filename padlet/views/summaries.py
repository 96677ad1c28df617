"""The page where each prompt is summed up beside its notes.

Each change answers with its prompt as it now is; without htmx with the whole page.
"""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from modellkoncept.access import require
from modellkoncept.locking import StaleVersionError
from modellkoncept.web.conflict import render_form
from modellkoncept.web.http_methods import require_http_methods, require_POST
from modellkoncept.web.query_parameters import number_or_zero
from padlet import errors, permissions
from padlet.forms.summaries import RemovedSentenceForm, SentenceForm
from padlet.live import board_cache
from padlet.live.summaries import sentences_with_notes
from padlet.models import Board, Note, Prompt, Sentence
from padlet.queries.breakouts import breakout_name
from padlet.reports.board_report import numbered_sentences
from padlet.services import summaries
from padlet.texts import prompt_wording
from padlet.texts.first_words import distinct_names
from padlet.views.board_access import visible_board
from padlet.views.board_context import quoted
from programmes.models import User
from programmes.requests import Request


@require_safe
def summarise(request: Request, board_id: int) -> HttpResponse:
    return _page(request, _board_to_sum_up(request, board_id))


@require_POST
def add_sentence(request: Request, board_id: int, prompt_id: int) -> HttpResponse:
    """A new sentence last, or one that was removed back where it stood."""
    board = _board_to_sum_up(request, board_id)
    prompt = _prompt(board, prompt_id)
    form = RemovedSentenceForm(request.POST, auto_id=f"new{prompt.pk}_%s")
    if not form.is_valid():
        typed = SentenceForm(request.POST, auto_id=f"new{prompt.pk}_%s")
        return _page(request, board, prompt=prompt, form=typed, invalid_form=form)
    try:
        sentence = summaries.add_sentence(
            board=board,
            prompt_id=prompt.pk,
            text=form.cleaned_data["text"],
            note_ids=board.row_ids(form.cleaned_data["notes"]),
            at=form.cleaned_data["at"],
        )
    except errors.WrongStateError:
        return redirect("padlet:summarise", board.pk)
    said = _("Meningen är sparad.") + _missing(sentence, form.cleaned_data["notes"])
    return _done(request, board, prompt, said, write_on=True)


@require_http_methods(["GET", "HEAD", "POST"])
def change_sentence(request: Request, board_id: int, sentence_id: int) -> HttpResponse:
    """Show and save the form of a sentence; 409 if it was changed since it was read."""
    board = _board_to_sum_up(request, board_id)
    sentence = _sentence(board, sentence_id)
    if request.method != "POST":
        if sentence is None:
            raise Http404
        chosen = _public_ids(sentence)
        form = SentenceForm(
            initial={"text": sentence.text, "notes": chosen}, auto_id=f"s{sentence.pk}_%s"
        ).with_autofocus()
        return _page(
            request, board, prompt=_prompt(board, sentence.prompt_id), form=form, opened=sentence
        )
    if sentence is None:
        return _typed_for_a_removed_one(request, board)
    prompt = _prompt(board, sentence.prompt_id)
    form = SentenceForm(request.POST, auto_id=f"s{sentence.pk}_%s")
    if not form.is_valid():
        return _page(request, board, prompt=prompt, form=form, opened=sentence)
    try:
        saved = summaries.change_sentence(
            sentence=sentence,
            version=number_or_zero(request.POST.get("version")),
            text=form.cleaned_data["text"],
            note_ids=board.row_ids(form.cleaned_data["notes"]),
        )
    except StaleVersionError:
        return _both_texts(request, board, prompt, sentence_id, form)
    said = _("Meningen är sparad.") + _missing(saved, form.cleaned_data["notes"])
    return _done(request, board, prompt, said, focus=sentence.pk)


@require_POST
def move_sentence(request: Request, board_id: int, sentence_id: int) -> HttpResponse:
    board = _board_to_sum_up(request, board_id)
    sentence = get_object_or_404(board.sentences, pk=sentence_id)
    steps = -1 if request.POST.get("direction") == "up" else 1
    try:
        moved = summaries.move_sentence(sentence=sentence, steps=steps)
    except StaleVersionError:
        raise Http404 from None
    said = _("Meningen är nu nummer %(position)s.") % {"position": moved.position}
    return _done(request, board, _prompt(board, moved.prompt_id), said, focus=moved.pk)


@require_POST
def remove_sentence(request: Request, board_id: int, sentence_id: int) -> HttpResponse:
    """Take the sentence away, and carry it in the button that puts it back."""
    board = _board_to_sum_up(request, board_id)
    sentence = _sentence(board, sentence_id)
    if sentence is None:
        raise Http404
    prompt = _prompt(board, sentence.prompt_id)
    kept = RemovedSentenceForm(
        initial={
            "text": sentence.text,
            "notes": _public_ids(sentence),
            "at": sentence.position,
        },
        auto_id=False,
    )
    try:
        summaries.remove_sentence(
            sentence=sentence, version=number_or_zero(request.POST.get("version"))
        )
    except StaleVersionError:
        return _page(request, board, prompt=prompt, changed_by_another=True)
    return _page(request, board, prompt=prompt, undo=kept.as_undo())


# --- what the answers share -------------------------------------------------------------------


def _done(request: Request, board: Board, prompt: Prompt, said: str, **shown: Any) -> HttpResponse:
    """After a change: for htmx the prompt as it now is, otherwise back to it on the page."""
    if request.htmx:
        return _page(request, board, prompt=prompt, said=said, **shown)
    messages.success(request, said)
    page = reverse("padlet:summarise", args=[board.pk])
    return redirect(f"{page}#fraga-{prompt.position}")


def _both_texts(
    request: Request, board: Board, prompt: Prompt, sentence_id: int, form: SentenceForm
) -> HttpResponse:
    """Show what was typed beside what another person saved; the next save is made knowingly."""
    stored = _sentence(board, sentence_id)
    if stored is None:
        return _typed_for_a_removed_one(request, board)
    return _page(request, board, prompt=prompt, form=form, opened=stored, stored=stored)


def _typed_for_a_removed_one(request: Request, board: Board) -> HttpResponse:
    """Put the unsaved text in the form of a new sentence, in the prompt it was written for."""
    prompt = _prompt(board, number_or_zero(request.POST.get("prompt")))
    form = SentenceForm(request.POST, auto_id=f"new{prompt.pk}_%s")
    return _page(request, board, prompt=prompt, form=form, was_removed=True)


def _page(
    request: Request,
    board: Board,
    *,
    prompt: Prompt | None = None,
    form: SentenceForm | None = None,
    invalid_form: forms.BaseForm | None = None,
    **shown: Any,
) -> HttpResponse:
    """The whole page; for htmx only the prompt that was changed.

    `invalid_form` is one that was refused and is not shown.
    """
    rows = [
        _prompt_row(board, each, found)
        for each, found in _found(board).items()
        if prompt is None or not request.htmx or each == prompt
    ]
    if form and shown.get("opened"):
        form.for_saved()
    for row in rows:
        is_this = prompt is not None and row["pk"] == prompt.pk
        row["form"] = SentenceForm(auto_id=f"new{row['pk']}_%s")
        if is_this:
            row.update(shown)
            row["form"] = form or row["form"]
            if shown.get("write_on"):
                row["form"].with_autofocus()
        row["chosen"] = row["form"].chosen
    context = {
        "section": "boards",
        "board": board,
        "meeting": board.meeting,
        "prompts": rows,
        "said": shown.get("said", ""),
        "may_add_takeaway": permissions.may_add_takeaway(request.user, board),
    }
    template = "padlet/summaries/summaries.html"
    if request.htmx and prompt is not None:
        context["prompt"] = rows[0]
        template = "padlet/summaries/_prompt.html"
    return render_form(
        request,
        template,
        context,
        form=invalid_form or form,
        stored=shown.get("stored"),
        was_removed=shown.get("was_removed", False),
        changed_by_another=shown.get("changed_by_another", False),
    )


def _found(board: Board) -> dict[Prompt, tuple[list[Note], list[tuple[int, Sentence]]]]:
    """The notes in sight and the sentences of each prompt."""
    notes = board_cache.visible_notes(board) if board.shows_notes else []
    sentences = numbered_sentences(sentences_with_notes(board, notes)) if board.shows_notes else []
    return {
        prompt: (
            [note for note in notes if note.prompt_id == prompt.pk],
            [each for each in sentences if each[1].prompt_id == prompt.pk],
        )
        for prompt in board.prompts.all()
    }


def _prompt_row(
    board: Board,
    prompt: Prompt,
    found: tuple[list[Note], list[tuple[int, Sentence]]],
) -> dict[str, Any]:
    """A prompt as the page shows it: sentences on one side, notes by group on the other."""
    notes, sentences = found
    sentence_nos: dict[UUID, list[int]] = {}
    for sentence_no, sentence in sentences:
        for note in sentence.shown_notes:
            sentence_nos.setdefault(note.pk, []).append(sentence_no)
    clusters = {cluster.pk: cluster.title for cluster in board.clusters.all()}
    order = list(clusters)
    names = distinct_names(((note.pk, str(note.text)) for note in notes), quoted)
    groups: list[dict[str, Any]] = []
    for section in board.sections.all():
        mine = [note for note in notes if note.section_id == section.pk]
        for number in sorted({section.tag_of(note.breakout) for note in mine}):
            in_group = [note for note in mine if section.tag_of(note.breakout) == number]
            in_group.sort(
                key=lambda note: (
                    order.index(note.cluster_id) if note.cluster_id in clusters else len(order)
                )
            )
            groups.append(
                {
                    "name": breakout_name(str(section), number),
                    "role": section.role_group,
                    "notes": [
                        {
                            "note": note,
                            "cluster": clusters.get(note.cluster_id or 0, ""),
                            "sentence_nos": sentence_nos.get(note.pk, []),
                            "first_words": names[note.pk],
                        }
                        for note in in_group
                    ],
                }
            )
    language = board.meeting.round.language
    return {
        "pk": prompt.pk,
        "position": prompt.position,
        "text": prompt_wording.worded_for_all(prompt.template, language),
        "sentences": [
            sentence_context(sentence_no, sentence) for sentence_no, sentence in sentences
        ],
        "groups": groups,
        "left_out": [
            each["note"] for group in groups for each in group["notes"] if not each["sentence_nos"]
        ],
    }


def with_summaries(context: dict[str, Any], user: User) -> dict[str, Any]:
    """The board's page, with what was summed up of each prompt and the right to save ideas.

    Each note carries the numbers of the sentences that are based on it, as where they are written.
    """
    board: Board = context["board"]
    is_summed_up = board.shows_notes and board.sentences.exists()
    notes = board_cache.visible_notes(board) if is_summed_up else []
    said = numbered_sentences(sentences_with_notes(board, notes)) if is_summed_up else []
    numbers: dict[str, list[int]] = {}
    for sentence_no, sentence in said:
        for note in sentence.shown_notes:
            numbers.setdefault(str(note.public_id), []).append(sentence_no)
    for row in context["prompts"]:
        row["summary"] = [
            sentence_context(sentence_no, sentence)
            for sentence_no, sentence in said
            if sentence.prompt_id == row["pk"]
        ]
        of_prompt = [note for box in row["boxes"] for note in box["notes"]]
        for each in of_prompt:
            each["sentence_nos"] = numbers.get(each["id"], [])
        row["offers_summary"] = bool(context.get("may_facilitate") and of_prompt)
    return {**context, "may_add_takeaway": permissions.may_add_takeaway(user, board)}


def sentence_context(sentence_no: int, sentence: Sentence) -> dict[str, Any]:
    """A sentence with those it rests on of the notes that are seen, and how many have left."""
    return {
        "sentence": sentence,
        "sentence_no": sentence_no,
        "notes": sentence.shown_notes,
        "missing": sentence.missing(len(sentence.shown_notes)),
    }


def _missing(sentence: Sentence, note_ids: list[UUID]) -> str:
    """A sentence about chosen notes that were gone before they could be saved."""
    missing = len(set(note_ids)) - sentence.chosen
    if missing <= 0:
        return ""
    return " " + ngettext(
        "En lapp som du valde syns inte längre och är inte med.",
        "%(n)s lappar som du valde syns inte längre och är inte med.",
        missing,
    ) % {"n": missing}


def _sentence(board: Board, sentence_id: int) -> Sentence | None:
    """The sentence, with those it rests on of the notes that are seen."""
    notes = board_cache.visible_notes(board) if board.shows_notes else []
    found = sentences_with_notes(board, notes)
    return next((each for each in found if each.pk == sentence_id), None)


def _public_ids(sentence: Sentence) -> list[UUID]:
    """The notes that a sentence rests on, as the page knows them."""
    return [note.public_id for note in sentence.shown_notes]


def _board_to_sum_up(request: Request, board_id: int) -> Board:
    board = visible_board(request, board_id)
    require(permissions.may_summarise, request.user, board)
    return board


def _prompt(board: Board, prompt_id: int) -> Prompt:
    for prompt in board.prompts.all():
        if prompt.pk == prompt_id:
            return prompt
    raise Http404
