"""JSON endpoints that write notes, and give one back (TRUST: C3). They ask for a pass, not a user.

They touch no session and no user, set no cookie and read none; asgi.py has taken cookies, address
and browser away from the request before it comes here; the log filter keeps it out of the log.
"""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt

from modellkoncept.files.keys import KeyNotFoundError, KeyStorageError
from modellkoncept.web.http_methods import require_http_methods
from modellkoncept.web.language import language_in_address
from padlet import errors
from padlet.models import MAX_NOTE_LENGTH, Board
from padlet.services import notes

MAX_BODY_BYTES = 8 * 1024  # bytes: a pass, a token and 500 characters, with room

# What each refusal is to the phone: a status, a word for its program, a sentence for its reader.
REFUSALS: dict[type[Exception], tuple[int, str, Any]] = {
    errors.BoardNotFoundError: (
        404, "gone", gettext_lazy("Länken gäller inte längre. Skanna koden på duken igen."),
    ),
    errors.BoardClosedError: (
        410, "closed", gettext_lazy("Tavlan är stängd. Du kan inte skriva längre."),
    ),
    errors.BoardNotOpenError: (
        409, "paused", gettext_lazy("Tavlan är inte öppen just nu. Texten ligger kvar hos dig."),
    ),
    errors.TimeUpError: (
        409, "time", gettext_lazy("Tiden är ute. Texten ligger kvar hos dig."),
    ),
    errors.RateLimitedError: (
        429, "pace", gettext_lazy("Gruppen skriver fort. Lappen skickas strax."),
    ),
    errors.BoardFullError: (
        409, "full",
        gettext_lazy("Tavlan är full. Säg till den som leder tavlan. Lappen ligger kvar hos dig."),
    ),
    errors.WrongPassError: (
        403, "pass", gettext_lazy("Sidan är för gammal. Texten ligger kvar, ladda om sidan."),
    ),
    errors.InvalidTargetError: (
        404, "box", gettext_lazy("Rutan finns inte längre. Välj grupp igen."),
    ),
    errors.NoteTextError: (
        422, "text",
        gettext_lazy("Skriv något, men högst %(most)s tecken.") % {"most": MAX_NOTE_LENGTH},
    ),
    errors.TokenError: (
        409, "token", gettext_lazy("Lappen kunde inte tas emot. Texten ligger kvar, försök igen."),
    ),
    errors.NoteNotFoundError: (
        404, "note", gettext_lazy("Lappen finns inte längre."),
    ),
    DatabaseError: (
        503, "storage",
        gettext_lazy("Lappen kunde inte sparas, texten ligger kvar. Nytt försök strax."),
    ),
}  # fmt: skip
REFUSALS |= dict.fromkeys((KeyStorageError, KeyNotFoundError), REFUSALS[DatabaseError])
# What the phone does not send again by itself: a change of a note, a like, a dot, a signal.
TRY_AGAIN = gettext_lazy("Många trycker samtidigt. Vänta några sekunder och försök igen.")


class _BadBodyError(Exception):
    """The body is not the small JSON object that our page sends."""


@csrf_exempt
@login_not_required
@require_http_methods(["POST", "PUT", "DELETE"])
def note(
    request: HttpRequest, path: str, section_id: int, prompt_id: int, breakout: int
) -> HttpResponse:
    """Add, edit or delete a note, by the token that its browser made."""

    def write(given: dict[str, str]) -> dict[str, Any]:
        where: dict[str, Any] = {
            "board_path": path,
            "section_id": section_id,
            "pass_": given["pass"],
        }
        if request.method == "DELETE":
            notes.delete_note(**where, token=given["token"])
            return {}
        text = given["text"]
        if request.method == "PUT":
            changed = notes.edit_note(**where, token=given["token"], text=text)
            return {"id": str(changed.public_id), "text": changed.text}
        made = notes.add_note(
            **where, prompt_id=prompt_id, breakout=breakout, token=given["token"], text=text
        )
        return {"id": str(made.public_id), "text": made.text}

    return _answer(request, write, sent_again=request.method == "POST")


