"""Documents: who gets them, that they are made exactly once, and that both files say the same."""

import io
import re
import socket
import sys
import threading
import zipfile
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote
from uuid import uuid4
from xml.etree import ElementTree as ET

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import InterfaceError, connection
from django.utils import timezone
from pypdf import PdfReader

from meetings.models import Meeting
from modellkoncept import embedded
from modellkoncept.documents import build
from modellkoncept.documents.kinds import Format, Kind, Version, register_kind
from modellkoncept.documents.models import Document
from modellkoncept.documents.request import queue_document, request_document
from modellkoncept.documents.status import files_of, late_sentence
from modellkoncept.documents.store import fail_overdue_and_list_due, finish
from modellkoncept.documents.tasks import build_document
from modellkoncept.files.metadata import ORGANISATION
from modellkoncept.jobs import lease
from modellkoncept.jobs.errors import LeaseLostError
from modellkoncept.jobs.lease import keep_lease
from programmes.models import Membership
from tests.factories import MeetingFactory, UserFactory
from tests.markup import on_one_line

State = Document.State
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
pytestmark = pytest.mark.django_db

TEXTS = [
    "Vi kan se till att beslut följs upp. Det som följs upp blir av.",
    "Åka på studiebesök – över kommungränsen",
    "<script>alert('hej')</script> & <b>fet</b>",
    "Ett långt bidrag: " + "erfarenhetsutbyte om jämställd välfärd " * 12,
]


def find(meeting_id):
    return Meeting.objects.get(pk=meeting_id)


def readable(user):
    return Meeting.objects.visible_to(user)


def versions(ids):
    """A meeting's title is what its document prints, and its place what may be withdrawn."""
    return {
        str(meeting.pk): Version(
            edition=meeting.place, content=meeting.title, is_final=meeting.aims == "final"
        )
        for meeting in Meeting.objects.filter(pk__in=ids)
    }


def context(meeting):
    return {
        "title": "Dokumentation",
        "subtitle": meeting.title,
        "facts": [("Dag", "15 september 2026"), ("Plats", "Västerås")],
        "texts": TEXTS,
        "long": "Sammanfattat på många rader. " * 100,
        "unsafe": "",
    }


def broken(meeting):
    raise ZeroDivisionError("en bugg")


def too_slow(meeting):
    raise SoftTimeLimitExceeded


BUILDERS = {"test": context, "broken": broken, "slow": too_slow}
BUILDERS |= {"only-pdf": context, "only-word": context}


def kind(name, label="Dokumentation", **options):
    def context_of(meeting):
        return BUILDERS[name](meeting)

    return Kind(
        name=name,
        label=label,
        template="a_document.html",
        find=find,
        readable=readable,
        context=context_of,
        **options,
    )


TEST, BROKEN, SLOW = kind("test", versions=versions), kind("broken"), kind("slow")
ONLY_PDF = kind("only-pdf", formats=(Format.PDF,))
ONLY_WORD = kind("only-word", formats=(Format.WORD,))
KINDS = [TEST, BROKEN, SLOW, ONLY_PDF, ONLY_WORD]
KIND_OF = {each.name: each for each in KINDS}


@pytest.fixture(autouse=True)
def _kinds(settings, tmp_path):
    for known in KINDS:
        register_kind(known)
    here = Path(__file__).parent / "templates"
    settings.TEMPLATES = [
        {**engine, "DIRS": [*engine["DIRS"], here]} for engine in settings.TEMPLATES
    ]
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        },
    }


@pytest.fixture
def asked(meeting, people):
    """A document that somebody waits for."""
    return ask(meeting, people["strategist"])


def ask(meeting, by, kind=TEST):
    return request_document(kind=kind, of=meeting, by=by)


def fresh(document):
    return Document.objects.get(pk=document.pk)


def set_row(document, **values):
    Document.objects.filter(pk=document.pk).update(**values)
    return fresh(document)


def content(field):
    with default_storage.open(field.name) as file:
        return file.read()


def files_in_storage():
    return sorted(path.name for path in Path(default_storage.location).rglob("*.*"))


def a_while_ago(**how_long):
    return timezone.now() - timedelta(**how_long)


# --- kinds ------------------------------------------------------------------------------------


def test_the_same_kind_may_be_registered_again_but_no_other_under_its_name():
    register_kind(TEST)

    with pytest.raises(ImproperlyConfigured):
        register_kind(kind("test", label="Något annat"))


