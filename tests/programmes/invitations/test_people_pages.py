"""The pages of an organisation's and a round's people, and the contact list."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from modellkoncept.audit.models import AuditEvent
from modellkoncept.mail.models import OutgoingMail
from programmes.models import Invitation, Membership, PastMembership, Role
from programmes.services import invitations
from programmes.services.invitations import Invitee
from tests.factories import MembershipFactory, ParticipationFactory, RoundFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ours(round):
    return ParticipationFactory(round=round, organisation__name="Granviks kommun")


@pytest.fixture
def coordinator(client, ours):
    membership = MembershipFactory(
        participation=ours, is_coordinator=True, user__full_name="Samira Haddad"
    )
    client.force_login(membership.user)
    return membership


@pytest.fixture
def staff():
    return UserFactory(is_staff=True, full_name="Maja Sund")


@pytest.fixture
def lena(ours, coordinator) -> Membership:
    [made] = invitations.invite_people(
        round=ours.round,
        invitees=[Invitee(ours, "lena@granvik.example", "Lena Forsmark", Role.POLITICIAN)],
        actor=coordinator.user,
    )
    return made.membership


def page_of(participation, membership=None, end="") -> str:
    own = f"{membership.pk}/{end}" if membership else ""
    return f"/deltagande/{participation.pk}/personer/{own}"


def test_the_list_tells_how_it_went_with_each_invitation(client, ours, lena):
    OutgoingMail.objects.update(state="failed", error="SMTPException: 550 5.1.1 unknown")

    page = client.get(page_of(ours)).text

    assert "Lena Forsmark" in page
    assert "Kom inte fram" in page
    assert "Adressen finns inte hos mottagaren. Rätta den och skicka igen." in page
    assert "Rätta adressen" in page


def test_a_role_is_changed_and_of_two_at_once_the_later_is_told(client, ours, lena):
    sent = {"role": "manager", "version": str(lena.version)}

    first = client.post(page_of(ours, lena), sent)
    second = client.post(page_of(ours, lena), sent | {"role": "key_person"})

    lena.refresh_from_db()
    assert (first.status_code, second.status_code, lena.role) == (302, 409, "manager")
    assert "Nu är rollen Chef." in second.text


@pytest.mark.parametrize("sent", [{}, {"role": "mentor"}, {"role": "\x00", "version": "x"}])
def test_a_role_that_is_none_is_told_of(client, ours, lena, sent):
    assert (
        client.post(page_of(ours, lena), sent | {"role": sent.get("role", "")}).status_code == 422
    )  # noqa: E501


def test_the_last_coordinator_may_not_unmake_herself(client, ours, coordinator, lena):
    answer = client.post(page_of(ours, coordinator), {"role": "strategist", "version": "0"})

    assert answer.status_code == 422
    assert "Organisationen behöver minst en samordnare." in answer.text


def test_an_invitation_is_sent_again_from_the_list(client, ours, lena):
    soon = client.post(page_of(ours, lena, "skicka-igen/"), follow=True)
    OutgoingMail.objects.update(state="done")
    Invitation.objects.update(written_at=timezone.now() - timedelta(hours=2))
    later = client.post(page_of(ours, lena, "skicka-igen/"), follow=True)

    assert re.search(r"Den kan skickas igen \d\d\.\d\d\.", soon.text)
    assert "Inbjudan skickas igen." in later.text
    assert OutgoingMail.objects.count() == 2
    assert "invitation-resent" in AuditEvent.objects.values_list("kind", flat=True)


def test_a_wrong_address_is_corrected(client, ours, lena):
    typed = {"full_name": "Lena Forsmark", "email": "Lena.Forsmark@granvik.example"}

    wrong = client.post(page_of(ours, lena, "ratta/"), typed | {"email": "lena"})
    right = client.post(page_of(ours, lena, "ratta/"), typed)

    assert (wrong.status_code, right.status_code) == (422, 302)
    assert OutgoingMail.objects.get().to == "lena.forsmark@granvik.example"


def test_who_has_come_in_changes_her_own_address(client, ours, lena):
    invitations.accept_invitations(user=lena.user)

    answer = client.get(page_of(ours, lena, "ratta/"), follow=True)

    assert "ändrar själv sin adress under Mina uppgifter" in answer.text


def test_a_successor_takes_the_seat_and_the_list_says_after_whom(client, ours, lena):
    invitations.accept_invitations(user=lena.user)
    typed = {"full_name": "Nytt Val", "email": "nytt.val@granvik.example"}

    twice = client.post(page_of(ours, lena, "ersatt/"), typed | {"email": lena.user.email})
    answer = client.post(page_of(ours, lena, "ersatt/"), typed, follow=True)

    assert "Personen med den adressen är redan med här." in twice.text
    assert "Nytt Val har tagit över efter Lena Forsmark och får ett mejl." in answer.text
    assert re.search(r"Lena Forsmark.*Politiker.*Efterträddes av.*Nytt Val", answer.text, re.S)


def test_a_removal_asks_first(client, ours, lena):
    asked = client.post(page_of(ours, lena, "ta-bort/"))
    still_there = Membership.objects.filter(pk=lena.pk).exists()
    done = client.post(page_of(ours, lena, "ta-bort/"), {"confirmed": "1"}, follow=True)

    assert "Ta bort Lena Forsmark?" in asked.text
    assert still_there is True
    assert "Lena Forsmark är borttagen." in done.text
    assert Membership.objects.filter(pk=lena.pk).exists() is False


def test_skr_names_who_coordinates_instead(client, ours, coordinator, lena, staff):
    client.force_login(staff)
    address = page_of(ours, coordinator, "ta-bort/")

    unnamed = client.post(address, {"confirmed": "1"})
    named = client.post(address, {"confirmed": "1", "coordinator": str(lena.pk)})

    lena.refresh_from_db()
    assert (unnamed.status_code, named.status_code) == (422, 302)
    assert "Välj vem som blir samordnare i stället." in unnamed.text
    assert lena.is_coordinator is True
    assert PastMembership.objects.get().user == coordinator.user


def test_nobody_of_a_closed_round_is_changed(client, ours, lena):
    type(ours.round).objects.update(closed_on=timezone.localdate())

    answers = [
        client.post(
            page_of(ours, lena, end),
            {
                "role": "manager",
                "version": "0",
                "confirmed": "1",
                "full_name": "A B",
                "email": "a@b.se",
            },
        ).status_code  # noqa: E501
        for end in ("", "skicka-igen/", "ratta/", "ersatt/", "ta-bort/")
    ]

    assert answers == [409] * 5
    assert "Rätta adressen" not in client.get(page_of(ours)).text


# --- the whole round ------------------------------------------------------------------------------


def filled(n_organisations, n_people) -> list[Membership]:
    round = RoundFactory()
    roles = list(Role.values)
    return [
        MembershipFactory(
            participation=participation,
            role=roles[n % 4],
            user__full_name=f"Person {n} {participation.pk}",
        )
        for participation in ParticipationFactory.create_batch(n_organisations, round=round)
        for n in range(n_people)
    ]


@pytest.mark.parametrize(("organisations", "people"), [(1, 1), (20, 15)])
@pytest.mark.parametrize(("page", "queries"), [("personer", 13), ("kontakter", 7), ("bjud-in", 3)])
def test_each_page_of_a_round_asks_the_same_of_300_people(
    client, staff, django_assert_num_queries, organisations, people, page, queries
):
    round = filled(organisations, people)[0].participation.round
    client.force_login(staff)

    with django_assert_num_queries(queries):
        answer = client.get(f"/omgangar/{round.pk}/{page}/")

    assert answer.status_code == 200


@pytest.mark.parametrize("people", [1, 30])
def test_the_page_of_an_organisation_asks_the_same_of_many(
    client, staff, django_assert_num_queries, people
):
    participation = filled(1, people)[0].participation
    client.force_login(staff)

    with django_assert_num_queries(8):
        client.get(page_of(participation))


def test_skr_finds_people_by_name_address_role_organisation_and_state(client, staff, ours, lena):
    other = MembershipFactory(
        participation__round=ours.round,
        participation__organisation__name="Region Nordhav",
        role=Role.MANAGER,
        user__full_name="Bo Öberg",
        user__email="bo@räksmörgås.se",
    )
    client.force_login(staff)

    def shown(query) -> list[str]:
        answer = client.get(f"/omgangar/{ours.round_id}/personer/?{query}")
        return [str(row.membership.user) for row in answer.context["rows"]]

    assert shown("") == ["Samira Haddad", "Lena Forsmark"][::-1] + ["Bo Öberg"]
    assert shown("q=öberg") == ["Bo Öberg"]
    assert shown("q=bo@räksmörgås.se") == ["Bo Öberg"]
    assert shown("q=nordhav") == ["Bo Öberg"]
    assert shown("roll=manager") == ["Bo Öberg"]
    assert shown(f"organisation={other.participation_id}") == ["Bo Öberg"]
    assert shown("lage=skickas") == ["Lena Forsmark"]
    assert shown("lage=ingen&roll=manager") == ["Bo Öberg"]
    assert shown("roll=x&organisation=x&lage=x&q=%00&sida=x") != []


def test_the_round_tells_how_many_are_in_each_state(client, staff, ours, lena):
    client.force_login(staff)

    page = client.get(f"/omgangar/{ours.round_id}/personer/")

    counts = [(state.value, n) for state, _words, n in page.context["counts"]]
    assert counts == [("ingen", 1), ("skickas", 1)]


def test_signing_in_by_code_accepts_the_invitation(client, ours, lena):
    client.logout()
    client.post("/logga-in/", {"email": "lena@granvik.example"})
    code = re.search(r"^ {4}(\d{6})$", OutgoingMail.objects.latest("pk").body, re.M)[1]

    client.post("/logga-in/kod/", {"code": code})

    assert Invitation.objects.get(membership=lena).is_accepted is True


# --- contacts -------------------------------------------------------------------------------------


def contact_page(participation) -> str:
    return f"/omgangar/{participation.round_id}/kontakter/"


def test_an_address_is_shown_only_by_her_own_choice(client, ours, coordinator, lena):
    before = client.get(contact_page(ours)).text
    client.force_login(lena.user)
    client.post("/mina-uppgifter/kontakt/", {"visas": [str(lena.pk), "999999", "x"]})
    client.force_login(coordinator.user)
    shown = client.get(contact_page(ours)).text
    client.force_login(lena.user)
    client.post("/mina-uppgifter/kontakt/", {})
    hidden = client.get(contact_page(ours)).text

    assert "Lena Forsmark" in before
    assert "lena@granvik.example" not in before
    assert "mailto:lena@granvik.example" in shown
    assert "lena@granvik.example" not in hidden


def test_nobody_chooses_for_another(client, ours, coordinator, lena):
    client.post("/mina-uppgifter/kontakt/", {"visas": [str(lena.pk)]})

    lena.refresh_from_db()
    assert lena.shows_address is False


def test_a_choice_is_of_one_round(client, lena):
    elsewhere = MembershipFactory(user=lena.user)
    client.force_login(lena.user)

    client.post("/mina-uppgifter/kontakt/", {"visas": [str(elsewhere.pk)]})

    chosen = Membership.objects.filter(shows_address=True)
    assert list(chosen) == [elsewhere]


def test_in_a_closed_round_a_yes_is_taken_back_and_none_is_given(client, ours, lena):
    Membership.objects.filter(pk=lena.pk).update(shows_address=True)
    type(ours.round).objects.update(closed_on=timezone.localdate())
    client.force_login(lena.user)

    client.post("/mina-uppgifter/kontakt/", {})
    client.post("/mina-uppgifter/kontakt/", {"visas": [str(lena.pk)]})

    lena.refresh_from_db()
    assert lena.shows_address is False


def test_the_file_holds_those_who_share_and_the_log_keeps_who_took_it(client, ours, lena):
    Membership.objects.filter(pk=lena.pk).update(shows_address=True)
    type(lena.user).objects.filter(pk=lena.user.pk).update(full_name="=SUM(1) Lena")

    answer = client.post(f"{contact_page(ours)}fil/?roll=politician")

    assert answer.content.decode("utf-8-sig").splitlines() == [
        "Namn;E-post;Roll;Organisation",
        "'=SUM(1) Lena;lena@granvik.example;Politiker;Granviks kommun",
    ]
    assert AuditEvent.objects.filter(kind="contacts-exported", round_id=ours.round_id).exists()


def test_skr_also_sees_the_addresses_that_it_invited(client, staff, ours, lena):
    invitations.invite_people(
        round=ours.round,
        invitees=[Invitee(ours, "bo@granvik.example", "Bo Al", Role.MANAGER)],
        actor=staff,
    )
    client.force_login(staff)

    page = client.get(contact_page(ours))

    assert page.context["addresses"] == "bo@granvik.example"


def test_a_link_to_the_people_stands_on_the_organisations_page(client, ours, coordinator):
    labels = [str(link.label) for link in client.get(f"/deltagande/{ours.pk}/").context["links"]]

    assert [each for each in labels if each in {"Personer", "Bjud in personer"}] == [
        "Personer",
        "Bjud in personer",
    ]


@pytest.mark.parametrize("name", ["Vinn på https://falsk.example", "=HYPERLINK(1)", "<b>Lena</b>"])
def test_what_is_no_name_reaches_no_letter(client, ours, lena, name):
    before = OutgoingMail.objects.count()
    for page in ("ersatt", "ratta"):
        answer = client.post(
            page_of(ours, lena, f"{page}/"),
            {"full_name": name, "email": "ny@granvik.example"},
        )

        assert answer.status_code == 422
        assert "Det ser inte ut som ett namn." in answer.text
    assert OutgoingMail.objects.count() == before
