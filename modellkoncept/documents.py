"""Documents: a row is asked for, a worker makes its files, a sweep catches what was lost.

One HTML template of a kind gives both files: PDF through WeasyPrint and Word through pandoc. Only
this module imports those two, and only where they are used: the web process starts without them.
"""

import logging
import re
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, ObjectDoesNotExist
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from modellkoncept import embedded, word
from modellkoncept.models import LEASE, MAX_TRIES, Document, DocumentQuerySet

logger = logging.getLogger(__name__)

State = Document.State
SUFFIXES = {"pdf": "pdf", "word": "docx"}
ORGANISATION = "Modellkonceptet, Sveriges Kommuner och Regioner"
DEADLINE = timedelta(minutes=5)  # ready or reported failed by then, whatever happened to the worker
TOLD_OF_FOR = timedelta(days=14)  # how long a failure stands on the pages of those it concerns
RENEW_EVERY = LEASE.total_seconds() / 3
RENEW_AT_MOST = 240.0  # seconds; a worker that hangs longer must lose its lease
LARGEST = 4_000_000  # characters of HTML: about 8,000 notes, more than any conference writes
PANDOC_SECONDS = 60
# What XML forbids, and what breaks the text of a whole PDF page: controls and noncharacters.
UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(chr(p + 0xFFFE) + chr(p + 0xFFFF) for p in range(0x10000, 0x110000, 0x10000))
    + "]"
)
STYLESHEET = settings.BASE_DIR / "static" / "css" / "document.css"


@dataclass(frozen=True)
class Kind:
    """One kind of document: what it is about, who may read it, and what its template shows."""

    name: str
    label: str | Promise
    template: str
    find: Callable[[str], models.Model]  # by id; raises ObjectDoesNotExist
    may_read: Callable[[Any, Any], bool]  # (user, object); asked at the page and at each download
    # (object) -> title, subtitle, facts=[(label, value), …] and whatever the template itself needs.
    context: Callable[[Any], dict[str, Any]]
    # (object) -> its edition. A document from another edition holds what has been withdrawn since.
    edition: Callable[[Any], str] | None = None
    # (object) -> the language its readers share.
    language: Callable[[Any], str] = lambda _of: settings.LANGUAGE_CODE


class CannotBeMadeError(Exception):
    """Trying again would not help. The message is a sentence for the reader."""


class LeaseLostError(Exception):
    """Somebody else makes this document now, or it was given up."""


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind of document known. An app does it once, in `AppConfig.ready`."""
    if _kinds.get(kind.name, kind) != kind:
        raise ImproperlyConfigured(f"Two different kinds of document are called {kind.name}.")
    _kinds[kind.name] = kind


# --- asking -----------------------------------------------------------------------------------


@transaction.atomic
def request_document(*, kind: str, of: models.Model, formats: list[str], by: Any) -> Document:
    """Promise the document, ready or failed within five minutes.

    While it is being made, the same person asking for the same thing gets the same row, with the
    formats it was first asked for in.
    """
    if not formats or not set(formats) <= SUFFIXES.keys():
        raise ValueError(f"A document's formats are some of {sorted(SUFFIXES)}, not {formats}.")
    give_up()
    language = _kinds[kind].language(of)
    with translation.override(language):
        title = f"{_kinds[kind].label}: {of}"
    # get_or_create makes the row in a savepoint: of two at once, the loser finds the winner's.
    document, is_new = Document.objects.unfinished().get_or_create(
        kind=_kinds[kind].name,
        of=str(of.pk),
        requested_by=by,
        defaults={"formats": formats, "title": title[:200], "language": language},
    )
    if is_new:
        _ring(document.pk)
    return document


@transaction.atomic
def try_again(*, document: Document) -> Document:
    """Ask once more for a document that failed or is outdated: the same row, its tries given back.

    When the same person has asked anew in the meantime, that row is the answer.
    """
    give_up()
    try:
        with transaction.atomic():
            again = State.READY if is_outdated(document) else State.FAILED
            asked = Document.objects.filter(pk=document.pk, state=again).update(
                state=State.QUEUED,
                tries=0,
                progress=0,
                error="",
                requested_at=timezone.now(),
            )
    except IntegrityError:
        return Document.objects.unfinished().get(
            kind=document.kind, of=document.of, requested_by=document.requested_by_id
        )
    if asked:
        _ring(document.pk)
    return document


def _ring(document_id: UUID) -> None:
    from modellkoncept.tasks import build_document  # tasks import this module

    # robust: a broker that is down must not fail the request; the sweep rings again.
    transaction.on_commit(lambda: build_document.delay(str(document_id)), robust=True)


# --- reading ----------------------------------------------------------------------------------


def may_read(user: Any, document: Document) -> bool:
    """Whether this person may see the document now: what it is about decides, not who asked."""
    kind = _kinds.get(document.kind)
    if kind is None:
        return False
    try:
        return kind.may_read(user, kind.find(document.of))
    except ObjectDoesNotExist:
        return False


def source_is_gone(document: Document) -> bool:
    """Whether what the document is about has been removed since it was asked for."""
    kind = _kinds.get(document.kind)
    if kind is None:
        return True
    try:
        kind.find(document.of)
    except ObjectDoesNotExist:
        return True
    return False


def is_outdated(document: Document) -> bool:
    """Whether something in the finished document has been withdrawn since it was made."""
    kind = _kinds[document.kind]
    if document.state != State.READY or kind.edition is None:
        return False
    return kind.edition(kind.find(document.of)) != document.edition


def files_of(document: Document) -> list[tuple[str, int]]:
    """The formats that can be fetched, with their sizes in bytes."""
    fields = [(file_format, getattr(document, file_format)) for file_format in SUFFIXES]
    return [
        (file_format, field.size)
        for file_format, field in fields
        if field and field.storage.exists(field.name)
    ]


def is_late(document: Document) -> bool:
    """Whether the promised time has passed, also while no worker lives to say so in the row."""
    return document.is_unfinished and document.requested_at < timezone.now() - DEADLINE


def shown_state(document: Document) -> str:
    """The state as the reader meets it: what is long overdue has failed, said or not."""
    return State.FAILED if is_late(document) else document.state


def troubled() -> DocumentQuerySet:
    """What has failed in the last fortnight or is overdue, the newest first."""
    now = timezone.now()
    return Document.objects.filter(
        models.Q(state=State.FAILED, requested_at__gt=now - TOLD_OF_FOR)
        | models.Q(state__in=[State.QUEUED, State.BUILDING], requested_at__lt=now - DEADLINE)
    )


def late_sentence() -> str:
    return _("Dokumentet blev inte klart inom fem minuter. Försök igen om en stund.")


def file_name(document: Document, file_format: str) -> str:
    """What the reader's file is called: the title, without what a file system refuses."""
    name = re.sub(r'[\x00-\x1f\x7f/\\:*?"<>|]+', " ", document.title)
    name = " ".join(name.split()).strip(". ")[:100].rstrip(". ")
    return f"{name or _('Dokument')}.{SUFFIXES[file_format]}"