# --- asking -----------------------------------------------------------------------------------


def test_a_double_click_asks_once(meeting, people):
    first = ask(meeting, people["strategist"])
    second = ask(meeting, people["strategist"])

    assert first == second
    assert Document.objects.count() == 1
    assert (first.state, first.title, first.of) == (
        State.QUEUED,
        f"Dokumentation: {meeting.title}",
        str(meeting.pk),
    )


def test_two_people_get_one_document_while_it_is_built_and_while_it_stands_fresh(meeting, people):
    hers = ask(meeting, people["strategist"])
    assert ask(meeting, people["manager"]) == hers

    build.build_files(hers.pk)
    assert ask(meeting, people["manager"]) == hers

    assert Document.objects.get().requested_by == people["strategist"]


def test_a_finished_document_stops_no_new_one_when_the_thing_has_changed(meeting, made, people):
    Meeting.objects.update(title="Nytt namn")

    another = ask(find(made.of), people["manager"])

    assert another != made
    assert (another.state, another.title) == (State.QUEUED, "Dokumentation: Nytt namn")
    assert ask(find(made.of), people["strategist"]) == another


@pytest.mark.parametrize("lost", ["withdrawn", "files", "unknown"])
def test_a_finished_document_stops_no_new_one_when_it_is_not_to_be_had(meeting, made, people, lost):
    if lost == "withdrawn":
        Meeting.objects.update(place="En annan")
    elif lost == "files":
        default_storage.delete(made.pdf.name)
        default_storage.delete(made.word.name)
    else:  # nobody can tell what it was made from
        set_row(ask(meeting, people["staff"], ONLY_PDF), state=State.DONE)
        made = Document.objects.get(kind="only-pdf")

    assert ask(find(made.of), people["staff"], KIND_OF[made.kind]) != made


def test_what_the_system_asks_for_begins_again_what_is_being_built_and_nobody_asked(asked):
    begun = Document.objects.claim(asked.pk)

    again = queue_document(kind=TEST, of=find(asked.of))

    assert (again.pk, Document.objects.count()) == (asked.pk, 1)
    assert (fresh(asked).state, fresh(asked).requested_by) == (State.QUEUED, None)
    with pytest.raises(LeaseLostError):
        finish(begun, {Format.PDF: b"of before the change"})


@pytest.mark.parametrize("formats", [(), ("odt",), (Format.PDF, "odt")])
def test_a_kind_without_formats_or_with_an_unknown_one_is_refused(formats):
    with pytest.raises(ValueError, match="formats"):
        kind("other", formats=formats)


