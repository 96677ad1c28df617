"""Template tag for the style sheets that a page needs beside those of every page."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def styles(*names: str) -> SafeString:
    """Load these sheets of static/css/pages, in this order: at equal weight the last one wins."""
    return format_html_join(
        "\n  ",
        '<link rel="stylesheet" href="{}">',
        ((static(f"css/pages/{name}.css"),) for name in names),
    )
