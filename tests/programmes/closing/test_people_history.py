"""What is kept of who was in a round goes with its personal data, and only with it."""

import pytest

from modellkoncept.audit.models import AuditEvent
from modellkoncept.mail.models import OutgoingMail
from programmes.models import Invitation, Membership, PastMembership, Role, User
from programmes.services import invitations, members
from programmes.services.invitations import Invitee
from tests.factories import MembershipFactory, ParticipationFactory, RoundFactory
from tests.programmes.closing.test_removal import remove

pytestmark = pytest.mark.django_db


@pytest.fixture
def participation(ended):
    """An organisation of the round, which is open again while its people come and go."""
    type(ended.round).objects.filter(pk=ended.round.pk).update(closed_on=None)
    return ParticipationFactory(round=ended.round)


def leave(participation, **more) -> User:
    membership = MembershipFactory(participation=participation, **more)
    members.remove_member(membership=membership)
    return membership.user


def close_again(ended):
    type(ended.round).objects.filter(pk=ended.round.pk).update(closed_on=ended.round.closed_on)
    return ended.planned()


def test_who_left_this_round_goes_with_it_however_lately_she_came(ended, participation):
    gone = leave(participation, user__full_name="Nyss Slutat")

    remove(close_again(ended))

    assert not User.objects.filter(pk=gone.pk).exists()
    assert not PastMembership.objects.filter(participation=participation).exists()


def test_who_left_another_round_stays_until_that_one_goes(ended, participation):
    elsewhere = leave(ParticipationFactory(round=RoundFactory()))
    both = leave(participation)
    stays = MembershipFactory(user=both, participation__round=ended.other)

    remove(close_again(ended))

    assert set(User.objects.filter(pk__in=[elsewhere.pk, both.pk])) == {elsewhere, both}
    assert list(Membership.objects.filter(user=both)) == [stays]
    assert list(PastMembership.objects.values_list("user", flat=True)) == [elsewhere.pk]


def test_neither_invitation_letter_nor_log_names_anybody_afterwards(ended, participation):
    invitations.invite_people(
        round=participation.round,
        invitees=[Invitee(participation, "bjuden@x.example", "Bjuden Gäst", Role.MANAGER)],
        actor=None,
    )

    remove(close_again(ended))

    assert Invitation.objects.filter(membership__participation=participation).exists() is False
    assert OutgoingMail.objects.filter(to="bjuden@x.example").exists() is False
    [subject] = AuditEvent.objects.filter(kind="invited").values_list("subject", flat=True)
    assert "Bjuden" not in subject
    assert str(participation.organisation) in subject
