"""The archive pack: it opens without this system, says what it holds, and is made exactly once."""

import hashlib
import io
import re
import zipfile

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from pypdf import PdfReader

from modellkoncept.documents.models import Document
from modellkoncept.privacy.redaction import Names
from padlet.services import boards, disposal, rehearsals, sealing
from programmes.closing import services
from programmes.closing.archive import pack as pack_archive
from programmes.closing.archive import pack as pack_module
from programmes.closing.archive.contents import path_part
from programmes.closing.archive.request import request_pack
from programmes.closing.models import Closing, Pack
from programmes.closing.removal import removal
from tests.factories import BoardFactory, NoteFactory, PromptFactory, SectionFactory
from tests.markup import on_one_line
from tests.padlet.test_exports import xlsx_rows
from tests.programmes.closing.conftest import EARLIER

State = Pack.State


def opened(closing: Closing) -> zipfile.ZipFile:
    with closing.pack.file.open("rb") as file:
        return zipfile.ZipFile(io.BytesIO(file.read()))


def pdf_text(content: bytes) -> str:
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return " ".join(text.split())


@pytest.fixture
def pack(ended) -> zipfile.ZipFile:
    return opened(ended.packed())


def test_it_holds_what_the_round_did(pack):
    assert pack.testzip() is None
    assert pack.namelist() == [
        "INNEHALL.html",
        "SHA256SUMS.txt",
        "omgang/organisationer.xlsx",
        "omgang/uppgifter.xlsx",
        "traffar/traffar.xlsx",
        "traffar/01-2021-09-14-uppstart-med-namn-dagordning.pdf",
        "traffar/01-2021-09-14-uppstart-med-namn-dokumentation.pdf",
        "tavlor/01-vad-kan-vi-bidra-med-uppstart-med-namn/dokumentation.pdf",
        "tavlor/01-vad-kan-vi-bidra-med-uppstart-med-namn/lappar.xlsx",
        "tavlor/01-vad-kan-vi-bidra-med-uppstart-med-namn/bilagor/01-namn-instruktion.pdf",
    ]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Doris Eng om läget", "namn-om-laget"),
        ("Doris-Eng.bilder", "namn-bilder"),
        ("Doris.Eng_2021", "namn-2021"),
        ("Anna-Lena_von-Ek", "namn"),
        ("doris@granvik.se", "e-post"),
        ("../../etc/passwd\\..", "etcpasswd"),
        ("C:\\con\x00|*?", "ccon"),
        ("???", ""),
        ("x" * 80, "x" * 60),
    ],
)
def test_a_path_holds_no_name_and_leads_nowhere_else(text, part):
    people = [("Doris Eng", "doris@granvik.se"), ("Anna-Lena von Ek", "anna@granvik.se")]

    assert path_part(text, Names(people)) == part


def test_every_checksum_is_that_of_its_file(pack):
    contents = on_one_line(pack.read("INNEHALL.html").decode())
    sums = dict(
        reversed(line.split("  ")) for line in pack.read("SHA256SUMS.txt").decode().splitlines()
    )

    assert set(sums) == set(pack.namelist()) - {"INNEHALL.html", "SHA256SUMS.txt"}
    for path, sha256 in sums.items():
        content = pack.read(path)
        assert hashlib.sha256(content).hexdigest() == sha256
        assert f"<td>{len(content)}</td><td><code>{sha256}</code></td>" in contents
        assert f'<a href="{path}">{path}</a>' in contents


def test_the_list_of_contents_stands_alone(pack):
    contents = on_one_line(pack.read("INNEHALL.html").decode())

    addresses = re.findall(r'(?:href|src)="([^"]+)"', contents)
    assert set(addresses) <= set(pack.namelist())
    assert "<h1>Arkivpaket för Omgången som slutar</h1>" in contents


@pytest.mark.usefixtures("true_pdfs")
def test_the_documents_are_tagged_pdf_a(pack):
    made = [path for path in pack.namelist() if re.search(r"(dokumentation|traffar/.*)\.pdf", path)]
    assert len(made) == 3
    for path in made:
        reader = PdfReader(io.BytesIO(pack.read(path)))
        catalogue = reader.trailer["/Root"]
        xmp = catalogue["/Metadata"].get_object().get_data().decode()

        assert re.findall(r'pdfaid:(part|conformance)="(\w+)"', xmp) == [
            ("part", "2"), ("conformance", "A"),
        ]  # fmt: skip
        assert catalogue["/MarkInfo"]["/Marked"] == True  # noqa: E712 – a PDF's own boolean
        assert "/StructTreeRoot" in catalogue
        assert catalogue["/OutputIntents"][0]["/S"] == "/GTS_PDFA1"
        assert catalogue["/Lang"] == "sv"
        fonts = {
            font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].keys()
            & {"/FontFile", "/FontFile2", "/FontFile3"} != set()
            for page in reader.pages
            for font in page["/Resources"]["/Font"].values()
        }  # fmt: skip
        assert fonts == {True}  # every font lies in the file


