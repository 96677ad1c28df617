"""What is read from the environment, and from a .env file beside the project."""

import os

import pytest

from modellkoncept.environment import email_settings, read_env_file, words

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
