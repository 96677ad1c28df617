"""What every test can ask for: one person of each kind, in one round."""

import pytest
from django.db import connection

from programmes.models import LearningGroup, Membership, Participation, Programme, Role, User
from tests.factories import (
    LearningGroupFactory,
    MeetingFactory,
    MembershipFactory,
    ParticipationFactory,
    ProgrammeFactory,
    UserFactory,
)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The database goes with the run, also when a process of some test lets go of it too late."""
    yield
    connection.close()  # a test may have had the server end it
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture
def programme() -> Programme:
    return ProgrammeFactory()


@pytest.fixture
def group(programme: Programme) -> LearningGroup:
    return LearningGroupFactory(programme=programme)


@pytest.fixture
def people(programme: Programme, group: LearningGroup) -> dict[str, User]:
    """One person of every kind there is, for tables of who may do what.

    politician, manager, strategist and key_person share an organisation in `group`; mentor is the
    strategist of the group's mentor; other_strategist sits in another group of the same round.
    """
    ours = ParticipationFactory(programme=programme, group=group)
    mentor = ParticipationFactory(programme=programme, group=group, kind=Participation.Kind.MENTOR)
    other = ParticipationFactory(
        programme=programme, group=LearningGroupFactory(programme=programme)
    )

    def member(participation: Participation, role: str) -> User:
        membership: Membership = MembershipFactory(participation=participation, role=role)
        return membership.user

    return {
        "outsider": MembershipFactory().user,  # a strategist, but of another round
        "politician": member(ours, Role.POLITICIAN),
        "manager": member(ours, Role.MANAGER),
        "strategist": member(ours, Role.STRATEGIST),
        "key_person": member(ours, Role.KEY_PERSON),
        "mentor": member(mentor, Role.STRATEGIST),
        "other_strategist": member(other, Role.STRATEGIST),
        "staff": UserFactory(is_staff=True),
    }


@pytest.fixture
def meeting(programme: Programme):
    """A joint meeting of the whole round."""
    return MeetingFactory(programme=programme)


@pytest.fixture
def group_meeting(programme: Programme, group: LearningGroup):
    """A meeting of one learning group: other groups must not see it."""
    return MeetingFactory(programme=programme, group=group, kind="learning")
