"""The log: what is refused is one line at most, and a failure of ours keeps its trace."""

import io
import logging
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.db import IntegrityError
from django.test import Client
from django.utils.log import configure_logging

from tests.factories import UserFactory
from tests.modellkoncept.failing_urls import ANSWERS, REFUSALS, SAID

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.modellkoncept.failing_urls")]


@pytest.fixture
def log(monkeypatch):
    """What our own handler writes, with its filters and its format."""
    said = io.StringIO()
    configure_logging("logging.config.dictConfig", django_settings.LOGGING)
    [console] = [
        each for each in logging.getLogger().handlers if type(each) is logging.StreamHandler
    ]
    monkeypatch.setattr(console, "stream", said)
    return said


@pytest.fixture
def visitor():
    client = Client(raise_request_exception=False)
    client.force_login(UserFactory())
    return client


@pytest.mark.parametrize("name", REFUSALS)
def test_what_is_raised_to_refuse_is_one_line_without_a_trace(visitor, log, name):
    status = visitor.get(f"/fel/{name}/?q=hemligt").status_code

    [line] = log.getvalue().splitlines()
    assert line.split(" ", 2)[2] == (
        f"INFO django.{_logger_of(name)}: refused with {status}: GET /fel/{name}/"
    )
    assert status in (400, 403, 404, 413)


def _logger_of(name: str) -> str:
    error = type(REFUSALS[name]).__name__
    is_security = name in {"suspicious", "host", "large", "fields"}
    return f"security.{error}" if is_security else "request"


@pytest.mark.parametrize("status", ANSWERS)
def test_what_is_answered_to_refuse_is_one_line(visitor, log, status):
    visitor.get(f"/svar/{status}/")

    assert [line.split(" ", 2)[2] for line in log.getvalue().splitlines()] == [
        f"INFO django.request: refused with {status}: GET /svar/{status}/"
    ]


@pytest.mark.parametrize("level", ["WARNING", "ERROR"])
def test_where_only_trouble_is_logged_a_refusal_is_not(visitor, log, level):
    logging.getLogger().setLevel(level)
    try:
        visitor.get("/fel/403/")
        visitor.get("/fel/host/")
    finally:
        logging.getLogger().setLevel(django_settings.LOGGING["root"]["level"])

    assert log.getvalue() == ""


def test_a_forged_form_and_a_wrong_host_are_one_line(log):
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)

    answers = [
        client.post("/logga-in/", {"email": "x@example.se"}),
        client.get("/", headers={"host": "elak.example"}),
        client.get("/tavlor/%0d%0aINJEKTION/"),
    ]

    assert [answer.status_code for answer in answers] == [403, 400, 404]
    assert [line.partition(": ")[2] for line in log.getvalue().splitlines()] == [
        "refused with 403: POST /logga-in/",
        "refused with 400: GET /",
        "refused with 404: GET /tavlor/\\r\\nINJEKTION/",
    ]


def test_neither_a_guests_page_nor_a_notes_door_is_a_line(visitor, log):
    path = "a" * 32

    visitor.get(f"/t/{path}/bilaga/1/")
    visitor.get(f"/t/{path}/lapp/1/1/0/")
    visitor.get(f"/tavlor/1/lappar/{uuid4()}/dolj/")

    assert log.getvalue() == ""


def test_a_bug_keeps_its_trace(visitor, log):
    assert visitor.get("/fel/bugg/").status_code == 500

    lines = log.getvalue().splitlines()
    assert lines[0].endswith("ERROR django.request: Internal Server Error: /fel/bugg/")
    assert (lines[1], lines[-1]) == (
        "Traceback (most recent call last):",
        "ZeroDivisionError: bugg",
    )


def test_no_trace_quotes_the_row_that_the_database_refused(visitor, log):
    """Sealing writes notes in plain; forms write people."""
    assert visitor.get("/fel/rad/").status_code == 500

    lines = log.getvalue().splitlines()
    assert lines[0].endswith("ERROR django.request: Internal Server Error: /fel/rad/")
    assert lines[1] == "Traceback (most recent call last):"
    assert any("in refused_row" in line for line in lines)
    assert (lines[-1], "CheckViolation" in lines) == ("IntegrityError", True)
    assert SAID.splitlines()[0] not in log.getvalue()
    assert "Failing row" not in log.getvalue()


@pytest.mark.parametrize("form", ["Task raised: %s", "Task raised: %r"])
def test_a_line_that_words_the_error_says_its_kind(log, form):
    """As Celery words what a task raised."""
    said = "En hemlig lapp"
    try:
        try:
            raise ValueError(said)
        except ValueError as cause:
            raise IntegrityError(f"DETAIL: Failing row contains ({said})") from cause
    except IntegrityError as error:
        logging.getLogger("celery.app.trace").exception(form, error)

    assert said not in log.getvalue()
    lines = log.getvalue().splitlines()
    assert lines[0].endswith("Task raised: IntegrityError")
    assert [line for line in lines[1:] if line.endswith("Error")] == [
        "ValueError",
        "IntegrityError",
    ]


@pytest.mark.parametrize(("start", "status"), [("/inbjudan/", 410), ("/mejl/avsluta/", 404)])
def test_no_line_holds_the_address_of_a_letter(log, start, status):
    Client().post(f"{start}hemligt/")
    logging.getLogger("django.request").error("Internal Server Error: %s", f"{start}hemligt/")

    assert [line.partition(": ")[2] for line in log.getvalue().splitlines()] == [
        f"refused with {status}: POST {start}*/",
        f"Internal Server Error: {start}*/",
    ]
