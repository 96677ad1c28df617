"""Where the apps above hang their parts on this app's pages, so that the imports stay one-way."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from programmes.models import Programme, User
from programmes.requests import Request

Page = Literal["home", "programme"]
Context = dict[str, Any] | None
BuildContext = Callable[[User, Programme | None], Context]


@dataclass(frozen=True)
class PagePart:
    template: str
    build_context: BuildContext


_parts: dict[Page, list[PagePart]] = {"home": [], "programme": []}


def register_part(page: Page, template: str, build_context: BuildContext) -> None:
    """Show this template on a person's home page or on a round's page.

    Call it in `AppConfig.ready`; parts stand in the order in which the apps are installed.
    `build_context(user, programme)` gives what the template reads, in a fixed number of queries,
    or None when there is nothing to show. On the home page `programme` is None. The part reads
    only what this user may see.
    """
    part = PagePart(template, build_context)
    if part not in _parts[page]:
        _parts[page].append(part)


def render_parts(
    page: Page, request: Request, programme: Programme | None = None
) -> list[SafeString]:
    """Render what the other apps show on this page to whoever is signed in."""
    filled = [(part.template, part.build_context(request.user, programme)) for part in _parts[page]]
    return [
        render_to_string(template, context, request)
        for template, context in filled
        if context is not None
    ]
