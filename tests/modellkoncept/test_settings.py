"""Settings refuse nonsense with one sentence that names the setting."""

import os
import runpy
import subprocess
import sys
from pathlib import Path
from unittest import mock

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

SETTINGS = Path(settings.BASE_DIR, "modellkoncept", "settings.py")
STATEMENT = [
    *("ACTOR", "ASSESSED_ON", "BURDEN", "CONTACT", "METHOD", "OUTSIDE", "SERVICE"),
    *("SHORTCOMINGS", "STATUS", "UPDATED_ON"),
]
OIDC = ["CLIENT_ID", "CLIENT_SECRET", "ISSUER", "NAME", "TRUSTED_DOMAINS"]
# Every name is here, so that no .env of a developer's decides what is tested.
LOCAL = {
    **dict.fromkeys([f"ACCESSIBILITY_{name}" for name in STATEMENT], ""),
    "ALLOWED_HOSTS": "modellkoncept.example.se",
    "BASE_URL": "http://127.0.0.1:8000",
    "DATABASE_POOL_SIZE": "0",
    "DATABASE_URL": "postgres://nobody@db.example.se/modellkoncept",
    "DEBUG": "0",
    "DEMO": "0",
    "DEMO_IN_PUBLIC": "0",
    "EMAIL_URL": "",
    "FROM_EMAIL": "Modellkonceptet <svara-inte@example.se>",
    "LOG_LEVEL": "INFO",
    **dict.fromkeys([f"OIDC_{name}" for name in OIDC], ""),
    "REDIS_URL": "redis://redis.example.se",
    "SECRET_KEY": "a" * 50,
    "STAFF_MFA_REQUIRED": "0",
    "STARTED_HERE": "0",
    "STATIC_HASHED": "1",
}
PUBLIC = LOCAL | {
    "BASE_URL": "https://modellkoncept.example.se",
    "EMAIL_URL": "smtp+tls://user:secret@mail.example.se:587",
}


def settings_from(environment: dict[str, str]) -> dict[str, object]:
    with mock.patch.dict(os.environ, environment | {"DATA_DIR": str(settings.DATA_DIR)}):
        return runpy.run_path(str(SETTINGS))


@pytest.mark.parametrize("environment", [LOCAL, PUBLIC], ids=["local", "public"])
def test_sensible_settings_load(environment: dict[str, str]):
    assert settings_from(environment)["BASE_URL"] == environment["BASE_URL"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ACCESSIBILITY_ASSESSED_ON", "2026-02-30"),
        ("ACCESSIBILITY_CONTACT", "ring oss"),
        ("ACCESSIBILITY_STATUS", "nästan"),
        ("BASE_URL", "modellkoncept.example.se"),
        ("BASE_URL", "ftp://modellkoncept.example.se"),
        ("BOARD_DISPOSAL_DECISION", "ja"),
        ("BOARD_DISPOSAL_DECISION", "2027-03-01"),
        ("BOARD_RETENTION_DAYS", "7"),
        ("DATABASE_POOL_SIZE", "many"),
        ("DATABASE_POOL_SIZE", "-1"),
        ("DATABASE_POOL_SIZE", "201"),
        ("DATABASE_URL", "sqlite:///db.sqlite3"),
        ("DEBUG", "maybe"),
        ("DEMO", "2"),
        ("DEMO_IN_PUBLIC", "perhaps"),
        ("EMAIL_URL", "mail.example.se"),
        ("FROM_EMAIL", "Modellkonceptet"),
        ("LOG_LEVEL", "LOUD"),
        ("REDIS_URL", "http://redis.example.se"),
        ("SECRET_KEY", "a" * 49),
        ("STAFF_MFA_REQUIRED", "kanske"),
        ("STARTED_HERE", "kanske"),
        ("STATIC_HASHED", ""),
    ],
)
def test_nonsense_is_refused_by_name(name: str, value: str):
    # DEMO_IN_PUBLIC is only asked for by a demo with an open address.
    base = PUBLIC | {"DEMO": "1"} if name == "DEMO_IN_PUBLIC" else LOCAL

    with pytest.raises(ImproperlyConfigured, match=rf"^{name}: .+ \(se \.env\.example\)$"):
        settings_from(base | {name: value})


@pytest.mark.parametrize(
    ("name", "value"), [("DEMO", "1"), ("DEBUG", "1"), ("SECRET_KEY", ""), ("EMAIL_URL", "")]
)
def test_what_is_fine_at_home_is_refused_in_public(name: str, value: str):
    settings_from(LOCAL | {name: value})

    with pytest.raises(ImproperlyConfigured, match=rf"^{name}: "):
        settings_from(PUBLIC | {name: value})


GRANVIK = {
    "OIDC_NAME": "Granviks kommun",
    "OIDC_ISSUER": "https://login.granvik.example/v2.0/.well-known/openid-configuration",
    "OIDC_CLIENT_ID": "modellkoncept",
    "OIDC_CLIENT_SECRET": "hemligt",
}


def test_organisations_own_sign_ins_are_numbered():
    second = {name.replace("OIDC", "OIDC_2"): value for name, value in GRANVIK.items()}
    second |= {"OIDC_2_TRUSTED_DOMAINS": "Granvik.example, granvik.se"}

    providers = settings_from(LOCAL | GRANVIK | second)["OIDC_PROVIDERS"]

    assert [each["id"] for each in providers] == ["1", "2"]
    assert [each["trusted_domains"] for each in providers] == [
        [],
        ["granvik.example", "granvik.se"],
    ]
    assert {each["issuer"] for each in providers} == {"https://login.granvik.example/v2.0"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OIDC_ISSUER", "http://login.granvik.example"),
        ("OIDC_ISSUER", "login.granvik.example"),
        *[(name, "") for name in GRANVIK],
    ],
)
def test_half_an_own_sign_in_or_one_in_clear_is_refused(name, value):
    with pytest.raises(ImproperlyConfigured, match=rf"^{name}: .+ \(se \.env\.example\)$"):
        settings_from(LOCAL | GRANVIK | {name: value})


@pytest.mark.parametrize(
    ("environment", "letters_are_shown"),
    [
        (LOCAL, False),  # a command, or a process of a developer's
        (LOCAL | {"STARTED_HERE": "1"}, True),
        (LOCAL | {"STARTED_HERE": "1", "BASE_URL": "http://192.168.1.7:8000"}, True),
        (LOCAL | {"STARTED_HERE": "1", "DEMO": "1"}, False),  # it has a page of its own
        (LOCAL | {"STARTED_HERE": "1", "EMAIL_URL": PUBLIC["EMAIL_URL"]}, False),
        (PUBLIC | {"STARTED_HERE": "1"}, False),
    ],
)
def test_letters_are_shown_where_start_runs_without_a_mail_server(environment, letters_are_shown):
    assert settings_from(environment)["LOCAL_LETTERS"] is letters_are_shown


@pytest.mark.parametrize(
    "url", ["http://modellkoncept.example.se", "http://10.0.0.7", "http://localhost.example.se"]
)
def test_where_others_come_by_an_address_letters_must_leave_the_house(url):
    with pytest.raises(ImproperlyConfigured, match=r"^EMAIL_URL: saknas\. Utan e-post kan ingen"):
        settings_from(LOCAL | {"BASE_URL": url})


def test_a_command_shows_the_sentence_alone():
    answer = subprocess.run(
        [sys.executable, "manage.py", "up"],
        env=os.environ | {"DEMO": "kanske"},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert answer.returncode == 1
    assert answer.stderr == "DEMO: ”kanske” ska vara 1 eller 0. (se .env.example)\n"