# --- making -----------------------------------------------------------------------------------


def build(document_id: UUID | str) -> None:
    """Make the document if it is ours to make. Safe to call any number of times."""
    document = Document.objects.claim(document_id)
    if document is None:
        return
    with translation.override(document.language):
        try:
            with lease_kept(document):
                files = _make(document)
            finish(document, files)
        except LeaseLostError:
            logger.warning(
                "document %s: the lease was lost, the result is thrown away", document.pk
            )
        except CannotBeMadeError as error:
            _fail(document, str(error))
        except SoftTimeLimitExceeded:
            logger.error("document %s of kind %s took too long", document.pk, document.kind)  # noqa: TRY400 – the trace of a time limit says nothing
            _fail(document, _("Dokumentet tog för lång tid att göra. Är underlaget mycket långt?"))
        except Exception:
            # A bug in a kind must become a sentence on the page and a trace in the log.
            logger.exception("document %s of kind %s failed", document.pk, document.kind)
            _put_back(document)


def _make(document: Document) -> dict[str, bytes]:
    kind = _kinds.get(document.kind)
    if kind is None:
        raise CannotBeMadeError(_("Den sortens dokument finns inte längre."))
    try:
        of = kind.find(document.of)
    except ObjectDoesNotExist:
        raise CannotBeMadeError(_("Det som dokumentet handlar om finns inte längre.")) from None
    _say_progress(document, 10)
    document.edition = (
        kind.edition(of) if kind.edition else ""
    )  # before the text is read: what changes after is noticed
    context = kind.context(of)
    _say_progress(document, 30)
    html_as_written = render_to_string(
        kind.template,
        {
            **context,
            "language": document.language,
            "organisation": ORGANISATION,
            "made_on": timezone.localdate(),
        },
    )
    html = UNPRINTABLE.sub("", html_as_written)
    if len(html) > LARGEST:
        raise CannotBeMadeError(_("Dokumentet är för stort för att göras i ett stycke."))
    _say_progress(document, 40)
    files: dict[str, bytes] = {}
    if "word" in document.formats:
        title = ", ".join(str(part) for part in (context["title"], context.get("subtitle")) if part)
        title = UNPRINTABLE.sub("", title)
        files["word"] = word.finish(
            _docx(html),
            title=title,
            language=document.language,
            organisation=ORGANISATION,
            made_on=timezone.localdate(),
        )
        _say_progress(document, 60)
    if "pdf" in document.formats:
        files["pdf"] = _pdf(html)
        _say_progress(document, 95)
    return files


