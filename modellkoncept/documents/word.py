"""Turn a page into Word through pandoc, which no other module imports, and finish its file.

What pandoc leaves undone: styles, language, paper, page numbers and metadata. A Word file is a zip
of XML parts. pandoc writes the text right; this module gives the lists their real styles and
replaces the parts that decide how the text looks and what the file says of itself.
"""

import io
import subprocess
import zipfile
from datetime import date
from xml.etree import ElementTree as ET

from django.template.loader import render_to_string

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LANGUAGES = {"sv": "sv-SE", "en": "en-GB"}
# Parts that are replaced by templates of ours.
REPLACED = {
    "word/styles.xml": "documents/word/styles.xml",
    "word/settings.xml": "documents/word/settings.xml",
    "docProps/core.xml": "documents/word/core.xml",
    "docProps/app.xml": "documents/word/app.xml",
    "docProps/custom.xml": "documents/word/custom.xml",
}
FOOTER = "word/footer1.xml"
FOOTER_ID = "footerOfEveryPage"
CONTINUATION = "1000"  # the list that pandoc gives to the later paragraphs of a list item
INDENT = 340  # twentieths of a point per level of a list
# A4 with the margins of the PDF: 22 mm above, 20 mm right, 24 mm below, 25 mm left.
PAPER = {"w": "11906", "h": "16838"}
MARGINS = {"top": "1247", "right": "1134", "bottom": "1361", "left": "1417", "header": "709"}
MARGINS |= {"footer": "624", "gutter": "0"}
PANDOC_SECONDS = 60


def from_html(html: str) -> bytes:
    """Turn the page into Word by pandoc, which in its sandbox reads no file and no network."""
    import pypandoc  # noqa: PLC0415 – only a worker that makes Word needs it

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


def finish(docx: bytes, *, title: str, language: str, organisation: str, made_on: date) -> bytes:
    """Give pandoc's file the house's looks, its language and no more metadata than it needs."""
    context = {
        "title": title,
        "language": LANGUAGES.get(language, language),
        "organisation": organisation,
        "made_on": made_on,
    }
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, template in REPLACED.items():
        parts[name] = render_to_string(template, context).encode()
    parts[FOOTER] = render_to_string("documents/word/footer.xml", context).encode()
    parts["word/document.xml"] = _finished_text(
        parts["word/document.xml"], _numbered_lists(parts["word/numbering.xml"])
    )
    parts["word/numbering.xml"] = _narrower_lists(parts["word/numbering.xml"])
    parts["word/_rels/document.xml.rels"] = _added(
        parts["word/_rels/document.xml.rels"],
        f'<Relationship Id="{FOOTER_ID}" Type="{R}/footer" Target="footer1.xml"/>',
    )
    parts["[Content_Types].xml"] = _added(
        parts["[Content_Types].xml"],
        f'<Override PartName="/{FOOTER}" ContentType="application/vnd.openxmlformats-'
        'officedocument.wordprocessingml.footer+xml"/>',
    )
    return _zipped(parts)


def _zipped(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            # Always the same moment: no clock in the file says when somebody pressed the button.
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return file.getvalue()


def _finished_text(document: bytes, numbered: set[str]) -> bytes:
    root = _parsed(document)
    for paragraph in root.iter(f"{{{W}}}p"):
        _name_list_style(paragraph, numbered)
    for table in root.iter(f"{{{W}}}tblW"):
        table.attrib.update({f"{{{W}}}type": "pct", f"{{{W}}}w": "5000"})
    for section in root.iter(f"{{{W}}}sectPr"):
        section.clear()
        ET.SubElement(
            section,
            f"{{{W}}}footerReference",
            {f"{{{W}}}type": "default", f"{{{R}}}id": FOOTER_ID},
        )
        for name, values in (("pgSz", PAPER), ("pgMar", MARGINS)):
            ET.SubElement(
                section, f"{{{W}}}{name}", {f"{{{W}}}{key}": value for key, value in values.items()}
            )
    return _written(root)


def _name_list_style(paragraph: ET.Element, numbered: set[str]) -> None:
    """Call a list's paragraph what Word calls it: List Bullet, List Number 2, List Continue."""
    properties = paragraph.find(f"{{{W}}}pPr")
    number = None if properties is None else properties.find(f"{{{W}}}numPr")
    if properties is None or number is None:
        return
    level = int(_value(number, "ilvl"))
    number_id = _value(number, "numId")
    if number_id == CONTINUATION:
        name = "ListContinue"
    else:
        name = "ListNumber" if number_id in numbered else "ListBullet"
    style = properties.find(f"{{{W}}}pStyle")
    if style is None:
        style = ET.Element(f"{{{W}}}pStyle")
        properties.insert(0, style)  # the schema wants it first
    style.set(f"{{{W}}}val", name + (str(min(level, 2) + 1) if level else ""))


def _numbered_lists(numbering: bytes) -> set[str]:
    """The ids of the lists that count, as opposed to those with bullets."""
    root = _parsed(numbering)
    counting = {
        abstract.get(f"{{{W}}}abstractNumId")
        for abstract in root.iter(f"{{{W}}}abstractNum")
        if _value(abstract.find(f"{{{W}}}lvl"), "numFmt") != "bullet"
    }
    return {
        number.get(f"{{{W}}}numId", "")
        for number in root.iter(f"{{{W}}}num")
        if _value(number, "abstractNumId") in counting
    }


def _narrower_lists(numbering: bytes) -> bytes:
    """Bring the bullets in to the left edge, as in the PDF: here a list is the text itself."""
    root = _parsed(numbering)
    for level in root.iter(f"{{{W}}}lvl"):
        depth = int(level.get(f"{{{W}}}ilvl", "0")) + 1
        for indent in level.iter(f"{{{W}}}ind"):
            indent.set(f"{{{W}}}left", str(INDENT * depth))
            indent.set(f"{{{W}}}hanging", str(INDENT))
    return _written(root)


def _value(parent: ET.Element | None, name: str) -> str:
    child = None if parent is None else parent.find(f"{{{W}}}{name}")
    return "" if child is None else child.get(f"{{{W}}}val", "")


def _parsed(part: bytes) -> ET.Element:
    for _event, (prefix, address) in ET.iterparse(io.BytesIO(part), ["start-ns"]):  # noqa: S314 – pandoc wrote it
        ET.register_namespace(prefix, address)
    return ET.fromstring(part)  # noqa: S314 – pandoc wrote it, not a stranger


def _written(root: ET.Element) -> bytes:
    return ET.tostring(root, encoding="UTF-8", xml_declaration=True)


def _added(part: bytes, element: str) -> bytes:
    """Put one more element last in a part that is a plain list."""
    head, end, tail = part.rpartition(b"</")
    return head + element.encode() + end + tail