@pytest.mark.django_db(transaction=True)
def test_clicks_of_two_people_at_once_make_one_row(meeting, people):
    start, askers = threading.Barrier(8), [people["strategist"], people["manager"]]
    got = []

    def click(number):
        start.wait()
        try:
            got.append(ask(meeting, askers[number % 2]).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=click, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(got) == 8
    assert set(got) == {Document.objects.get().pk}


# --- the state machine ------------------------------------------------------------------------


def test_building_makes_both_files_once(asked):
    build_document(str(asked.pk))
    made = fresh(asked)
    build_document(str(asked.pk))

    assert (made.state, made.attempts, made.progress, made.error) == (State.DONE, 1, 100, "")
    assert made.lease is None
    assert content(made.pdf)[:5] == b"%PDF-"
    assert content(made.word)[:2] == b"PK"
    assert fresh(asked).pdf.name == made.pdf.name
    assert len(files_in_storage()) == 2


def test_only_the_formats_of_the_kind_are_made(meeting, people):
    document = ask(meeting, people["strategist"], ONLY_WORD)

    build.build_files(document.pk)

    assert [each for each, _size in files_of(fresh(document))] == [Format.WORD]


def test_one_of_two_workers_gets_the_lease(asked):
    first = Document.objects.claim(asked.pk)
    second = Document.objects.claim(asked.pk)

    assert first is not None
    assert (first.state, first.attempts, second) == (State.RUNNING, 1, None)


def test_a_lease_that_ran_out_makes_the_document_due_again(asked):
    first = Document.objects.claim(asked.pk)
    assert fail_overdue_and_list_due() == []

    set_row(asked, lease_until=a_while_ago(seconds=1))

    assert fail_overdue_and_list_due() == [asked.pk]
    second = Document.objects.claim(asked.pk)
    assert second.attempts == 2
    assert second.lease != first.lease


@pytest.mark.parametrize("rival_is_ready", [False, True])
def test_a_worker_back_from_the_dead_changes_nothing(asked, monkeypatch, rival_is_ready):
    def outlived(meeting):
        set_row(asked, lease_until=a_while_ago(seconds=1))
        rival = Document.objects.claim(asked.pk)
        if rival_is_ready:
            finish(rival, {Format.PDF: b"rival"})
        return context(meeting)

    monkeypatch.setitem(BUILDERS, "test", outlived)

    build.build_files(asked.pk)

    now = fresh(asked)
    assert now.attempts == 2
    if rival_is_ready:
        assert (now.state, content(now.pdf), len(files_in_storage())) == (State.DONE, b"rival", 1)
    else:
        assert (now.state, files_in_storage()) == (State.RUNNING, [])


def test_a_late_result_is_thrown_away_with_its_files(asked):
    dead = Document.objects.claim(asked.pk)
    set_row(asked, lease_until=a_while_ago(seconds=1))
    alive = Document.objects.claim(asked.pk)
    finish(alive, {Format.PDF: b"alive"})

    with pytest.raises(LeaseLostError):
        finish(dead, {Format.PDF: b"dead", Format.WORD: b"dead"})

    assert content(fresh(asked).pdf) == b"alive"
    assert len(files_in_storage()) == 1


def test_files_that_a_killed_worker_left_are_cleared_away(asked):
    default_storage.save(f"documents/{asked.pk}/left.pdf", ContentFile(b"half"))

    build.build_files(asked.pk)

    assert fresh(asked).state == State.DONE
    assert len(files_in_storage()) == 2
    assert "left.pdf" not in files_in_storage()


def test_a_bug_is_tried_three_times_then_told_kindly_and_logged(meeting, people, caplog):
    document = ask(meeting, people["strategist"], BROKEN)
    states = []

    for _ in range(Document.MAX_ATTEMPTS + 1):
        build.build_files(document.pk)
        states.append((fresh(document).state, fresh(document).attempts))

    assert states == [(State.QUEUED, 1), (State.QUEUED, 2), (State.FAILED, 3), (State.FAILED, 3)]
    assert fresh(document).error.startswith("Något gick fel när dokumentet skapades.")
    assert [record.exc_info[0] for record in caplog.records] == [ZeroDivisionError] * 3


def test_three_dead_workers_are_enough(asked):
    set_row(
        asked, state=State.RUNNING, attempts=3, lease=uuid4(), lease_until=a_while_ago(seconds=1)
    )

    assert Document.objects.claim(asked.pk) is None
    assert fail_overdue_and_list_due() == []
    assert fresh(asked).state == State.FAILED
    assert fresh(asked).error.startswith("Något gick fel")


@pytest.mark.parametrize("state", [State.QUEUED, State.RUNNING])
def test_what_is_not_ready_in_five_minutes_has_failed(asked, state):
    lease = uuid4()
    set_row(
        asked,
        state=state,
        requested_at=a_while_ago(minutes=5, seconds=1),
        lease=lease,
        lease_until=timezone.now() + timedelta(seconds=30),
    )

    assert fail_overdue_and_list_due() == []
    assert (fresh(asked).state, fresh(asked).lease) == (State.FAILED, None)
    assert fresh(asked).error == late_sentence()


def test_a_document_about_something_that_is_gone_fails_at_once(asked, meeting):
    meeting.delete()

    build.build_files(asked.pk)

    assert (fresh(asked).state, fresh(asked).attempts) == (State.FAILED, 1)
    assert fresh(asked).error == "Det som dokumentet handlar om finns inte längre."


def test_a_document_of_nothing_but_lines_fails_at_once_and_eats_no_memory(asked, monkeypatch):
    """As many notes as a board holds, each of as many lines as a note can have."""
    lines = "<li>" + "a<br>" * 250 + "</li>"
    monkeypatch.setitem(
        BUILDERS, "test", lambda meeting: context(meeting) | {"unsafe": lines * 2000}
    )

    build.build_files(asked.pk)

    assert (fresh(asked).state, fresh(asked).attempts) == (State.FAILED, 1)
    assert fresh(asked).error == "Dokumentet är för stort för att skapas i ett stycke."


def test_a_document_that_takes_too_long_fails_at_once(meeting, people):
    document = ask(meeting, people["strategist"], SLOW)

    build.build_files(document.pk)

    assert (fresh(document).state, fresh(document).attempts) == (State.FAILED, 1)
    assert fresh(document).error.startswith("Dokumentet tog för lång tid")


def test_a_document_that_is_too_large_fails_at_once(asked, monkeypatch):
    monkeypatch.setattr(build, "LARGEST", 1000)

    build.build_files(asked.pk)

    assert fresh(asked).error == "Dokumentet är för stort för att skapas i ett stycke."


def test_a_machine_without_pango_says_what_to_install(asked, monkeypatch, tmp_path):
    package = tmp_path / "weasyprint"
    package.mkdir()
    (package / "__init__.py").write_text("raise OSError(\"cannot load library 'libpango-1.0-0'\")")
    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.syspath_prepend(tmp_path)

    build.build_files(asked.pk)

    assert (fresh(asked).state, fresh(asked).attempts) == (State.FAILED, 1)
    assert fresh(asked).error == embedded.pango_help()
    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)


