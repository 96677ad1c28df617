"""Every <time> says its time to machines, in a form that HTML knows."""

import re
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from django.conf import settings

from modellkoncept.templatetags.ui import machine_time
from tests.markup import invalid_times

FOLDERS = ["templates", "static/js", "modellkoncept", "programmes", "meetings", "padlet"]
FOLDERS = ["templates", "static/js", "modellkoncept", "programmes", "meetings", "padlet"]
SOURCES = sorted(
    path
    for folder in FOLDERS
    for suffix in ("html", "py", "js")
    for path in (Path(settings.BASE_DIR) / folder).rglob(f"*.{suffix}")
)
OPENED = re.compile(r"<time\b([^>]*)>")
OURS = re.compile(r"""\s+datetime="\{\{ [\w.]+\|machine_time \}\}"\s*""")


def test_every_time_in_a_source_gets_its_datetime_from_the_one_filter():
    wrong = {
        str(path.relative_to(settings.BASE_DIR)): found
        for path in SOURCES
        if (found := [tag for tag in OPENED.findall(path.read_text()) if not OURS.fullmatch(tag)])
        and path.name != "ui.py"
    }

    assert wrong == {}
    assert sum(len(OPENED.findall(path.read_text())) for path in SOURCES) > 1


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (date(2026, 3, 1), "2026-03-01"),
        (time(9, 30), "09:30"),
        (datetime(2026, 7, 1, 22, 30, 5, 123456, tzinfo=UTC), "2026-07-02T00:30"),
    ],
)
def test_a_day_a_time_and_both_are_said_by_the_local_clock(value, said):
    assert machine_time(value) == said
    assert invalid_times(f'<time datetime="{said}">x</time>') == []


@pytest.mark.parametrize(
    "html",
    [
        "<time>09.30</time>",
        '<time datetime="09.30">x</time>',
        '<time datetime="2026-07-01T22:30:05.123456+02:00">x</time>',
        '<time datetime="2026-02-30">x</time>',
        '<time datetime="">x</time>',
        '<time datetime="24:00">x</time>',
    ],
)
def test_what_html_does_not_know_is_found(html):
    assert len(invalid_times(html)) == 1
