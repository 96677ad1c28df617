"""What every answer says to the browser about itself, page by page."""

import json
import subprocess
import sys

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from modellkoncept import asgi
from tests.browser.pages import (
    GUEST,
    PERSONAS,
    Demo,
    addresses_for,
    refusals_for,
)
from tests.factories import UserFactory
from tests.modellkoncept.processes import ROOT, environment
from tests.modellkoncept.test_settings import PUBLIC

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "manifest-src": "'self'",
}
SAID_EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


@pytest.fixture(scope="module")
def demo(rows_of_the_module) -> Demo:
    return Demo()


def client_of(persona: str, demo: Demo) -> Client:
    client = Client()
    if persona != GUEST:
        client.force_login(demo.person(persona))
    return client


def policy_of(response) -> dict[str, str]:
    """The content policy of an answer, by directive; the nonce differs from time to time."""
    parts = response["Content-Security-Policy"].split(";")
    named = [part.strip().partition(" ") for part in parts]
    return {name: value.partition(" 'nonce-")[0] for name, _space, value in named}


def wrong_headers(response) -> list[str]:
    wrong = [name for name, value in SAID_EVERYWHERE.items() if response.headers.get(name) != value]
    return wrong + ([] if policy_of(response) == POLICY else ["Content-Security-Policy"])


@pytest.mark.parametrize("persona", PERSONAS)
def test_every_page_says_what_may_be_done_with_it_and_who_may_keep_it(demo, persona):
    client = client_of(persona, demo)
    same_to_everybody = {reverse("accessibility"), reverse("anonymity"), "/finns-inte/"}
    visits = dict.fromkeys(addresses_for(persona, demo), 200) | refusals_for(persona, demo)

    for address, status in visits.items():
        response = client.get(address)
        assert (address, response.status_code) == (address, status)
        assert (address, wrong_headers(response)) == (address, [])
        if persona != GUEST and address not in same_to_everybody:
            assert (address, "no-store" in response.get("Cache-Control", "")) == (address, True)


def test_a_static_file_is_only_what_its_type_says():
    path = ROOT / "static" / "js" / "common.js"

    file = asgi.with_files.get_static_file(str(path), "/static/js/common.js")

    given = dict(file.get_response("HEAD", {}).headers)
    assert given["X-Content-Type-Options"] == "nosniff"


def test_a_guest_gets_no_cookie(demo):
    client = Client()
    # The way in has a form that only its own page may send.
    signing_in = {reverse("account_login"), reverse("account_inactive")}
    addresses = {*addresses_for(GUEST, demo), *refusals_for(GUEST, demo)} - signing_in

    given = {address: list(client.get(address).cookies) for address in sorted(addresses)}

    assert {address: cookies for address, cookies in given.items() if cookies} == {}


@pytest.mark.django_db
def test_the_administration_has_the_same_policy(admin_client):
    models = [model._meta for model in admin.site._registry]  # noqa: SLF001 – there is no other list of them
    names = [
        f"admin:{model.app_label}_{model.model_name}_{page}"
        for model in models
        for page in ("changelist", "add")
    ]

    for name in ["admin:index", *names]:
        response = admin_client.get(reverse(name))
        assert (name, wrong_headers(response)) == (name, [])
        assert (name, "no-store" in response["Cache-Control"]) == (name, True)


# Asked in a process of its own: the settings of a site in public are read once, at its start.
ASK_IN_PUBLIC = """
import json, django
django.setup()
from django.test import Client

HOST = "modellkoncept.example.se"
plain = Client(headers={"host": HOST}).get("/logga-in/")
safe = Client(headers={"host": HOST, "x-forwarded-proto": "https"})
way_in = safe.get("/logga-in/")
asked = safe.post(
    "/logga-in/", {"email": "ingen@granvik.example"}, headers={"x-forwarded-proto": "https"}
)
theme = safe.post("/utseende/", {"theme": "dark"})
print(json.dumps({
    "plain": [plain.status_code, plain["Location"]],
    "way in": dict(way_in.headers),
    "cookies": {
        name: [bool(one["secure"]), one["path"], one["domain"], one["samesite"]]
        for name, one in safe.cookies.items()
    },
}))
"""


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_in_public_everything_goes_by_https_and_cookies_belong_to_one_host(tmp_path):
    UserFactory()
    public = {name: PUBLIC[name] for name in ("BASE_URL", "ALLOWED_HOSTS", "EMAIL_URL")}
    env = environment(
        tmp_path, **{"DEMO": "0", "DJANGO_SETTINGS_MODULE": "modellkoncept.settings"} | public
    )
    said = subprocess.run(
        [sys.executable, "-c", ASK_IN_PUBLIC],
        cwd=ROOT,
        env=env,
        capture_output=True,
        check=False,
        text=True,
    )
    assert said.returncode == 0, said.stderr
    answers = json.loads(said.stdout.splitlines()[-1])

    assert answers["plain"] == [301, "https://modellkoncept.example.se/logga-in/"]
    hsts = "max-age=31536000; includeSubDomains; preload"
    assert answers["way in"]["Strict-Transport-Security"] == hsts
    of_one_host = [True, "/", "", "Lax"]
    assert answers["cookies"] == dict.fromkeys(
        ["__Host-csrf", "__Host-session", "__Host-theme"], of_one_host
    )
