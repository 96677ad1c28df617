"""Files to save: names that every file system takes, and headers that leave nothing to guess."""

from urllib.parse import unquote

import pytest

from modellkoncept.files.downloads import as_download, safe_filename


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Lärandeträff 1: \"Öppet\" / hus", "Lärandeträff 1 Öppet hus.pdf"),
        ("  många   mellanslag\n", "många mellanslag.pdf"),
        ("..\\..\\etc/passwd", "etc passwd.pdf"),
        ("Slut.", "Slut.pdf"),
        ("a" * 99 + ". b", "a" * 99 + ".pdf"),
        ("Gruppdiskussion: " + "vem kan göra vad " * 6, "Gruppdiskussion " + "vem kan göra vad " * 4
         + "vem kan göra vad.pdf"),
        ("Dokumentation: Mycket lång…, 3 maj 2026", "Dokumentation Mycket lång, 3 maj 2026.pdf"),
        ("Dokumentation: Träff, 3 maj 2026, vem kan göra…",
         "Dokumentation Träff, 3 maj 2026, vem kan göra.pdf"),
        ("x" * 120, "x" * 100 + ".pdf"),
        ("***", "Dokument.pdf"),
        ("", "Dokument.pdf"),
    ],
)  # fmt: skip
def test_a_title_becomes_a_name_that_every_file_system_takes(title, name):
    assert safe_filename(title, "pdf") == name


def test_what_a_name_must_end_with_is_never_cut():
    name = safe_filename("Vem kan göra vad? " * 7, "csv", ending="2026-12-03")

    assert name == "Vem kan göra vad " * 5 + "Vem 2026-12-03.csv"
    assert safe_filename("Kort", "csv", ending="2026-12-03") == "Kort 2026-12-03.csv"


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Lärandeträff, 3 december 2026.pdf", "Larandetraff, 3 december 2026.pdf"),
        ("Möte – ”öppet” & nära 👋.docx", "Mote oppet nara.docx"),
        ("Kort…, 3 maj 2026.pdf", "Kort..., 3 maj 2026.pdf"),
        ('a"b;c=d%20.pdf', "a b c d 20.pdf"),
        ("会议.xlsx", "fil.xlsx"),
    ],
)  # fmt: skip
def test_the_name_stands_in_plain_letters_too_for_who_reads_no_other(name, plain):
    header = as_download(b"", "application/pdf", name)["Content-Disposition"]

    assert header.isascii()
    assert header.split("; ")[:2] == ["attachment", f'filename="{plain}"']
    assert unquote(header.split("; ")[2]) == f"filename*=utf-8''{name}"


def test_a_download_is_saved_under_its_name_and_kept_by_no_cache():
    response = as_download(b"%PDF-1.7", "application/pdf", "Träff 1.pdf")

    assert (response.status_code, response.content) == (200, b"%PDF-1.7")
    assert response["Content-Type"] == "application/pdf"
    assert unquote(response["Content-Disposition"]) == (
        "attachment; filename=\"Traff 1.pdf\"; filename*=utf-8''Träff 1.pdf"
    )
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "no-store, private"