@pytest.mark.django_db(transaction=True)
def test_the_lease_is_renewed_while_one_long_call_works(asked, monkeypatch):
    monkeypatch.setattr(lease, "RENEW_EVERY", 0.05)
    held = Document.objects.claim(asked.pk)
    set_row(asked, lease_until=a_while_ago(seconds=1))
    renewed = threading.Event()

    with keep_lease(held):
        for _ in range(100):
            if fresh(asked).lease_until > timezone.now():
                renewed.set()
                break
            renewed.wait(0.05)

    assert renewed.is_set()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("error", [InterfaceError, ZeroDivisionError])
def test_one_renewal_that_fails_is_not_the_last(asked, monkeypatch, error):
    monkeypatch.setattr(lease, "RENEW_EVERY", 0.05)
    held = Document.objects.claim(asked.pk)
    set_row(asked, lease_until=a_while_ago(seconds=1))
    owned_by, tries = lease.owned_by, []

    def fails_once(row):
        tries.append(1)
        if len(tries) == 1:
            raise error
        return owned_by(row)

    monkeypatch.setattr(lease, "owned_by", fails_once)
    with keep_lease(held):
        for _ in range(100):
            if fresh(asked).lease_until > timezone.now():
                break
            threading.Event().wait(0.05)

    assert fresh(asked).lease_until > timezone.now()


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_hangs_loses_its_lease(asked, monkeypatch):
    monkeypatch.setattr(lease, "RENEW_EVERY", 0.01)
    monkeypatch.setattr(lease, "RENEW_AT_MOST", 0.0)
    held = Document.objects.claim(asked.pk)
    over = set_row(asked, lease_until=a_while_ago(seconds=1)).lease_until

    with keep_lease(held):
        threading.Event().wait(0.2)

    assert fresh(asked).lease_until == over


# --- what the files say -----------------------------------------------------------------------


@pytest.fixture
def made(asked):
    build.build_files(asked.pk)
    return fresh(asked)


def pdf_text(document):
    """The text between the page's head and foot, which are no part of what is said."""
    texts = []
    for page in PdfReader(io.BytesIO(content(document.pdf))).pages:
        parts = []

        def collect(text, cm, tm, _font, _size, parts=parts):
            y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            if 68 < y < 780:
                parts.append(text)

        page.extract_text(visitor_text=collect)
        texts.append("\n".join(parts))
    return " ".join(texts)


def word_part(document, name):
    return ET.fromstring(zipfile.ZipFile(io.BytesIO(content(document.word))).read(name))  # noqa: S314 – our own file


def word_text(document):
    paragraphs = word_part(document, "word/document.xml").iter(f"{W}p")
    return " ".join("".join(t.text or "" for t in p.iter(f"{W}t")) for p in paragraphs)


def words(text):
    """Only the words: the marks of lists are drawn in a PDF and unwritten in Word.

    A word that is broken at the end of a line in a PDF is one word.
    """
    return re.sub(r"[•◦▪■‣]|(?<!\S)[12]\.(?!\S)", " ", re.sub(r"\s*\u2010\s*", "", text)).split()


def test_pdf_and_word_say_the_same(made):
    expected = words(word_text(made))

    assert words(pdf_text(made)) == expected
    said = " ".join(expected)
    for text in TEXTS:
        assert said.count(" ".join(text.split())) == 1
    assert said.startswith(f"Modellkonceptet Dokumentation {made.title.split(': ')[1]} Dag 15")
    assert said.endswith("Så här är det anonymt Inga namn sparas.")


