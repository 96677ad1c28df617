"""The templates that come with the product, as TOML files in `shipped/`."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from programmes.round_templates.plan import Kind, Template, TemplateMeeting

SHIPPED = Path(__file__).parent / "shipped"


def shipped_templates() -> Iterator[Template]:
    """Every template of the product, the one that is proposed first."""
    for path in sorted(SHIPPED.glob("*.toml")):
        yield template_of(tomllib.loads(path.read_text(encoding="utf-8")))


def template_of(told: dict[str, Any]) -> Template:
    """The template that a file describes. Raises KeyError or ValueError for what it leaves out."""
    meetings = tuple(
        TemplateMeeting(**{**each, "kind": Kind(each["kind"])}) for each in told["meetings"]
    )
    names = {Kind(kind): name for kind, name in told["names"].items()}
    return Template(
        name=told["name"],
        months=told["months"],
        themes=tuple(told["themes"]),
        meetings=meetings,
        names=names,
    )
