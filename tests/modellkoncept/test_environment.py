"""What is read from the environment, and from a .env file beside the project."""

import os

import pytest

from modellkoncept.environment import (
    email_settings,
    read_env_file,
    read_started_file,
    record_start,
    words,
)

FILE = """
# A comment
export TEST_ENV_PLAIN=ett två
TEST_ENV_QUOTED="Modellkonceptet <a@b.se>"
TEST_ENV_EMPTY=
TEST_ENV_URL=postgres://app:p=1@127.0.0.1/app
TEST_ENV_TAKEN=from the file
not a setting
"""


@pytest.fixture
def environment(monkeypatch):
    """An environment of the test's own."""
    mine = {"TEST_ENV_TAKEN": "from the environment"}
    monkeypatch.setattr(os, "environ", mine)
    return mine


def set_by_test(environment):
    """Without what pytest itself writes there."""
    return {name: value for name, value in environment.items() if name.startswith("TEST_ENV_")}


def test_a_file_adds_names_and_overrides_none(environment, tmp_path):
    path = tmp_path / ".env"
    path.write_text(FILE)

    read_env_file(path)

    assert set_by_test(environment) == {
        "TEST_ENV_PLAIN": "ett två",
        "TEST_ENV_QUOTED": "Modellkonceptet <a@b.se>",
        "TEST_ENV_EMPTY": "",
        "TEST_ENV_URL": "postgres://app:p=1@127.0.0.1/app",
        "TEST_ENV_TAKEN": "from the environment",
    }


def test_a_file_that_is_missing_adds_nothing(environment, tmp_path):
    read_env_file(tmp_path / ".env")

    assert set_by_test(environment) == {"TEST_ENV_TAKEN": "from the environment"}


def test_words_stand_between_commas(environment):
    environment |= {"TEST_ENV_HOSTS": "a.se, b.se,", "TEST_ENV_NONE": ""}

    assert words("TEST_ENV_HOSTS", ["c.se"]) == ["a.se", "b.se"]
    assert words("TEST_ENV_NONE", ["c.se"]) == []
    assert words("TEST_ENV_ABSENT", ["c.se"]) == ["c.se"]


@pytest.mark.parametrize(
    ("url", "host", "port", "user", "password", "tls", "ssl"),
    [
        ("smtp+tls://u:p%401@m.example.se:587", "m.example.se", 587, "u", "p@1", True, False),
        ("smtp+ssl://u:p@m.example.se:465", "m.example.se", 465, "u", "p", False, True),
        ("smtp://localhost", "localhost", None, None, None, False, False),
    ],
)  # fmt: skip
def test_a_mail_address_becomes_djangos_settings(url, host, port, user, password, tls, ssl):
    assert email_settings(url) == {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": host,
        "EMAIL_PORT": port,
        "EMAIL_HOST_USER": user,
        "EMAIL_HOST_PASSWORD": password,
        "EMAIL_USE_TLS": tls,
        "EMAIL_USE_SSL": ssl,
    }


def test_a_command_beside_a_start_gets_what_it_runs_on(environment, tmp_path):
    environment["DATABASE_URL"] = database = "postgres://app:hemligt@db.example.se/app"
    data, file = tmp_path / "data", tmp_path / ".started"
    data.mkdir()

    record_start(file, data, "http://127.0.0.1:8010")
    environment.clear()
    read_started_file(file)

    assert file.stat().st_mode & 0o777 == 0o600
    assert environment == {
        "BASE_URL": "http://127.0.0.1:8010",
        "DATABASE_URL": database,
        "DATA_DIR": str(data),
        "STARTED_HERE": "1",
    }


def test_a_start_whose_folder_is_gone_says_nothing(environment, tmp_path):
    record_start(tmp_path / ".started", tmp_path / "gone", "http://127.0.0.1:8010")
    before = dict(environment)

    read_started_file(tmp_path / ".started")

    assert environment == before