def test_the_pdf_is_made_for_everybody(made):
    pdf = PdfReader(io.BytesIO(content(made.pdf)))
    root = pdf.trailer["/Root"]
    title = f"Dokumentation, {made.title.split(': ')[1]}"

    assert root["/MarkInfo"]["/Marked"].value
    assert root["/Lang"] == "sv"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value
    assert pdf.metadata.title == title
    assert b'pdfuaid:part="1"' in root["/Metadata"].get_data()
    assert pdf.outline[0].title == "Dokumentation"
    assert [h.title for h in pdf.outline[1] if not isinstance(h, list)] == [
        "Förmiddag",
        "Tider",
        "Så här är det anonymt",
    ]


def test_the_pdf_numbers_its_pages(made):
    pages = PdfReader(io.BytesIO(content(made.pdf))).pages

    assert len(pages) > 1
    for number, page in enumerate(pages, start=1):
        assert f"{number} ({len(pages)})" in page.extract_text()


def test_no_file_says_who_made_it_or_at_what_hour(made):
    today = f"{timezone.localdate():%Y-%m-%d}"
    info = PdfReader(io.BytesIO(content(made.pdf))).metadata
    archive = zipfile.ZipFile(io.BytesIO(content(made.word)))
    core = {
        element.tag.split("}")[1]: element.text for element in word_part(made, "docProps/core.xml")
    }

    assert dict(info) == {
        "/Title": info.title,
        "/Creator": ORGANISATION,
        "/Producer": info.producer,
        "/CreationDate": f"D:{today.replace('-', '')}",
    }
    assert core == {
        "title": info.title,
        "language": "sv-SE",
        "created": f"{today}T00:00:00Z",
        "modified": f"{today}T00:00:00Z",
    }
    assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
    assert list(word_part(made, "docProps/custom.xml")) == []
    assert ORGANISATION in archive.read("docProps/app.xml").decode()


def test_word_has_real_styles(made):
    body = word_part(made, "word/document.xml")
    styles = {style.get(f"{W}styleId") for style in word_part(made, "word/styles.xml")}
    used = [style.get(f"{W}val") for style in body.iter(f"{W}pStyle")]

    assert [name for name in used if name.startswith(("Heading", "List"))] == [
        *["Heading1", "Heading2", "Heading3", "Heading4"],
        *["ListBullet"] * (len(TEXTS) + 1),
        *["ListBullet2", "ListBullet2", "ListBullet3"],
        *["Heading4", "ListNumber", "ListNumber", "Heading2", "Heading2"],
    ]
    assert set(used) <= styles
    assert {"Brand", "Subtitle", "DefinitionTerm", "Definition", "Summary", "Quiet"} <= set(used)
    assert len(list(body.iter(f"{W}tblHeader"))) == 1


def test_word_is_swedish_on_a4_with_numbered_pages(made):
    language = next(word_part(made, "word/styles.xml").iter(f"{W}lang"))
    page = next(word_part(made, "word/document.xml").iter(f"{W}pgSz"))
    footer = ET.tostring(word_part(made, "word/footer1.xml"), encoding="unicode")

    assert language.get(f"{W}val") == "sv-SE"
    assert (page.get(f"{W}w"), page.get(f"{W}h")) == ("11906", "16838")
    assert re.findall(r"instrText[^>]*> (\w+) <", footer) == ["PAGE", "NUMPAGES"]


def test_in_word_lists_start_at_the_left_edge_and_tables_fill_the_page(made):
    levels = word_part(made, "word/numbering.xml").iter(f"{W}lvl")
    indents = {
        (
            level.find(f"{W}numFmt").get(f"{W}val") == "bullet",
            int(level.get(f"{W}ilvl")),
            int(indent.get(f"{W}left")),
            int(indent.get(f"{W}hanging")),
        )
        for level in levels
        for indent in level.iter(f"{W}ind")
    }
    widths = [
        (width.get(f"{W}type"), width.get(f"{W}w"))
        for width in word_part(made, "word/document.xml").iter(f"{W}tblW")
    ]

    assert indents == {
        (is_bullet, level, 340 * level + room, room)
        for level in range(9)
        for is_bullet, room in [(True, 340), (False, 567)]  # a number is as wide as "2000."
    }
    assert widths == [("pct", "5000")]