def _pdf(html: str) -> bytes:
    """Typeset the page as accessible PDF, with nothing fetched from files or the network."""
    try:
        import weasyprint  # takes most of a second, and needs libraries that a machine may lack
        from weasyprint.urls import URLFetcher
    except OSError as error:
        logger.error("WeasyPrint cannot start: %s", error)  # noqa: TRY400 – the sentence says it all
        raise CannotBeMadeError(embedded.pango_help()) from error
    fetcher = URLFetcher(allowed_protocols=("data",))
    style = weasyprint.CSS(string=STYLESHEET.read_text(), url_fetcher=fetcher)
    page = weasyprint.HTML(string=html, url_fetcher=fetcher)
    return bytes(page.write_pdf(pdf_variant="pdf/ua-1", stylesheets=[style]))


def _docx(html: str) -> bytes:
    """Turn the page into Word by pandoc, which in its sandbox reads no file and no network."""
    import pypandoc

    made = subprocess.run(  # noqa: S603 – a fixed command; the page goes in by stdin
        [
            pypandoc.get_pandoc_path(),
            "--sandbox",
            "--from=html",
            "--to=docx",
            "--metadata=title=",  # the h1 is the title on the page; the file's own comes later
            "--output=-",
            "+RTS",
            "-M512M",
            "-RTS",
        ],
        input=html.encode(),
        capture_output=True,
        check=True,
        timeout=PANDOC_SECONDS,
    )
    return made.stdout


# --- the lease --------------------------------------------------------------------------------


def _held(document: Document) -> DocumentQuerySet:
    """The row, only as long as this worker holds its lease."""
    return Document.objects.filter(pk=document.pk, lease=document.lease, state=State.BUILDING)


def _say_progress(document: Document, percent: int) -> None:
    if not _held(document).update(progress=percent, lease_until=Document.lease_end()):
        raise LeaseLostError


@contextmanager
def lease_kept(document: Document) -> Iterator[None]:
    """Renew the lease while one long call works, for four minutes at most."""
    done = threading.Event()
    stop_at = time.monotonic() + RENEW_AT_MOST

    def renew() -> None:
        try:
            while not done.wait(RENEW_EVERY) and time.monotonic() < stop_at:
                if not _held(document).update(lease_until=Document.lease_end()):
                    return
        except DatabaseError:
            logger.warning("document %s: the lease could not be renewed", document.pk)
        finally:
            connection.close()  # this thread's own

    thread = threading.Thread(target=renew, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join(timeout=5)


def finish(document: Document, files: dict[str, bytes]) -> None:
    """Hand over the files, unless the lease is gone: then they never existed."""
    for file_format, content in files.items():
        field = getattr(document, file_format)
        field.save(f"document.{SUFFIXES[file_format]}", ContentFile(content), save=False)
    won = _held(document).update(
        state=State.READY,
        progress=100,
        error="",
        ready_at=timezone.now(),
        lease=None,
        lease_until=None,
        edition=document.edition,
        pdf=document.pdf.name,
        word=document.word.name,
    )
    mine = {getattr(document, file_format).name for file_format in files}
    if not won:
        _delete_files(mine)
        raise LeaseLostError
    folder = f"documents/{document.pk}"
    left_by_the_dead = {f"{folder}/{name}" for name in default_storage.listdir(folder)[1]} - mine
    _delete_files(left_by_the_dead)


def _delete_files(names: set[str]) -> None:
    for name in names:
        default_storage.delete(name)


def _fail(document: Document, sentence: str) -> None:
    _held(document).update(**_failed(sentence))


def _put_back(document: Document) -> None:
    """Leave it to the sweep to try again; after the last try, say so instead."""
    if document.tries >= MAX_TRIES:
        _fail(document, _broken_sentence())
    else:
        _held(document).update(state=State.QUEUED, lease=None, lease_until=None, progress=0)


def _failed(sentence: str) -> dict[str, Any]:
    return {"state": State.FAILED, "error": sentence, "lease": None, "lease_until": None}


def _broken_sentence() -> str:
    return _("Något gick fel när dokumentet gjordes. Felet är noterat hos oss. Försök gärna igen.")


# --- the net ----------------------------------------------------------------------------------


def give_up() -> None:
    """Say failed of what nobody can make, and of what is not ready in the promised time."""
    Document.objects.due().filter(tries__gte=MAX_TRIES).update(**_failed(_broken_sentence()))
    Document.objects.unfinished().filter(requested_at__lt=timezone.now() - DEADLINE).update(
        **_failed(late_sentence())
    )


def give_up_or_list_due() -> list[UUID]:
    """The documents that wait for a worker, once the hopeless ones are given up."""
    give_up()
    due = Document.objects.due().order_by("requested_at")
    return list(due.values_list("pk", flat=True)[:200])
