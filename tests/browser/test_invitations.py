"""A coordinator invites her people: paste, preview, mend a row, lose the session, invite."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from modellkoncept.mail.models import OutgoingMail
from programmes.models import Membership
from tests.browser.page_audit import audit
from tests.browser.test_unsent_text import sign_in_by_code, sign_in_by_cookie
from tests.factories import MembershipFactory

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PASTED = """Lena Forsmark <lena.forsmark@granvik.example>, politiker
Okonkwo; David; david.okonkwo@granvik.example; chef
LENA.FORSMARK@granvik.example, Lena Forsmark
Petra Sjöholm petra.sjoholm.granvik.example politiker"""


@pytest.fixture
def coordinator(transactional_db) -> Membership:
    return MembershipFactory(
        participation__organisation__name="Granviks kommun",
        user__email="samira.haddad@granvik.example",
        is_coordinator=True,
    )


def test_a_list_is_pasted_mended_and_invited_and_outlives_its_session(visitor, coordinator):
    one = visitor(viewport={"width": 1280, "height": 900})
    sign_in_by_cookie(one, coordinator.user)
    page = one.page
    page.goto(f"/deltagande/{coordinator.participation_id}/bjud-in/")

    page.get_by_label("Personer, en på varje rad").fill(PASTED)
    page.get_by_role("button", name="Läs raderna").click()
    expect(page.get_by_role("button", name="Bjud in 2 personer")).to_be_visible()
    expect(page.get_by_text("Samma person två gånger")).to_be_visible()
    assert audit(page) == []

    page.get_by_role("button", name="Byt till petra.sjoholm@granvik.example").click()
    expect(page.get_by_role("button", name="Bjud in 3 personer")).to_be_visible()
    page.get_by_role("button", name="Redigera rad 2").click()
    page.get_by_label("Namn, rad 2").fill("David O. Okonkwo")
    page.get_by_label("Roll, rad 2").select_option("Nyckelperson")
    Session.objects.all().delete()
    page.get_by_role("button", name="Klar rad 2").click()
    page.wait_for_url("**/logga-in/**")
    sign_in_by_code(page, coordinator.user)

    expect(page.get_by_label("Personer, en på varje rad")).to_have_value(
        "Namn\tE-post\tRoll\tOrganisation\tSamordnare\n"
        "Lena Forsmark\tlena.forsmark@granvik.example\tpolitiker\t\t\n"
        "David O. Okonkwo\tdavid.okonkwo@granvik.example\tNyckelperson\t\t\n"
        "Lena Forsmark\tLENA.FORSMARK@granvik.example\t\t\t\n"
        "Petra Sjöholm\tpetra.sjoholm@granvik.example\tPolitiker\t\t"
    )
    assert Membership.objects.count() == 1
    page.get_by_role("button", name="Läs raderna").click()
    page.get_by_role("button", name="Bjud in 3 personer").click()

    expect(page.get_by_text("3 personer är inbjudna.")).to_be_visible()
    expect(page.locator("tbody tr")).to_have_count(4)
    assert audit(page) == []
    invited = Membership.objects.exclude(pk=coordinator.pk).order_by("user__email")
    assert list(invited.values_list("user__full_name", "role")) == [
        ("David O. Okonkwo", "key_person"),
        ("Lena Forsmark", "politician"),
        ("Petra Sjöholm", "politician"),
    ]
    letters = OutgoingMail.objects.filter(key__startswith="invitation-")
    assert letters.count() == 3