def test_every_part_of_the_word_file_is_named_where_word_looks_for_it(made):
    archive = zipfile.ZipFile(io.BytesIO(content(made.word)))
    types = ET.fromstring(archive.read("[Content_Types].xml"))  # noqa: S314 – our own file
    links = ET.fromstring(archive.read("word/_rels/document.xml.rels"))  # noqa: S314 – our own file
    section = next(word_part(made, "word/document.xml").iter(f"{W}footerReference"))

    named = {entry.get("PartName")[1:] for entry in types if entry.get("PartName")}
    targets = {link.get("Id"): f"word/{link.get('Target')}" for link in links}
    assert named <= set(archive.namelist())
    assert set(targets.values()) <= set(archive.namelist())
    assert targets[section.get(f"{R}id")] == "word/footer1.xml"


def test_nothing_is_fetched_from_files_or_the_network(asked, monkeypatch, tmp_path):
    secret = tmp_path / "secret.svg"
    secret.write_text('<svg xmlns="http://www.w3.org/2000/svg"><text>HEMLIGT</text></svg>')
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        address = f"http://127.0.0.1:{server.getsockname()[1]}"
        unsafe = (
            f'<img src="file://{secret}" alt=""><img src="{address}/a.png" alt="">'
            f'<link rel="stylesheet" href="{address}/b.css"><iframe src="file://{secret}"></iframe>'
            f'<object data="file://{secret}"></object><embed src="{address}/c.svg">'
            f'<style>@import "{address}/d.css"; body {{ background: url({address}/e.png) }}</style>'
        )
        monkeypatch.setitem(BUILDERS, "test", lambda m: {**context(m), "unsafe": unsafe})

        build.build_files(asked.pk)

        with pytest.raises(TimeoutError):
            server.accept()
    document = fresh(asked)
    word_file = zipfile.ZipFile(io.BytesIO(content(document.word)))
    assert document.state == State.DONE
    assert "HEMLIGT" not in pdf_text(document)
    assert [name for name in word_file.namelist() if "media" in name] == []
    assert not any(b"HEMLIGT" in word_file.read(name) for name in word_file.namelist())


# --- the pages --------------------------------------------------------------------------------

WHO = {
    "outsider": 404,
    "politician": 200,
    "manager": 200,
    "strategist": 200,
    "key_person": 200,
    "mentor": 200,
    "other_strategist": 404,
    "staff": 200,
}


@pytest.mark.parametrize(("who", "status"), WHO.items())
def test_who_may_see_fetch_and_ask_again(client, people, group_meeting, who, status):
    document = ask(group_meeting, UserFactory())
    build.build_files(document.pk)
    client.force_login(people[who])
    address = f"/dokument/{document.pk}/"

    assert client.get(address).status_code == status
    assert client.get(f"{address}pdf/").status_code == status
    assert client.get(f"{address}word/").status_code == status
    set_row(document, state=State.FAILED)
    again = client.post(f"{address}igen/").status_code
    assert again == (302 if status == 200 else 404)
    assert fresh(document).state == (State.QUEUED if status == 200 else State.FAILED)


def test_who_asked_does_not_help_who_may_no_longer_read(client, people, group_meeting):
    document = ask(group_meeting, people["other_strategist"])
    build.build_files(document.pk)
    client.force_login(people["other_strategist"])

    assert client.get(f"/dokument/{document.pk}/pdf/").status_code == 404


@pytest.mark.parametrize("path", ["", "pdf/", "word/"])
def test_a_stranger_is_sent_to_sign_in_and_an_unknown_id_is_not_found(client, people, asked, path):
    assert client.get(f"/dokument/{asked.pk}/{path}").status_code == 302

    client.force_login(people["staff"])
    assert client.get(f"/dokument/{uuid4()}/{path}").status_code == 404


def test_what_it_was_about_is_gone_and_so_is_the_document(client, people, asked, meeting):
    build.build_files(asked.pk)
    meeting.delete()
    client.force_login(people["staff"])

    assert client.get(f"/dokument/{asked.pk}/pdf/").status_code == 404


