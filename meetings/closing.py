"""Meetings in a closing: agendas in the pack, and texts redacted."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.db.models import Max, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.chapters import count_chapters
from meetings.documents.agenda import AGENDA
from meetings.documents.documentation import DOCUMENTATION
from meetings.models import AgendaItem, LetterRule, Meeting, MeetingLetter, Takeaway
from meetings.queries.agendas import agenda_of
from modellkoncept.documents.build import as_pdf_a
from modellkoncept.documents.models import Document, DocumentQuerySet
from modellkoncept.documents.status import orphaned
from modellkoncept.files.spreadsheets import Cell, Sheet
from modellkoncept.mail.models import DigestItem
from modellkoncept.privacy.redaction import Names
from modellkoncept.templatetags.ui import short_day
from programmes.closing.archive.contents import path_part, xlsx_without
from programmes.closing.participants import ClosingParticipant, Counts, Piece, Remark
from programmes.models import Round

KINDS = [AGENDA, DOCUMENTATION]  # of document, each of a meeting


def _meetings_of(round: Round) -> Any:
    found = Meeting.objects.with_place().filter(round=round)
    return found.prefetch_related("agenda_items").order_by("date", "starts_at", "pk")


def remarks(round: Round) -> Iterator[Remark]:
    """The meetings that are not held yet, and the documents that are being made."""
    for meeting in Meeting.objects.filter(round=round).upcoming():
        said = _("Träffen ”%(title)s” har inte hållits än: %(day)s.")
        yield Remark(
            said % {"title": meeting.title, "day": short_day(meeting.date)},
            meeting.get_absolute_url(),
        )
    for document in _documents_of_meetings(round).unfinished():
        said = _("Dokumentet ”%(title)s” skapas just nu.")
        yield Remark(said % {"title": document.title}, reverse("document", args=[document.pk]))


def _documents_of_meetings(round: Round) -> DocumentQuerySet:
    meetings = Meeting.objects.filter(round=round).values_list("pk", flat=True)
    return Document.objects.of_kinds(KINDS).filter(of__in=[str(pk) for pk in meetings])


def documents_of(round: Round) -> DocumentQuerySet:
    """The documents of the round's meetings, and of deleted meetings."""
    return _documents_of_meetings(round) | orphaned(KINDS, Meeting.objects.all())


def pieces(round: Round, names: Names) -> Iterator[Piece]:
    meetings = list(_meetings_of(round))
    yield Piece(
        "traffar/traffar.xlsx",
        _("Alla träffar, dag för dag"),
        partial(_xlsx, round, meetings, names),
    )
    for number, meeting in enumerate(meetings, start=1):
        title = names.redact(meeting.title)
        part = path_part(meeting.title, names)
        stem = f"traffar/{number:02}-{meeting.date:%Y-%m-%d}-{part}"
        yield Piece(
            f"{stem}-dagordning.pdf",
            _("Dagordning: %(title)s") % {"title": title},
            partial(as_pdf_a, AGENDA, meeting, redact=names.redact),
        )
        if count_chapters(meeting):
            yield Piece(
                f"{stem}-dokumentation.pdf",
                _("Dokumentation av träffen: %(title)s") % {"title": title},
                partial(as_pdf_a, DOCUMENTATION, meeting, redact=names.redact),
            )


def _xlsx(round: Round, meetings: list[Meeting], names: Names) -> bytes:
    header = [_("Dag"), _("Börjar"), _("Slutar"), _("Träff"), _("Slag"), _("Grupp"), _("Plats")]
    header += [_("Värd"), _("Antal punkter")]
    sheet = Sheet(
        _("Träffar"), header, [_row(each) for each in meetings], [12, 8, 8, 40, 20, 24, 24, 24]
    )
    return xlsx_without([sheet], names, title=str(round), on=round.ends_on)


def _row(meeting: Meeting) -> list[Cell]:
    agenda = agenda_of(meeting)
    return [
        f"{meeting.date:%Y-%m-%d}",
        f"{agenda.start:%H.%M}",
        f"{agenda.announced_end:%H.%M}" if agenda.announced_end else "",
        meeting.title,
        meeting.get_kind_display(),
        str(meeting.group or _("hela omgången")),
        meeting.place,
        meeting.host_name,
        len(agenda.lines),
    ]


def texts(rounds: QuerySet[Round]) -> Iterator[tuple[QuerySet[Any], list[str]]]:
    theirs = {"meeting__round__in": rounds}
    yield Meeting.objects.filter(round__in=rounds), ["title", "place", "aims"]
    yield AgendaItem.objects.filter(**theirs), ["title", "public_text", "internal_text"]
    yield Takeaway.objects.filter(**theirs), ["text", "source"]
    yield LetterRule.objects.filter(round__in=rounds), ["subject", "body"]
    yield MeetingLetter.objects.filter(**theirs), ["subject", "body"]


def anonymise(round: Round, names: Names) -> Counts:
    """Keep agendas, takeaways and the texts of letters, without names; forget who got which.

    An agenda may name its speakers.
    """
    DigestItem.objects.filter(round_id=round.pk).delete()  # with the copies of letters
    written = texts(Round.objects.filter(pk=round.pk))
    return {"texts": sum(len(names.redact_rows(rows, *fields)) for rows, fields in written)}


def kept(round: Round) -> Counts:
    return {
        "meetings": Meeting.objects.filter(round=round).count(),
        "takeaways": Takeaway.objects.filter(meeting__round=round).count(),
    }


def is_over(round: Round) -> bool:
    """Whether the results conference has been held, the last of them if there are several."""
    last = Meeting.objects.filter(round=round, kind=Meeting.Kind.RESULTS).aggregate(on=Max("date"))
    return last["on"] is not None and last["on"] < timezone.localdate()


CLOSING_PARTICIPANT = ClosingParticipant(
    name="meetings",
    remarks=remarks,
    pieces=pieces,
    texts=texts,
    anonymise=anonymise,
    documents=documents_of,
    kept=kept,
    is_over=is_over,
)
