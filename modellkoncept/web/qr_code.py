"""A QR code drawn in the page itself."""

import segno
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe


def qr_code(text: str, name: str, *, css_class: str) -> SafeString:
    """The text as a picture to scan, called `name`; the text itself must stand beside it."""
    drawn = segno.make(text, error="m", micro=False).svg_inline(
        border=2, omitsize=True, svgclass=css_class, lineclass=None, dark="#111a19", light="#ffffff"
    )
    named = format_html('<svg role="img" aria-label="{}"', name)
    return mark_safe(drawn.replace("<svg", named, 1))  # noqa: S308 – drawn by segno, named safely
