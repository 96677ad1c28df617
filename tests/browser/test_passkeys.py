"""A passkey as the second step, with an authenticator that Chromium plays."""

import re

import pytest
from allauth.mfa.models import Authenticator
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import CDPSession, expect

from modellkoncept.mail.models import OutgoingMail
from tests.browser.conftest import visitors
from tests.browser.page_audit import audit
from tests.factories import UserFactory
from tests.site_processes import running_site

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]


@pytest.fixture
def site_by_name(transactional_db, tmp_path):
    """A site with a name: an address of numbers can have no passkeys."""
    with running_site(tmp_path, worker=False, ALLOWED_HOSTS="localhost,127.0.0.1") as site:
        site.name = f"http://localhost:{site.port}"
        yield site


def sign_in(page, site, address: str) -> None:
    page.goto(f"{site.name}/logga-in/")
    page.get_by_label("E-postadress").fill(address)
    page.get_by_role("button", name="Skicka kod").click()
    code = page.get_by_label("Kod", exact=True)
    expect(code).to_be_visible()
    letter = OutgoingMail.objects.first().body
    code.fill(re.search(r"^ +([0-9]{6})$", letter, re.MULTILINE)[1])
    page.get_by_role("button", name="Logga in").click()


def plug_in(page) -> tuple[CDPSession, str]:
    """Give the page's window an authenticator, on which somebody lays a finger at once."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return devtools, made["authenticatorId"]


def test_a_passkey_is_added_and_leads_in(browser, site_by_name):
    site = site_by_name
    anna = UserFactory(full_name="Anna Ek", is_staff=True)
    with visitors(browser, site) as make:
        one = make(reduced_motion="reduce")
        one.site = type("Named", (), {"url": site.name})
        page = one.page
        page.context.add_init_script(AXE_SCRIPT)
        sign_in(page, site, anna.email)
        page.goto(f"{site.name}/mina-uppgifter/andra-steget/")
        devtools, device = plug_in(page)
        page.get_by_role("button", name="Lägg till en passnyckel").click()
        expect(page.get_by_role("heading", name="Dina reservkoder")).to_be_visible()
        held = devtools.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]
        devtools.send("WebAuthn.disable")
        assert audit(page) == []
        page.get_by_role("link", name="Jag har sparat koderna").click()
        expect(page.get_by_text("Du har 1 passnyckel")).to_be_visible()
        assert audit(page) == []

        page.get_by_role("button", name="Logga ut").first.click()
        sign_in(page, site, anna.email)
        expect(page.get_by_role("heading", name="Bekräfta att det är du")).to_be_visible()
        assert audit(page) == []
        devtools, device = plug_in(page)
        devtools.send("WebAuthn.addCredential", {"authenticatorId": device, "credential": held[0]})
        page.get_by_role("button", name="Använd passnyckeln").click()
        expect(page.get_by_role("heading", name="Hej Anna")).to_be_visible()

        # A device that does not have it.
        devtools.send("WebAuthn.disable")
        page.get_by_role("button", name="Logga ut").first.click()
        sign_in(page, site, anna.email)
        expect(page.get_by_role("heading", name="Bekräfta att det är du")).to_be_visible()
        plug_in(page)
        page.get_by_role("button", name="Använd passnyckeln").click()
        expect(page.get_by_text("Det blev ingen passnyckel.")).to_be_visible()

    assert set(Authenticator.objects.values_list("type", "last_used_at")) == {
        ("webauthn", None),
        ("recovery_codes", None),
    }
