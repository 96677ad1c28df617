"""Emoji stand in a PDF as they were written, one sign each, and not as boxes."""

import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pypdf
import pytest
from pypdf.generic import ByteStringObject, ContentStream, TextStringObject

from modellkoncept import embedded
from modellkoncept.documents import pdf
from modellkoncept.embedded import emoji_font

NO_FONT = "Inget typsnitt med emojier är installerat (sudo apt install fonts-noto-color-emoji)."
needs_font = pytest.mark.skipif(
    emoji_font.emoji_font_is_missing() and os.environ.get("CI") != "true", reason=NO_FONT
)
SAMPLES = {
    "single": "😀",
    "celebration": "🎉",
    "skin tone": "👍🏽",
    "family": "👨‍👩‍👧‍👦",
    "profession": "👩🏽‍💻",
    "flag": "🇸🇪",
    "rainbow flag": "🏳️‍🌈",
    "keycap": "1️⃣",
    "keycap of a sign": "#️⃣",
    "check mark": "✅",
    "heart": "❤️",
    "newer": "🫶",
}


def drawn(content: bytes) -> dict[str, list[str]]:
    """The glyphs that the PDF draws, for each of its fonts."""
    found: dict[str, list[str]] = {}
    for page in pypdf.PdfReader(BytesIO(content)).pages:
        fonts, font = page["/Resources"]["/Font"], ""
        for operands, operator in ContentStream(page.get_contents(), page.pdf).operations:
            if operator == b"Tf":
                font = fonts[operands[0]]["/BaseFont"].partition("+")[2]
            for part in operands[0] if operator == b"TJ" else []:
                if isinstance(part, ByteStringObject | TextStringObject):
                    raw = part.original_bytes
                    codes = [raw[at : at + 2].hex() for at in range(0, len(raw), 2)]
                    found.setdefault(font, []).extend(codes)
    return found


def embedded_fonts(content: bytes) -> set[str]:
    names = set()
    for page in pypdf.PdfReader(BytesIO(content)).pages:
        for font in page["/Resources"]["/Font"].values():
            (descendant,) = font["/DescendantFonts"]
            descriptor = descendant["/FontDescriptor"]
            if {"/FontFile2", "/FontFile3", "/FontFile"} & descriptor.keys():
                names.add(font["/BaseFont"].partition("+")[2])
    return names


def is_for_emoji(font: str) -> bool:
    return "Emoji" in font or "Symbola" in font


def page_of(text: str) -> str:
    return f'<!DOCTYPE html><html lang="sv"><head><title>t</title></head><body>{text}</body></html>'


@needs_font
@pytest.mark.parametrize("is_archival", [False, True], ids=["pdf/ua", "pdf/a"])
def test_a_pdf_with_emoji_carries_their_font(is_archival: bool):
    content = pdf.html_to_pdf(page_of(" ".join(SAMPLES.values())), archival=is_archival)

    fonts = embedded_fonts(content)
    assert drawn(content).keys() == fonts
    assert any(map(is_for_emoji, fonts))


@needs_font
@pytest.mark.parametrize("sample", SAMPLES)
def test_each_emoji_is_one_sign_of_the_font_for_emoji(sample: str):
    """Text fonts draw a box for each part that they lack, joiners included."""
    content = pdf.html_to_pdf(page_of(f"<p>{SAMPLES[sample]}</p>"))
    only_the_frame = pdf.html_to_pdf(page_of("<p></p>"))

    glyphs, frame = drawn(content), drawn(only_the_frame)
    of_emoji = [code for font, codes in glyphs.items() if is_for_emoji(font) for code in codes]
    of_text = [code for font, codes in glyphs.items() if not is_for_emoji(font) for code in codes]
    assert (len(of_emoji), "0000" in of_emoji) == (1, False)
    assert len(of_text) == sum(map(len, frame.values()))


@needs_font
def test_digits_and_letters_stay_in_the_font_for_text():
    content = pdf.html_to_pdf(page_of("Åtta 12 * # © ♥ å"))

    assert [font for font in drawn(content) if "Emoji" in font] == []


@pytest.mark.skipif(sys.platform != "linux", reason="asks fontconfig")
@pytest.mark.parametrize(("folder", "missing"), [("empty", True), ("installed", False)])
def test_a_machine_without_emoji_is_told_what_to_install(tmp_path: Path, folder: str, missing):
    if missing is False and emoji_font.emoji_font_is_missing():
        pytest.skip(NO_FONT)
    fonts = tmp_path if folder == "empty" else Path("/usr/share/fonts")
    config = tmp_path / "fonts.conf"
    config.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
        f"<fontconfig><dir>{fonts}</dir><cachedir>{tmp_path}</cachedir></fontconfig>"
    )
    ask = (
        "from modellkoncept.embedded import emoji_font;"
        " print(emoji_font.emoji_font_is_missing(), emoji_font.EMOJI_FONT_HELP)"
    )

    said = subprocess.run(
        [sys.executable, "-c", ask],
        env=os.environ | {"FONTCONFIG_FILE": str(config)},
        cwd=Path(embedded.__file__).parents[2],
        capture_output=True,
        text=True,
    ).stdout

    assert said.startswith(f"{missing} Ett typsnitt med emojier saknas, så i dokumenten")
    assert "sudo apt install fonts-noto-color-emoji" in said
