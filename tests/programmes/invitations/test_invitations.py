"""Who is invited: one person, one part, one letter, whoever presses how often."""

from datetime import timedelta

import pytest
from django.utils import timezone

from modellkoncept.audit.models import AuditEvent
from modellkoncept.mail.delivery import deliver
from modellkoncept.mail.models import OutgoingMail
from programmes.errors import (
    AlreadyAcceptedError,
    AlreadyMemberError,
    LastCoordinatorError,
    NotInvitableError,
    ResendTooSoonError,
    WrongRoundError,
)
from programmes.models import Invitation, Membership, PastMembership, Role, User
from programmes.queries.people import State, person_row, why_refused, with_invitations
from programmes.queries.recipients import members_for
from programmes.services import invitations, members
from programmes.services.invitations import Invitee
from tests.factories import (
    LearningGroupFactory,
    MembershipFactory,
    ParticipationFactory,
    RoundFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def participation(round):
    return ParticipationFactory(round=round, organisation__name="Granviks kommun")


@pytest.fixture
def coordinator(participation) -> User:
    user = UserFactory(full_name="Samira Haddad", email="samira.haddad@granvik.example")
    MembershipFactory(participation=participation, user=user, is_coordinator=True)
    return user


def invitee(participation, address="lena@granvik.example", **more) -> Invitee:
    given = {"full_name": "Lena Forsmark", "role": Role.POLITICIAN} | more
    return Invitee(participation, address, **given)


def invited(participation, actor=None, **more) -> Membership:
    [made] = invitations.invite_people(
        round=participation.round, invitees=[invitee(participation, **more)], actor=actor
    )
    return made.membership


def letters() -> list[tuple[str, str]]:
    return list(OutgoingMail.objects.order_by("pk").values_list("key", "to"))


def row_of(membership):
    return person_row(with_invitations(Membership.objects.all()).get(pk=membership.pk))


def wait_an_hour():
    Invitation.objects.update(written_at=timezone.now() - timedelta(hours=1))


def set_letter(membership, **fields):
    OutgoingMail.objects.filter(key__startswith=membership.invitation.key).update(**fields)


def test_an_invitation_is_a_person_a_part_and_a_letter_that_says_all(participation, coordinator):
    membership = invited(participation, coordinator)

    person = User.objects.get(email="lena@granvik.example")
    assert (membership.user, membership.role, membership.is_coordinator) == (
        person,
        Role.POLITICIAN,
        False,
    )
    assert person.full_name == "Lena Forsmark"
    assert membership.invitation.invited_by == coordinator
    letter = OutgoingMail.objects.get()
    assert letter.to == "lena@granvik.example"
    assert letter.subject == f"Du är inbjuden till {participation.round}"
    for told in (
        "Hej Lena Forsmark!",
        f"Samira Haddad har bjudit in dig till {participation.round}",
        "Organisation: Granviks kommun",
        "Din roll: Politiker",
        "http://127.0.0.1:8000/inbjudan/",
        "lena@granvik.example",
        "Skriv till Samira Haddad, samira.haddad@granvik.example.",
    ):
        assert told in letter.body
    assert list(AuditEvent.objects.values_list("kind", "actor", "round_id", "subject")) == [
        ("invited", coordinator.pk, participation.round_id, "Lena Forsmark, Granviks kommun")
    ]


def test_a_coordinator_is_told_that_she_invites_the_others(participation):
    invited(participation, is_coordinator=True, role=Role.STRATEGIST)

    assert "Du är samordnare" in OutgoingMail.objects.get().body


def test_the_same_list_twice_is_one_letter_to_each(participation):
    list_of_two = [invitee(participation), invitee(participation, "LENA@granvik.example")]
    for _time in range(2):
        invitations.invite_people(round=participation.round, invitees=list_of_two, actor=None)

    assert len(letters()) == 1
    assert Membership.objects.count() == 1


def test_who_has_an_account_gets_a_letter_too_and_keeps_her_name_and_history(participation):
    before = MembershipFactory(user__email="lena@granvik.example", user__full_name="Lena F")

    membership = invited(participation)

    assert membership.user == before.user
    assert membership.user.full_name == "Lena F"
    assert [to for _key, to in letters()] == ["lena@granvik.example"]
    assert Membership.objects.filter(user=before.user).count() == 2


def test_somebody_may_be_of_two_organisations_in_one_round(participation):
    other = ParticipationFactory(round=participation.round)
    invited(participation)
    invited(other, role=Role.MANAGER)

    roles = Membership.objects.order_by("pk").values_list("participation", "role")
    assert list(roles) == [(participation.pk, "politician"), (other.pk, "manager")]
    assert len(letters()) == 2


@pytest.mark.parametrize("fields", [{"is_staff": True}, {"is_active": False}])
def test_skr_and_who_may_not_sign_in_are_passed_over(participation, fields):
    UserFactory(email="lena@granvik.example", **fields)

    made = invitations.invite_people(
        round=participation.round, invitees=[invitee(participation)], actor=None
    )

    assert (made, letters(), Membership.objects.count()) == ([], [], 0)


def test_an_organisation_of_another_round_is_refused_and_nothing_is_written(participation):
    stranger = ParticipationFactory()
    both = [invitee(participation, "a@x.example"), invitee(stranger)]

    with pytest.raises(WrongRoundError):
        invitations.invite_people(round=participation.round, invitees=both, actor=None)

    assert User.objects.count() == 0


@pytest.mark.parametrize(
    ("fields", "state", "reason"),
    [
        ({}, State.SENDING, ""),
        ({"error": "timed out"}, State.WAITING, ""),
        ({"state": "done"}, State.SENT, ""),
        (
            {"state": "failed", "error": "550 5.1.1 unknown"},
            State.FAILED,
            "Adressen finns inte hos mottagaren. Rätta den och skicka igen.",
        ),
    ],
)
def test_the_state_of_a_letter_is_told_in_words(participation, fields, state, reason):
    membership = invited(participation)
    set_letter(membership, **fields)

    row = row_of(membership)

    assert (row.state, str(row.reason)) == (state, reason)


@pytest.mark.parametrize(
    ("error", "start"),
    [
        ("SMTPException: 550 No such user", "Adressen finns inte"),
        ("SMTPException: 552 5.2.2 Over quota", "Mottagarens brevlåda är full"),
        ("SMTPException: 554 5.7.1 Blocked", "Mottagarens mejlserver tog inte emot"),
        ("ValueError: bad header", "Adressen går inte att mejla till"),
        ("TimeoutError: timed out", "Mejlservern svarade inte"),
    ],
)
def test_a_refusal_is_told_in_plain_swedish(error, start):
    assert str(why_refused(error)).startswith(start)


def test_who_comes_in_has_accepted_and_when_is_not_kept(participation, client):
    membership = invited(participation)

    invitations.accept_invitations(user=membership.user)

    assert row_of(membership).state is State.ACCEPTED
    moments = {f.name for f in Invitation._meta.fields if "DateTime" in type(f).__name__}  # noqa: SLF001 – Django's public API, despite its name
    assert moments == {"written_at"}


def test_the_text_of_a_sent_letter_goes_and_that_it_arrived_is_still_known(participation):
    membership = invited(participation)

    deliver(membership.invitation.letter_id)
    OutgoingMail.objects.update(requested_at=timezone.now() - timedelta(days=1))
    OutgoingMail.objects.forgettable().delete()

    assert OutgoingMail.objects.get().body == ""
    assert row_of(membership).state is State.SENT


def test_an_invitation_is_sent_again_at_most_once_an_hour(participation):
    membership = invited(participation)
    with pytest.raises(ResendTooSoonError) as refused:
        invitations.resend_invitation(membership=membership, actor=None)
    set_letter(membership, state="done")
    wait_an_hour()

    invitations.resend_invitation(membership=membership, actor=None)

    assert refused.value.again_at > timezone.now() + timedelta(minutes=58)
    assert [to for _key, to in letters()] == ["lena@granvik.example"] * 2


def test_a_letter_that_still_waits_is_not_doubled_by_the_next(participation):
    membership = invited(participation)
    wait_an_hour()

    invitations.resend_invitation(membership=membership, actor=None)

    assert len(letters()) == 1


def test_a_clock_that_was_set_back_blocks_nobody(participation):
    membership = invited(participation)
    Invitation.objects.update(written_at=timezone.now() + timedelta(days=365))

    invitations.resend_invitation(membership=membership, actor=None)


def test_who_was_added_without_a_letter_can_be_sent_one(participation):
    membership = MembershipFactory(participation=participation)
    assert row_of(membership).state is State.NONE

    invitations.resend_invitation(membership=membership, actor=None)

    assert row_of(membership).state is State.SENDING


def test_nobody_is_invited_who_is_in(participation):
    membership = invited(participation)
    invitations.accept_invitations(user=membership.user)

    with pytest.raises(AlreadyAcceptedError):
        invitations.resend_invitation(membership=membership, actor=None)
    with pytest.raises(AlreadyAcceptedError):
        invitations.correct_invitation(
            membership=membership, full_name="X", email="x@x.example", actor=None
        )


# --- a wrong address ------------------------------------------------------------------------------


def corrected(membership, email="lena.forsmark@granvik.example", name="Lena Forsmark"):
    return invitations.correct_invitation(
        membership=membership, full_name=name, email=email, actor=None
    )


def test_a_wrong_address_leaves_neither_letter_nor_account(participation):
    membership = invited(participation, address="lena@fel.example", is_coordinator=True)
    set_letter(membership, state="failed", error="550")

    found = corrected(membership)

    assert found.pk == membership.pk
    assert found.is_coordinator is True
    assert [to for _key, to in letters()] == ["lena.forsmark@granvik.example"]
    assert list(User.objects.values_list("email", flat=True)) == ["lena.forsmark@granvik.example"]
    assert PastMembership.objects.count() == 0


def test_no_account_changes_its_address_or_its_owner(participation):
    """Else a coordinator could take over the account of somebody in another organisation."""
    other = MembershipFactory(user__email="vd@annan.example")
    membership = invited(participation, address="vd@annan.example")

    corrected(membership, email="min.egen@granvik.example")

    other.user.refresh_from_db()
    assert other.user.email == "vd@annan.example"
    assert list(other.user.memberships.all()) == [other]


def test_only_the_name_may_be_wrong(participation):
    membership = invited(participation)

    corrected(membership, email="LENA@granvik.example", name="Lena Forsmarck")

    assert User.objects.get().full_name == "Lena Forsmarck"
    assert len(letters()) == 1


def test_the_right_address_may_not_be_that_of_another_member(participation):
    MembershipFactory(participation=participation, user__email="lena.forsmark@granvik.example")
    membership = invited(participation)

    with pytest.raises(AlreadyMemberError):
        corrected(membership)


# --- leaving --------------------------------------------------------------------------------------


def test_who_leaves_loses_access_at_once_and_her_history_stays(participation, client):
    membership = invited(participation)
    invitations.accept_invitations(user=membership.user)
    client.force_login(membership.user)
    address = participation.round.get_absolute_url()
    before = client.get(address).status_code

    members.remove_member(membership=membership)

    assert (before, client.get(address).status_code) == (200, 404)
    past = PastMembership.objects.get()
    assert (past.user, past.role, past.until, past.succeeded_by) == (
        membership.user,
        Role.POLITICIAN,
        timezone.localdate(),
        None,
    )


def test_an_invitation_that_is_withdrawn_leaves_nothing(participation):
    membership = invited(participation)

    members.remove_member(membership=membership)

    assert (User.objects.count(), PastMembership.objects.count(), letters()) == (0, 0, [])


def test_an_account_that_was_here_before_stays(participation):
    UserFactory(email="lena@granvik.example")
    membership = invited(participation)

    members.remove_member(membership=membership)

    assert User.objects.count() == 1


def test_a_successor_takes_over_the_seat_with_its_role_and_coordination(participation, coordinator):
    seat = Membership.objects.get(user=coordinator)
    Membership.objects.update(shows_address=True)
    told = []
    members.register_departure("test", lambda *who: told.append(who))

    found = invitations.replace_member(
        membership=seat, full_name="Nytt Val", email="nytt.val@granvik.example", actor=coordinator
    )

    members._departed._items.pop("test")  # noqa: SLF001 – of this test only
    new = User.objects.get(email="nytt.val@granvik.example")
    assert (found.pk, found.user, found.role, found.is_coordinator) == (
        seat.pk,
        new,
        "strategist",
        True,
    )
    assert found.shows_address is False
    past = PastMembership.objects.get()
    assert (past.user, past.role, past.was_coordinator, past.succeeded_by) == (
        coordinator,
        "strategist",
        True,
        new,
    )
    assert told == [(coordinator, participation, new)]
    assert [to for _key, to in letters()] == ["nytt.val@granvik.example"]
    assert list(AuditEvent.objects.values_list("kind", "subject")) == [
        ("member-replaced", "Samira Haddad, Granviks kommun")
    ]


def test_nobody_succeeds_herself_and_skr_succeeds_nobody(participation, coordinator):
    UserFactory(email="skr@skr.example", is_staff=True)
    seat = Membership.objects.get(user=coordinator)

    for email, error in (
        (coordinator.email, AlreadyMemberError),
        ("skr@skr.example", NotInvitableError),
    ):
        with pytest.raises(error):
            invitations.replace_member(membership=seat, full_name="X", email=email, actor=None)

    assert Membership.objects.get().user == coordinator


def test_the_last_coordinator_of_people_stays(participation, coordinator):
    seat = Membership.objects.get(user=coordinator)
    MembershipFactory(participation=participation)

    with pytest.raises(LastCoordinatorError):
        members.remove_member(membership=seat)
    with pytest.raises(LastCoordinatorError):
        members.change_member(membership=seat, is_coordinator=False)

    seat.refresh_from_db()
    assert seat.is_coordinator is True


def test_skr_may_remove_her_when_it_names_another(participation, coordinator):
    seat = Membership.objects.get(user=coordinator)
    other = MembershipFactory(participation=participation)

    members.remove_member(membership=seat, coordinator_instead=other)

    assert list(Membership.objects.values_list("user", "is_coordinator")) == [(other.user.pk, True)]


def test_one_who_is_alone_may_leave(participation, coordinator):
    members.remove_member(membership=Membership.objects.get(user=coordinator))

    assert Membership.objects.count() == 0


def test_a_changed_role_and_coordination_are_kept_in_the_log(participation, coordinator):
    membership = MembershipFactory(participation=participation, user__full_name="Anna Ek")

    members.change_member(
        membership=membership, role=Role.MANAGER, is_coordinator=True, actor=coordinator
    )
    members.change_member(
        membership=membership, role=Role.MANAGER, is_coordinator=True, actor=coordinator
    )

    assert list(AuditEvent.objects.order_by("pk").values_list("kind", "subject")) == [
        ("role-changed", "Anna Ek, Granviks kommun"),
        ("coordinator-changed", "Anna Ek, Granviks kommun"),
    ]


def test_members_are_found_by_group_and_role():
    round = RoundFactory()
    group = LearningGroupFactory(round=round)
    inside = ParticipationFactory(round=round, group=group)
    politician = MembershipFactory(participation=inside, role=Role.POLITICIAN)
    manager = MembershipFactory(participation=inside, role=Role.MANAGER)
    outside = MembershipFactory(participation=ParticipationFactory(round=round))
    MembershipFactory(participation=inside, user__is_active=False)
    MembershipFactory()

    assert set(members_for(round)) == {politician, manager, outside}
    assert set(members_for(round, group)) == {politician, manager}
    assert list(members_for(round, group, [Role.POLITICIAN])) == [politician]
    assert list(members_for(round, group, [])) == []


@pytest.mark.django_db(transaction=True)
def test_of_two_who_invite_the_same_people_at_once_each_gets_one_letter():
    from tests.programmes.invitations.at_once import both_at_once

    participation = ParticipationFactory()
    people = [invitee(participation, f"p{n}@x.example") for n in range(20)]

    both_at_once(
        lambda: invitations.invite_people(round=participation.round, invitees=people, actor=None),
        lambda: invitations.invite_people(
            round=participation.round, invitees=people[::-1], actor=None
        ),
    )

    assert sorted(to for _key, to in letters()) == sorted(each.address for each in people)
    assert Membership.objects.count() == 20


@pytest.mark.django_db(transaction=True)
def test_of_two_coordinators_who_unmake_each_other_one_stays():
    from tests.programmes.invitations.at_once import both_at_once

    participation = ParticipationFactory()
    two = [MembershipFactory(participation=participation, is_coordinator=True) for _n in range(2)]

    both_at_once(
        *(
            lambda each=each: members.change_member(membership=each, is_coordinator=False)
            for each in two
        )
    )

    assert Membership.objects.filter(is_coordinator=True).count() == 1
