"""Template tags for icons, role shapes and Swedish dates. Inline SVG: no request, no font."""

from datetime import date, datetime, time

from django import template
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

ICONS = {
    "alert": '<path d="M12 3.5L21.5 20h-19z"/><path d="M12 10v4.5M12 17.2v.1"/>',
    "calendar": '<rect x="4" y="5.5" width="16" height="15"/>'
    '<path d="M4 10.5h16M8.5 3v4M15.5 3v4"/>',
    "check": '<path d="M4 12.5l5 5L20 6.5"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 7v5.3l3.5 2"/>',
    "copy": '<rect x="8" y="8" width="12" height="12"/><path d="M16 8V4H4v12h4"/>',
    "document": '<path d="M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6"/>',
    "done": '<circle cx="12" cy="12" r="9" fill="currentColor"/>'
    '<path class="i-cut" d="M7.5 12.3l3.2 3.2 6-6.5"/>',
    "dot": '<circle cx="12" cy="12" r="6" fill="currentColor"/>',
    "dots": '<path d="M5 12h.1M12 12h.1M19 12h.1" stroke-width="3"/>',
    "down": '<path d="M12 5v14M6 13l6 6 6-6"/>',
    "download": '<path d="M12 4v11M7 10.5l5 5 5-5M5 20h14"/>',
    "eye": '<path d="M3 12c2.5-4 5.5-6 9-6s6.5 2 9 6c-2.5 4-5.5 6-9 6s-6.5-2-9-6z"/>'
    '<circle cx="12" cy="12" r="2.7"/>',
    "hide": '<path d="M3 12c2.5-4 5.5-6 9-6s6.5 2 9 6c-2.5 4-5.5 6-9 6s-6.5-2-9-6zM4 20L20 4"/>',
    "info": '<circle cx="12" cy="12" r="9"/><path d="M12 11v5.5M12 7.6v.1"/>',
    "late": '<path d="M12 3.2L21.8 20.2H2.2z" fill="currentColor"/>'
    '<path class="i-cut" d="M12 9.5v5M12 17.3v.1"/>',
    "like": '<path d="M4 11v9h3.5v-9zM7.5 12l4-8c1.7 0 2.5 1 2.2 3L13 10h6l-1.5 10h-10"/>',
    "link": '<path d="M10 14l4-4M8.5 11L5 14.5a3.2 3.2 0 004.5 4.5L13 15.5M11 8.5L14.5 5'
    'A3.2 3.2 0 0119 9.5L15.5 13"/>',
    "list": '<path d="M9 6h11M9 12h11M9 18h11M4.5 6h.1M4.5 12h.1M4.5 18h.1"/>',
    "lock": '<rect x="5" y="10.5" width="14" height="10"/><path d="M8 10.5V7.5a4 4 0 018 0v3"/>',
    "mail": '<rect x="3" y="5.5" width="18" height="13"/><path d="M3 7l9 6.5L21 7"/>',
    "menu": '<path d="M4 7h16M4 12h16M4 17h16"/>',
    "missing": '<circle cx="12" cy="12" r="9"/><path d="M12 7v6M12 16.3v.1" stroke-width="2.3"/>',
    "offline": '<path d="M3 9.5c5.5-5 12.5-5 18 0M6.5 13.5c3.5-3 7.5-3 11 0'
    'M12 18.5v.1M4 20L20 4"/>',
    "part": '<circle cx="12" cy="12" r="9"/><path d="M12 3a9 9 0 010 18z" fill="currentColor"/>',
    "pause": '<path d="M8 5v14M16 5v14"/>',
    "pen": '<path d="M4 20l1-4.5L16.5 4 20 7.5 8.5 19zM14 6.5l3.5 3.5"/>',
    "people": '<circle cx="9" cy="8" r="3.5"/><path d="M2.5 20c.5-4 3-6 6.5-6s6 2 6.5 6M16 5'
    'a3.3 3.3 0 010 6.5M18 14.5c2 .7 3.2 2.5 3.5 5.5"/>',
    "place": '<path d="M12 21s7-6.5 7-11.5a7 7 0 00-14 0C5 14.5 12 21 12 21z"/>'
    '<circle cx="12" cy="9.5" r="2.3"/>',
    "play": '<path d="M7 4.5l12 7.5-12 7.5z"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "remove": '<path d="M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13"/>',
    "ring": '<circle cx="12" cy="12" r="9"/>',
    "right": '<path d="M5 12h14M13 6l6 6-6 6"/>',
    "screen": '<rect x="3" y="4.5" width="18" height="12"/><path d="M9 20.5h6M12 16.5v4"/>',
    "theme": '<path d="M3.5 6h7l2 2.5h8V19h-17z"/><path d="M8 13.5h7M12.5 11l2.5 2.5-2.5 2.5"/>',
    "undo": '<path d="M8 5L4 9l4 4M4 9h10a5.5 5.5 0 010 11H9"/>',
    "up": '<path d="M12 19V5M6 11l6-6 6 6"/>',
    "x": '<path d="M6 6l12 12M18 6L6 18"/>',
}
SHAPES = {
    "pol": '<circle cx="10" cy="10" r="8.5"/>',
    "chef": '<rect x="2" y="2" width="16" height="16"/>',
    "strat": '<path d="M10 .8L19.2 10 10 19.2.8 10z"/>',
    "alla": '<path d="M10 1.2L18.4 17H1.6z"/>',
}
# Which role shape a person's role wears: strategists and key persons sit in the same role group.
ROLE_SHAPES = {
    "politician": "pol",
    "manager": "chef",
    "strategist": "strat",
    "key_person": "strat",
}


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw an icon that says nothing to a screen reader: the words stand beside it."""
    return format_html(
        '<svg class="i" viewBox="0 0 24 24" aria-hidden="true">{}</svg>',
        mark_safe(ICONS[name]),  # noqa: S308 – our own constant
    )


@register.simple_tag
def shape(role: str) -> SafeString:
    """Draw the shape of a role group (pol, chef, strat) or of a person's role."""
    name = ROLE_SHAPES.get(role, role)
    return format_html(
        '<svg class="shape {}" viewBox="0 0 20 20" aria-hidden="true">{}</svg>',
        name,
        mark_safe(SHAPES[name]),  # noqa: S308 – our own constant
    )


@register.filter
def role_class(role: str) -> str:
    return ROLE_SHAPES.get(role, role)


@register.filter
def clock(value: time | None) -> str:
    """09.30, as Swedish agendas write it."""
    return f"{value:%H.%M}" if value else ""


@register.filter
def machine_time(value: date | time | datetime) -> str:
    """The value of a <time>'s datetime: a day, a time of day, or both, of the local clock."""
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%dT%H:%M}"
    return f"{value:%H:%M}" if isinstance(value, time) else f"{value:%Y-%m-%d}"


@register.filter
def day(value: date) -> str:
    """Tisdag 15 september 2026."""
    text = formats.date_format(value, "l j F Y")
    return text[:1].upper() + text[1:]


@register.filter
def short_day(value: date) -> str:
    """15 september 2026."""
    return formats.date_format(value, "j F Y")


@register.filter
def columns(headings: str) -> list[str]:
    """The headings of a table, written in one translated text as "Namn|Roll|"."""
    return headings.split("|")