@csrf_exempt
@login_not_required
@require_http_methods(["POST"])
def own(request: HttpRequest, path: str, section_id: int) -> HttpResponse:
    """The text of the note with this token, for the browser that made the token."""

    def read(given: dict[str, str]) -> dict[str, Any]:
        text = notes.own_text(
            board_path=path, section_id=section_id, pass_=given["pass"], token=given["token"]
        )
        return {"text": text}

    return _answer(request, read)


@csrf_exempt
@login_not_required
@require_http_methods(["POST"])
def like(request: HttpRequest, path: str, section_id: int, note_id: UUID) -> HttpResponse:
    """Agree with a note. Only a number is kept."""

    def write(given: dict[str, str]) -> dict[str, Any]:
        likes = notes.like_note(
            board_path=path,
            section_id=section_id,
            pass_=given["pass"],
            note_id=note_id,
        )
        return {"likes": likes}

    return _answer(request, write)


@csrf_exempt
@login_not_required
@require_http_methods(["POST"])
def dot(request: HttpRequest, path: str, section_id: int, note_id: UUID) -> HttpResponse:
    """Put a dot on a note. Only a number is kept."""

    def write(given: dict[str, str]) -> dict[str, Any]:
        dots = notes.dot_note(
            board_path=path, section_id=section_id, pass_=given["pass"], note_id=note_id
        )
        return {"dots": dots}

    return _answer(request, write)


@csrf_exempt
@login_not_required
@require_http_methods(["POST"])
def done(request: HttpRequest, path: str, section_id: int, breakout: int) -> HttpResponse:
    """Say that the breakout is done, or (`done` empty) that it was not after all."""

    def write(given: dict[str, str]) -> dict[str, Any]:
        is_done = bool(given.get("done"))
        notes.set_breakout_done(
            board_path=path,
            section_id=section_id,
            breakout=breakout,
            pass_=given["pass"],
            done=is_done,
        )
        return {"done": is_done}

    return _answer(request, write)


def _answer(
    request: HttpRequest,
    write: Callable[[dict[str, str]], dict[str, Any]],
    *,
    sent_again: bool = False,
) -> HttpResponse:
    try:
        response = JsonResponse(write(_body(request)))
    except _BadBodyError as error:
        with translation.override(_language(request, error)):
            unread = _("Vi kunde inte läsa det du skickade. Ladda om sidan.")
            response = _refusal(400, "body", unread)
    except tuple(REFUSALS) as error:
        kind = next(kind for kind in REFUSALS if isinstance(error, kind))
        status, word, sentence = REFUSALS[kind]
        if isinstance(error, errors.RateLimitedError) and not sent_again:
            sentence = TRY_AGAIN
        with translation.override(_language(request, error)):
            response = _refusal(status, word, sentence)
        if isinstance(error, errors.RateLimitedError):
            response["Retry-After"] = str(error.seconds)
    response["Cache-Control"] = "no-store"
    return response


def _language(request: HttpRequest, error: Exception) -> str:
    """The page's own language, which it names in the address; else the round's."""
    if named := language_in_address(request):
        return named
    path = request.resolver_match.kwargs["path"] if request.resolver_match else ""
    if isinstance(error, DatabaseError):
        return settings.LANGUAGE_CODE
    board = Board.objects.filter(path=path).values_list("meeting__round__language", flat=True)
    try:
        return board.first() or settings.LANGUAGE_CODE
    except DatabaseError:  # it hangs: the refusal must still be told
        return settings.LANGUAGE_CODE


def _refusal(status: int, word: str, sentence: Any) -> JsonResponse:
    return JsonResponse({"error": word, "sentence": str(sentence)}, status=status)


def _body(request: HttpRequest) -> dict[str, str]:
    if len(request.body) > MAX_BODY_BYTES:
        raise _BadBodyError
    try:
        given = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise _BadBodyError from error
    if not isinstance(given, dict) or not all(isinstance(v, str) for v in given.values()):
        raise _BadBodyError
    return {"pass": "", "token": "", "text": "", **given}
