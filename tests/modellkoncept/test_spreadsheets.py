"""Spreadsheets open right in Swedish Excel, and nothing in them is taken for a formula."""

import csv
import io
import re
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modellkoncept.files.spreadsheets import Sheet, csv_file, xlsx_file

DANGEROUS = [
    "=1+1", "+46 8 452 70 00", "-Bra idé", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1",
    "\u200b=cmd|' /C calc'!A0", "\ufeff@x", "＝1+1",
]  # fmt: skip


def sheet_of(*cells) -> Sheet:
    return Sheet("Lappar", ["Grupp", "Lapp"], [["Politiker", cell] for cell in cells])


def rows_of(file: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(file.decode("utf-8-sig"), newline=""), delimiter=";"))


def part_of(file: bytes, name: str) -> str:
    return zipfile.ZipFile(io.BytesIO(file)).read(name).decode()


def test_a_csv_file_has_semicolons_its_mark_and_decimal_commas():
    file = csv_file(sheet_of("å;ä", 2.5, Decimal("-0.25"), 7, None))

    assert file.startswith(b"\xef\xbb\xbf")
    assert file.decode("utf-8-sig") == (
        'Grupp;Lapp\r\nPolitiker;"å;ä"\r\nPolitiker;2,5\r\nPolitiker;-0,25\r\n'
        "Politiker;7\r\nPolitiker;\r\n"
    )


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_text_is_a_formula_in_csv(text):
    [_header, [_group, cell]] = rows_of(csv_file(sheet_of(text)))

    assert cell == f"'{text}"


@pytest.mark.parametrize("text", DANGEROUS)
def test_in_xlsx_a_text_that_looks_like_a_formula_is_marked_as_text_and_stays_as_it_was(text):
    file = xlsx_file([sheet_of(text)], title="Lappar", on=date(2026, 9, 15))

    sheet = part_of(file, "xl/worksheets/sheet1.xml")
    [style] = re.findall(r'<c r="B2" s="(\d+)" t="s">', sheet)
    assert "<f>" not in sheet
    styles = re.findall(r"<xf [^>]*>", part_of(file, "xl/styles.xml").split("<cellXfs")[1])
    assert 'quotePrefix="1"' in styles[int(style)]


def test_a_workbook_has_a_table_with_a_frozen_header_row():
    file = xlsx_file([sheet_of("Hej", 3)], title="Lappar", on=date(2026, 9, 15))

    sheet = part_of(file, "xl/worksheets/sheet1.xml")
    assert '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>' in sheet
    assert 'ref="A1:B3"' in part_of(file, "xl/tables/table1.xml")
    assert '<c r="B3" s="1"><v>3</v></c>' in sheet


def test_a_workbook_tells_its_title_day_and_organisation_and_nothing_more():
    file = xlsx_file([sheet_of("Hej")], title="Väggen", on=date(2026, 9, 15))

    core = re.sub(
        r"<\?xml.*?\?>\s*<cp:coreProperties[^>]*>", "", part_of(file, "docProps/core.xml")
    )
    assert re.findall(r"<([\w:]+)[^>]*>([^<]+)<", core) == [
        ("dc:title", "Väggen"),
        ("dcterms:created", "2026-09-15T00:00:00Z"),
        ("dcterms:modified", "2026-09-15T00:00:00Z"),
    ]
    assert "Modellkonceptet" in part_of(file, "docProps/app.xml")
    times = {each.date_time for each in zipfile.ZipFile(io.BytesIO(file)).infolist()}
    assert times == {(1980, 1, 1, 0, 0, 0)}


def test_the_same_table_is_the_same_bytes():
    one, other = [xlsx_file([sheet_of("Hej")], title="A", on=date(2026, 9, 15)) for _ in range(2)]

    assert one == other


def test_a_table_without_rows_and_names_that_excel_refuses_are_no_trouble():
    empty = Sheet("[Fråga: vad kan ni bidra med rent konkret?]", ["A", "B"], [])

    file = xlsx_file([empty, empty], title="Tomt", on=date(2026, 9, 15))

    names = re.findall(r'<sheet name="([^"]+)"', part_of(file, "xl/workbook.xml"))
    assert names == ["Fråga  vad kan ni bidra med ren", "Fråga  vad kan ni bidra med r 2"]


def test_signs_that_xml_forbids_are_left_out():
    file = xlsx_file([sheet_of("a\x01b\uffffc")], title="A", on=date(2026, 9, 15))

    assert ">abc<" in part_of(file, "xl/sharedStrings.xml")
    assert rows_of(csv_file(sheet_of("a\x01b\uffffc")))[1] == ["Politiker", "abc"]


# Hypothesis looks for what nobody thought of: anything a program may skip, then a sign.
UNSEEN = st.text(
    st.one_of(
        st.characters(categories=["Cc", "Cf", "Zs", "Zl", "Zp", "Mn", "Co", "Cn"]),
        st.sampled_from(" \t\xa0\u200b\ufeff\u3000\u2800'\"”\u2067\U000e0020"),
    ),
    max_size=5,
)
SIGNS = st.sampled_from("=+-@\u2212＝＋－＠﹢﹣﹦﹫⁺⁻⁼₊₋₌")


@given(UNSEEN, SIGNS, st.text(max_size=5))
@settings(deadline=None, derandomize=True, database=None)
def test_whatever_stands_before_its_sign_a_formula_is_defused(before, sign, after):
    file = csv_file(sheet_of(before + sign + after))

    assert rows_of(file)[1][1].startswith("'")


@pytest.mark.parametrize(
    "text", ["Hej", "1+1", "2 = 2", "5", "– tankstreck", "”Citat”", "a=b", "", "#NAMN", "😀 = glad"]
)
def test_other_texts_stay_as_they_are(text):
    assert rows_of(csv_file(sheet_of(text)))[1][1] == text


@pytest.mark.parametrize(("number", "shown"), [(-5, "-5"), (Decimal("-0.5"), "-0,5"), (7, "7")])
def test_real_numbers_stay_numbers(number, shown):
    assert rows_of(csv_file(sheet_of(number)))[1][1] == shown
    page = part_of(
        xlsx_file([sheet_of(number)], title="A", on=date(2026, 9, 15)), "xl/worksheets/sheet1.xml"
    )
    assert f"<v>{number}</v>" in page


def test_two_headings_that_are_the_same_to_excel_are_told_apart():
    sheet = Sheet("Läget", ["Organisation", "Beslut", "beslut"], [["Granvik", "Klart", "Saknas"]])

    table = part_of(xlsx_file([sheet], title="Läget", on=date(2027, 1, 1)), "xl/tables/table1.xml")

    assert re.findall(r'tableColumn id="\d" name="([^"]*)"', table) == [
        "Organisation",
        "Beslut",
        "beslut 2",
    ]