@pytest.mark.usefixtures("true_pdfs")
def test_notes_and_agenda_can_be_read_in_it_without_names(pack):
    board = "tavlor/01-vad-kan-vi-bidra-med-uppstart-med-namn"
    documentation = pdf_text(pack.read(f"{board}/dokumentation.pdf"))
    agenda = pdf_text(pack.read("traffar/01-2021-09-14-uppstart-med-namn-dagordning.pdf"))

    assert "Åka på studiebesök & lyssna" in documentation
    assert "Gör som [namn] gjorde" in documentation
    assert "[namn] sammanfattning" in documentation
    assert "[namn] och [namn] inleder. Signe Personal leder." in agenda
    assert {row[4] for row in xlsx_rows(pack.read(f"{board}/lappar.xlsx"))[1:]} == {
        "Åka på studiebesök & lyssna",
        "Gör som [namn] gjorde",
    }


def test_organisations_are_in_it_without_the_roles_of_their_people(pack):
    header, *rows = xlsx_rows(pack.read("omgang/organisationer.xlsx"))
    ours = dict(zip(header, next(row for row in rows if row[0] == "Granviks kommun"), strict=True))

    assert [ours[each] for each in ("Medverkan", "Grupp")] == ["Deltagare", "Norra gruppen"]
    # No view crosses organisation with role.
    assert {"Politiker", "Chef", "Strateg", "Nyckelperson"} & set(header) == set()


@pytest.mark.usefixtures("true_pdfs")
def test_no_name_or_address_of_a_participant_stands_in_it(ended, pack):
    for path in pack.namelist():
        content = pack.read(path)
        if "/bilagor/" in path:
            continue  # as it was put up
        if path.endswith(".pdf"):
            text = pdf_text(content)
        elif path.endswith(".xlsx"):
            text = str(xlsx_rows(content))
        else:
            text = content.decode()
        assert EARLIER not in text.lower(), path
        for user in [*ended.forgotten, ended.stays]:
            assert user.email.lower() not in text.lower(), path
            assert user.full_name == "Granviks kommun" or user.full_name not in text, path


def test_what_was_never_shown_or_only_rehearsed_is_not_in_it(ended):
    gathered = SectionFactory(
        board=BoardFactory(meeting=ended.meeting, title="Hemlig", mode="gather")
    ).board
    NoteFactory(section=gathered.sections.get(), text="Aldrig visad")
    boards.open_board(
        board=gathered, breakout_sizes={gathered.sections.get().pk: [8]}, mode="gather"
    )
    sealing.close_board(board=gathered)
    rehearsed = SectionFactory(board=BoardFactory(meeting=ended.meeting, title="Repetition")).board
    PromptFactory(board=rehearsed)
    rehearsals.rehearse_board(board=rehearsed)

    names = opened(ended.packed()).namelist()

    assert [name for name in names if "hemlig" in name or "repetition" in name] == []


def test_the_documentation_of_disposed_notes_is_in_it_as_it_was_made(ended, settings):
    settings.BOARD_DISPOSAL_DECISION = "2027-03-01, dnr 12, SKR"
    made = Document.objects.create(
        kind="discussions",
        of=str(ended.board.pk),
        title="Dokumentation",
        state=State.DONE,
        edition=str(ended.board.redaction_count),
    )
    made.pdf.save("d.pdf", io.BytesIO(b"%PDF-1.7 made before"))
    withdrawn = Document.objects.create(
        kind="discussions", of=str(ended.board.pk), title="D", state=State.DONE, edition="999"
    )
    withdrawn.pdf.save("w.pdf", io.BytesIO(b"%PDF-1.7 with what was hidden later"))
    disposal.dispose_of_notes(board=ended.board)

    closing = ended.planned()
    pack = opened(closing)
    removal.remove_personal_data(closing=closing, today=closing.remove_on)

    [path] = [name for name in pack.namelist() if re.match("tavlor/.*/dokumentation", name)]
    assert pack.read(path) == b"%PDF-1.7 made before"
    assert Document.objects.get(kind="discussions") == made  # nobody could fetch the other one
    ended.board.refresh_from_db()
    assert str(ended.board.redaction_count) == made.edition  # so it can still be fetched


def test_documentation_of_disposed_notes_that_is_word_only_is_in_it_too(ended, settings):
    settings.BOARD_DISPOSAL_DECISION = "2027-03-01, dnr 12, SKR"
    made = Document.objects.create(
        kind="notes",
        of=str(ended.board.pk),
        title="Lappar",
        state=State.DONE,
        edition=str(ended.board.redaction_count),
    )
    made.word.save("d.docx", io.BytesIO(b"PK made before"))
    disposal.dispose_of_notes(board=ended.board)

    pack = opened(ended.packed())

    [path] = [name for name in pack.namelist() if re.match("tavlor/.*/dokumentation", name)]
    assert path.endswith("/dokumentation-1.docx")
    assert pack.read(path) == b"PK made before"
    contents = on_one_line(pack.read("INNEHALL.html").decode())
    assert "i ursprungligt skick. Namn är inte borttagna" in contents