@pytest.mark.parametrize(
    ("file_format", "ending", "content_type"),
    [
        ("pdf", "pdf", "application/pdf"),
        (
            "word",
            "docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
    ],
)
def test_a_download_has_a_swedish_name_and_stays_nowhere(
    client, people, meeting, file_format, ending, content_type
):
    meeting.title = 'Lärandeträff 1: "Öppet" / hus'
    meeting.save()
    document = ask(meeting, people["strategist"])
    build.build_files(document.pk)
    client.force_login(people["strategist"])

    response = client.get(f"/dokument/{document.pk}/{file_format}/")

    assert response.headers["Content-Type"] == content_type
    assert unquote(response.headers["Content-Disposition"]) == (
        f'attachment; filename="Dokumentation Larandetraff 1 Oppet hus.{ending}";'
        f" filename*=utf-8''Dokumentation Lärandeträff 1 Öppet hus.{ending}"
    )
    assert response.headers["Cache-Control"] == "no-store, private"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.content == content(getattr(fresh(document), file_format))


@pytest.mark.parametrize("state", [State.QUEUED, State.RUNNING, State.FAILED])
def test_no_file_before_it_is_ready(client, people, made, state):
    set_row(made, state=state)
    client.force_login(people["strategist"])

    assert client.get(f"/dokument/{made.pk}/pdf/").status_code == 404


def test_a_format_nobody_made_and_a_file_that_is_lost_are_not_found(client, people, meeting):
    document = ask(meeting, people["strategist"], ONLY_PDF)
    build.build_files(document.pk)
    client.force_login(people["strategist"])

    assert client.get(f"/dokument/{document.pk}/word/").status_code == 404
    assert client.get(f"/dokument/{document.pk}/odt/").status_code == 404
    default_storage.delete(fresh(document).pdf.name)
    assert client.get(f"/dokument/{document.pk}/pdf/").status_code == 404
    assert "Filerna finns inte kvar" in client.get(f"/dokument/{document.pk}/").text


def test_the_page_follows_the_work_without_repeating_itself(client, people, asked):
    client.force_login(people["strategist"])
    address = f"/dokument/{asked.pk}/"
    htmx = {"HX-Request": "true"}

    first = client.get(address)
    again = client.get(f"{address}?sett=queued-0", headers=htmx)
    Document.objects.claim(asked.pk)
    begun = client.get(f"{address}?sett=queued-0", headers=htmx)
    set_row(asked, progress=40)
    further = client.get(f"{address}?sett=running-0", headers=htmx)
    content_of = versions([asked.of])[asked.of].content
    set_row(asked, state=State.DONE, content=content_of)
    ready = client.get(f"{address}?sett=running-40", headers=htmx)

    assert '<meta http-equiv="refresh" content="3">' in on_one_line(first.text)
    assert "sett=queued-0" in first.text
    assert "hx-swap-oob" not in first.text
    assert (again.status_code, again.content) == (204, b"")
    assert "Dokumentet skapas." in begun.text
    assert "hx-swap-oob" in begun.text
    assert "<html" not in begun.text
    assert 'value="40"' in further.text
    assert "hx-swap-oob" not in further.text
    assert "Dokumentet är klart." in ready.text
    assert "hx-get" not in ready.text


def test_a_failed_document_says_why_and_can_be_asked_for_again(client, people, asked):
    set_row(asked, state=State.FAILED, attempts=3, error="Det gick snett.", progress=40)
    client.force_login(people["strategist"])

    page = client.get(f"/dokument/{asked.pk}/")
    response = client.post(f"/dokument/{asked.pk}/igen/")

    assert "Det gick snett." in page.text
    assert "Försök igen" in page.text
    assert response.headers["Location"] == f"/dokument/{asked.pk}/"
    now = fresh(asked)
    assert (now.state, now.attempts, now.error, now.progress) == (State.QUEUED, 0, "", 0)


def test_a_document_that_stands_fresh_is_not_made_again(client, people, made):
    client.force_login(people["strategist"])

    client.post(f"/dokument/{made.pk}/igen/")

    assert fresh(made).state == State.DONE


def test_asking_again_while_a_newer_one_is_under_way_leads_to_that_one(client, people, asked):
    set_row(asked, state=State.FAILED)
    newer = request_document(kind=TEST, of=find(asked.of), by=people["strategist"])
    client.force_login(people["manager"])

    response = client.post(f"/dokument/{asked.pk}/igen/")

    assert response.headers["Location"] == f"/dokument/{newer.pk}/"
    assert fresh(asked).state == State.FAILED


def test_a_changed_document_is_handed_out_says_so_and_a_new_one_is_asked_for(client, people, made):
    Meeting.objects.update(title="Nytt namn")
    client.force_login(people["politician"])

    page = client.get(f"/dokument/{made.pk}/").text
    answer = client.post(f"/dokument/{made.pk}/igen/")
    newer = Document.objects.exclude(pk=made.pk).get()

    assert page.count("Innehållet har ändrats sedan dokumentet skapades.") == 1
    assert "Skapa en ny" in page
    assert client.get(f"/dokument/{made.pk}/pdf/").status_code == 200
    assert answer.headers["Location"] == f"/dokument/{newer.pk}/"
    assert (newer.requested_by, fresh(made).state) == (people["politician"], State.DONE)


def test_a_changed_document_of_what_can_no_longer_be_made_stands_as_it_is(client, people, made):
    Meeting.objects.update(title="Nytt namn", aims="final")
    client.force_login(people["politician"])

    page = client.get(f"/dokument/{made.pk}/").text

    assert page.count("Dokumentet är klart.") == 1
    assert "Skapa en ny" not in page


def test_with_no_worker_left_the_page_says_failed_and_asking_again_works(client, people, asked):
    set_row(asked, requested_at=a_while_ago(minutes=6))
    client.force_login(people["strategist"])

    page = client.get(f"/dokument/{asked.pk}/")
    client.post(f"/dokument/{asked.pk}/igen/")

    assert late_sentence() in page.text
    assert fresh(asked).state == State.QUEUED
    assert fresh(asked).requested_at > a_while_ago(minutes=1)


def listed(client, user):
    client.force_login(user)
    return [(row, state) for row, state in client.get("/dokument/").context["rows"]]


def test_the_list_holds_what_she_may_read_and_what_she_asked_for_and_skr_sees_all(
    client, people, meeting, group_meeting
):
    made, waiting = ask(meeting, people["strategist"]), ask(group_meeting, people["strategist"])
    build.build_files(made.pk)

    assert listed(client, people["strategist"]) == [(waiting, "queued"), (fresh(made), "done")]
    assert listed(client, people["politician"]) == [(fresh(made), "done")]
    assert listed(client, people["outsider"]) == []
    assert listed(client, people["staff"]) == [(waiting, "queued"), (fresh(made), "done")]
    build.build_files(waiting.pk)
    assert listed(client, people["other_strategist"]) == [(fresh(made), "done")]


def test_the_list_has_nothing_that_its_page_would_not_show(client, people, meeting):
    document = ask(meeting, people["strategist"])
    build.build_files(document.pk)
    Membership.objects.filter(user=people["strategist"]).delete()

    assert listed(client, people["strategist"]) == []
    assert client.get(f"/dokument/{document.pk}/").status_code == 404


def test_the_list_says_what_has_changed_and_a_newer_one_replaces_an_older(client, people, made):
    Meeting.objects.update(title="Nytt namn")
    assert listed(client, people["politician"]) == [(made, "changed")]

    newer = ask(find(made.of), people["manager"])
    build.build_files(newer.pk)
    assert listed(client, people["politician"]) == [(newer, "done")]

    Meeting.objects.update(place="En annan")
    assert listed(client, people["politician"]) == [(newer, "outdated")]
    assert f"/dokument/{newer.pk}/pdf/" not in client.get("/dokument/").text


def test_the_list_is_paged_and_an_empty_one_says_where_documents_come_from(client, people, meeting):
    client.force_login(people["politician"])
    assert "Inga dokument än" in client.get("/dokument/").text

    for number in range(27):
        Document.objects.create(
            kind="test", of=str(number), title=f"Nr {number}", requested_by=people["politician"]
        )

    assert len(client.get("/dokument/").context["rows"]) == 25
    assert len(client.get("/dokument/?sida=2").context["rows"]) == 2
    assert len(client.get("/dokument/?sida=99").context["rows"]) == 2


@pytest.mark.parametrize("count", [1, 3])
def test_list_query_count(client, people, meeting, count, django_assert_num_queries):
    for _ in range(count):
        row = ask(MeetingFactory(round=meeting.round), people["strategist"])
        set_row(row, state=State.DONE, finished_at=timezone.now())
    client.force_login(people["politician"])

    with django_assert_num_queries(5):  # session, user, how many, documents, their versions
        client.get("/dokument/")


def test_document_query_count(client, people, made, django_assert_num_queries):
    client.force_login(people["strategist"])

    with django_assert_num_queries(5):  # session, user, document, may she, its version
        client.get(f"/dokument/{made.pk}/")


def test_the_administration_shows_promises_but_neither_letters_nor_files(client, made):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))

    listed = client.get("/admin/modellkoncept/document/")
    one = client.get(f"/admin/modellkoncept/document/{made.pk}/change/")

    assert (listed.status_code, one.status_code) == (200, 200)
    assert made.pdf.name not in one.text
    assert client.get("/admin/modellkoncept/document/add/").status_code == 403
