"""Build the files of one document in a worker, from the HTML template of its kind."""

import logging
from collections.abc import Callable
from typing import Any
from uuid import UUID

from celery.exceptions import SoftTimeLimitExceeded
from django.core.exceptions import ObjectDoesNotExist
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from modellkoncept.documents import pdf, word
from modellkoncept.documents.directions import with_directions
from modellkoncept.documents.errors import CannotBeMadeError
from modellkoncept.documents.kinds import Format, Kind, kinds
from modellkoncept.documents.models import Document
from modellkoncept.documents.store import broken_sentence, finish
from modellkoncept.files.metadata import ORGANISATION
from modellkoncept.jobs.errors import LeaseLostError
from modellkoncept.jobs.lease import fail, keep_lease, requeue, update_owned
from modellkoncept.text.cleaning import UNPRINTABLE

logger = logging.getLogger(__name__)
LARGEST = 4_000_000  # characters of HTML: about 8,000 notes, more than any conference writes
# A line takes as much time and memory as a hundred letters: more of them than this, in notes that
# are nothing but lines, fill a small machine's memory before the time is out.
MOST_LINE_BREAKS = 60_000
READ_AT_MOST = 3  # times, while things are hidden and shown again


def build_files(document_id: UUID | str) -> None:
    """Make the document if it is ours to make. Safe to call any number of times."""
    document = Document.objects.claim(document_id)
    if document is None:
        return
    with translation.override(document.language):
        try:
            with keep_lease(document):
                files = _make(document)
            finish(document, files)
        except LeaseLostError:
            logger.warning(
                "document %s: the lease was lost, the result is thrown away", document.pk
            )
        except CannotBeMadeError as error:
            fail(document, str(error))
        except SoftTimeLimitExceeded:
            logger.error("document %s of kind %s took too long", document.pk, document.kind)  # noqa: TRY400 – the trace of a time limit says nothing
            fail(document, _("Dokumentet tog för lång tid att göra. Är underlaget mycket långt?"))
        except Exception:
            # A bug in a kind must become a sentence on the page and a trace in the log.
            logger.exception("document %s of kind %s failed", document.pk, document.kind)
            requeue(document, broken_sentence(), progress=0)


def _make(document: Document) -> dict[Format, bytes]:
    kind = kinds.get(document.kind)
    if kind is None:
        raise CannotBeMadeError(_("Den sortens dokument finns inte längre."))
    try:
        of = kind.find(document.of)
    except ObjectDoesNotExist:
        raise CannotBeMadeError(_("Det som dokumentet handlar om finns inte längre.")) from None
    kind.refuse_what_cannot_be_made(of)
    update_owned(document, progress=10)
    context = read_with_version(kind, of, document)
    update_owned(document, progress=30)
    html = _page(kind, context, document.language)
    update_owned(document, progress=40)
    files: dict[Format, bytes] = {}
    if Format.WORD in kind.formats:
        title = ", ".join(str(part) for part in (context["title"], context.get("subtitle")) if part)
        title = UNPRINTABLE.sub("", title)
        files[Format.WORD] = word.from_html(
            html,
            title=title,
            language=document.language,
            organisation=ORGANISATION,
            made_on=timezone.localdate(),
        )
        update_owned(document, progress=60)
    if Format.PDF in kind.formats:
        files[Format.PDF] = pdf.html_to_pdf(html, archival=kind.is_archival)
        update_owned(document, progress=95)
    return files


def read_with_version(kind: Kind, of: Any, document: Document) -> dict[str, Any]:
    """What the document prints, and in its row the version that it was read in.

    The version is read first: what changes after is noticed. Where something was hidden or shown
    again meanwhile the text is read again: it may hold what the version calls hidden. When that
    never ends the document is made, but of no edition, so that nobody is handed it.
    """
    context: dict[str, Any] = {}
    for _try in range(READ_AT_MOST):
        version = kind.version_of(document.of)
        context = kind.context(of)
        document.edition, document.content = version.edition, version.content
        if kind.version_of(document.of).edition == version.edition:
            return context
        of = kind.find(document.of)
    document.edition = ""
    return context


def as_pdf_a(kind: Kind, of: Any, *, redact: Callable[[str], str]) -> bytes:
    """A document of this kind as it reads now, in PDF/A; `redact` removes what may not be kept."""
    language = kind.language(of)
    with translation.override(language):
        html = _page(kind, kind.context(of), language)
    return pdf.html_to_pdf(redact(html), archival=True)


def _page(kind: Kind, context: dict[str, Any], language: str) -> str:
    """The kind's template filled in, with nothing that a file could not hold."""
    frame = {"language": language, "organisation": ORGANISATION, "made_on": timezone.localdate()}
    html = UNPRINTABLE.sub("", render_to_string(kind.template, {**context, **frame}))
    if len(html) > LARGEST or html.count("<br") > MOST_LINE_BREAKS:
        raise CannotBeMadeError(_("Dokumentet är för stort för att skapas i ett stycke."))
    return with_directions(html)