def test_the_row_says_what_was_made(ended):
    pack = ended.packed().pack

    with pack.file.open("rb") as file:
        content = file.read()
    assert (pack.state, pack.progress, pack.error) == (State.DONE, 100, "")
    assert (pack.size, pack.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert default_storage.listdir(f"packs/{pack.pk}")[1] == [pack.file.name.split("/")[-1]]


# --- made once, however often it is killed ------------------------------------------------------


def test_asking_twice_is_asking_once(ended):
    closing = ended.close()

    first, second = (request_pack(closing=closing) for _ in range(2))

    assert first == second


def test_a_new_pack_replaces_the_old(ended):
    old = ended.packed().pack
    request_pack(closing=old.closing)

    pack_archive.build_pack(Pack.objects.get().pk)
    pack_archive.delete_orphaned_packs()

    new = Pack.objects.get()
    assert new.state == State.DONE
    assert default_storage.listdir("packs/" + str(new.pk))[1] != []
    assert not default_storage.exists(old.file.name)


def test_opening_the_round_again_throws_the_pack_away(ended):
    old = ended.packed().pack

    services.reopen_round(round=ended.round)
    pack_archive.delete_orphaned_packs()

    assert not default_storage.exists(old.file.name)
    assert Pack.objects.count() == 0


def test_a_worker_lets_others_in_and_the_next_one_goes_on(ended, monkeypatch):
    monkeypatch.setattr(pack_module, "TURN", -1.0)
    pack = request_pack(closing=ended.close())
    pack_archive.build_pack(pack.pk)
    pack.refresh_from_db()
    assert (pack.state, pack.attempts, pack.lease) == (State.QUEUED, 0, None)

    monkeypatch.setattr(pack_module, "TURN", 60.0)
    pack_archive.build_pack(pack.pk)

    pack.refresh_from_db()
    assert pack.state == State.DONE


def test_what_is_made_already_is_not_made_again(ended, monkeypatch):
    pack = request_pack(closing=ended.close())
    monkeypatch.setattr(pack_module, "_put_together", lambda *_given: 1 / 0)
    pack_archive.build_pack(pack.pk)
    pack.refresh_from_db()
    made = [part["file"] for part in pack.parts]
    monkeypatch.undo()
    monkeypatch.setattr(pack_module, "_kept", lambda *_given: 1 / 0)

    assert (pack.state, len(made)) == (State.QUEUED, 8)
    monkeypatch.setattr(pack_module, "_clear", lambda *_given, **_but: None)
    pack_archive.build_pack(pack.pk)

    pack.refresh_from_db()
    assert (pack.state, [part["file"] for part in pack.parts]) == (State.DONE, made)


@pytest.fixture
def last_part_fails(monkeypatch):
    keep, kept = pack_module._kept, []  # noqa: SLF001 – the very step that fails

    def keep_all_but_the_last(pack, path, *given):
        if path.endswith(".pdf") and "bilagor" in path:
            raise OSError
        kept.append(path)
        return keep(pack, path, *given)

    monkeypatch.setattr(pack_module, "_kept", keep_all_but_the_last)
    return kept


def test_one_whose_last_part_fails_says_so_after_three_tries(ended, last_part_fails):
    pack = request_pack(closing=ended.close())

    for _try in range(3):
        assert pack_archive.packs_to_make() == [pack.pk]
        pack_archive.build_pack(pack.pk)

    pack.refresh_from_db()
    assert (pack.state, pack_archive.packs_to_make()) == (State.FAILED, [])
    assert len(last_part_fails) == len(set(last_part_fails)) > 3  # what was made was not made again


@pytest.mark.parametrize("step", ["_kept", "_put_together", "_write_zip"])
def test_one_that_nobody_can_make_says_so_after_three_tries(ended, monkeypatch, step):
    pack = request_pack(closing=ended.close())
    monkeypatch.setattr(pack_module, step, lambda *_given: 1 / 0)

    for _try in range(3):
        assert pack_archive.packs_to_make() == [pack.pk]
        pack_archive.build_pack(pack.pk)

    pack.refresh_from_db()
    assert pack.state == State.FAILED
    assert pack.error.startswith("Något gick fel när arkivpaketet skapades.")
    assert pack_archive.packs_to_make() == []


def test_one_that_is_late_says_so(ended):
    pack = request_pack(closing=ended.close())
    Pack.objects.update(requested_at=timezone.now() - pack_module.DEADLINE * 2)

    assert pack_archive.packs_to_make() == []

    pack.refresh_from_db()
    assert (pack.state, pack.error) == (
        State.FAILED, "Arkivpaketet blev inte klart på två timmar. Försök igen.",
    )  # fmt: skip


def test_a_round_opened_again_meanwhile_leaves_no_file(ended, monkeypatch):
    pack = request_pack(closing=ended.close())
    written = pack_module._write_zip  # noqa: SLF001 – the moment in which the other acts

    def reopened_meanwhile(*given):
        written(*given)
        services.reopen_round(round=ended.round)

    monkeypatch.setattr(pack_module, "_write_zip", reopened_meanwhile)
    pack_archive.build_pack(pack.pk)
    pack_archive.delete_orphaned_packs()

    assert default_storage.listdir(f"packs/{pack.pk}")[1] == []
