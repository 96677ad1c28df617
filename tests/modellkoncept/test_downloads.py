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
        ("***", "Dokument.pdf"),
        ("", "Dokument.pdf"),
    ],
)  # fmt: skip
def test_a_title_becomes_a_name_that_every_file_system_takes(title, name):
    assert safe_filename(title, "pdf") == name


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
