"""Who may open and do what with an organisation's people: every address, both organisations."""

import pytest
from django.test import Client
from django.urls import reverse

from modellkoncept.mail.models import OutgoingMail
from programmes.models import Invitation, Membership, Participation, PastMembership, Role, User
from tests.factories import MembershipFactory, ParticipationFactory, UserFactory

pytestmark = pytest.mark.django_db

KINDS = ["outsider", "politician", "manager", "key_person", "coordinator", "mentor_coordinator",
         "other_coordinator", "staff"]  # fmt: skip
#              out  pol  man  key  coo  men  oth  skr
COORDINATES = "404  403  403  403  {0}  403  403  {0}"
SKR_ONLY =    "404  403  403  403  403  403  403  {0}"  # fmt: skip
# What each answers a GET and a POST of the people of the organisation of `politician`.
ANSWERS = {
    "people": ("404  200  200  200  200  403  403  200", "405  405  405  405  405  405  405  405"),
    "invite": (COORDINATES.format(200), COORDINATES.format(302)),
    "person": (COORDINATES.format(200), COORDINATES.format(302)),
    "correct_invitation": (COORDINATES.format(200), COORDINATES.format(302)),
    "replace_person": (COORDINATES.format(200), COORDINATES.format(302)),
    "resend_invitation": ("405  405  405  405  405  405  405  405", COORDINATES.format(302)),
    "remove_person": ("405  405  405  405  405  405  405  405", COORDINATES.format(302)),
    "invite_to_round": (SKR_ONLY.format(200), SKR_ONLY.format(302)),
    "round_people": (SKR_ONLY.format(200), "405  405  405  405  405  405  405  405"),
    "contacts": (
        "404  200  200  200  200  200  200  200",
        "405  405  405  405  405  405  405  405",
    ),
    "export_contacts": (
        "405  405  405  405  405  405  405  405",
        "404  403  403  403  200  200  200  200",
    ),
    "my_contact_details": (
        "200  200  200  200  200  200  200  200",
        "302  302  302  302  302  302  302  302",
    ),
}  # fmt: skip
SENT = {
    "full_name": "Nya Namnet", "email": "nya.namnet@granvik.example", "role": "manager",
    "version": "0", "confirmed": "1", "bjud_in": "1",
}  # fmt: skip


@pytest.fixture
def ours(round) -> Participation:
    return ParticipationFactory(round=round, organisation__name="Granviks kommun")


@pytest.fixture
def who(round, ours) -> dict[str, User]:
    mentor = ParticipationFactory(round=round, kind=Participation.Kind.MENTOR)
    other = ParticipationFactory(round=round)

    def member(participation, role=Role.STRATEGIST, **more) -> User:
        return MembershipFactory(participation=participation, role=role, **more).user

    return {
        "outsider": member(ParticipationFactory(), is_coordinator=True),
        "politician": member(ours, Role.POLITICIAN),
        "manager": member(ours, Role.MANAGER),
        "key_person": member(ours, Role.KEY_PERSON),
        "coordinator": member(ours, is_coordinator=True),
        "mentor_coordinator": member(mentor, is_coordinator=True),
        "other_coordinator": member(other, is_coordinator=True),
        "staff": UserFactory(is_staff=True),
    }


@pytest.fixture
def target(ours) -> Membership:
    """Somebody of ours who was invited and has not come in."""
    membership = MembershipFactory(participation=ours, role=Role.POLITICIAN)
    Invitation.objects.create(membership=membership)
    return membership


def address_of(name, ours, target) -> str:
    kwargs = {}
    if name not in {
        "invite_to_round",
        "round_people",
        "contacts",
        "export_contacts",
        "my_contact_details",
    }:  # noqa: E501 – the names of the addresses
        kwargs["participation_id"] = ours.pk
    elif name != "my_contact_details":
        kwargs["round_id"] = ours.round_id
    if name in {
        "person",
        "correct_invitation",
        "replace_person",
        "resend_invitation",
        "remove_person",
    }:  # noqa: E501 – as above
        kwargs["membership_id"] = target.pk
    return reverse(f"programmes:{name}", kwargs=kwargs)


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def row(text) -> dict[str, int]:
    return dict(zip(KINDS, map(int, text.split()), strict=True))


@pytest.mark.parametrize("name", ANSWERS)
def test_a_get_is_answered_as_the_table_says(name, who, ours, target):
    address = address_of(name, ours, target)

    answers = {kind: signed_in(who[kind]).get(address).status_code for kind in KINDS}

    assert answers == row(ANSWERS[name][0])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ANSWERS)
def test_a_post_is_answered_as_the_table_says_and_changes_nothing_else(
    name, kind, who, ours, target
):
    sent = SENT
    if "invite" in name:
        # All of the list are in already: a right leads on to the people, and nothing is sent.
        sent = {"text": f"{target.user.email}, politiker, Granviks kommun", "bjud_in": "1"}
    before = everything()

    answer = signed_in(who[kind]).post(address_of(name, ours, target), sent)

    assert answer.status_code == row(ANSWERS[name][1])[kind]
    if answer.status_code in {403, 404, 405}:
        assert everything() == before


def everything() -> list:
    return [
        list(model.objects.order_by("pk").values())
        for model in (User, Membership, PastMembership, Invitation, OutgoingMail)
    ]


@pytest.mark.parametrize(
    "name", ["person", "correct_invitation", "replace_person", "resend_invitation", "remove_person"]
)
def test_a_coordinator_reaches_nobody_of_another_organisation_through_her_own(
    name, who, ours, target
):
    other = who["other_coordinator"].memberships.get()
    address = reverse(f"programmes:{name}", args=[ours.pk, other.pk])
    before = everything()

    assert signed_in(who["coordinator"]).post(address, SENT).status_code == 404
    assert everything() == before


def test_members_see_names_and_roles_and_no_addresses_or_invitations(who, ours, target):
    page = signed_in(who["politician"]).get(f"/deltagande/{ours.pk}/personer/").text

    assert target.user.full_name in page
    assert target.user.email not in page
    assert "Inget mejl skickat" not in page
    assert "Bjud in personer" not in page
