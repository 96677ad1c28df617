"""What every test can ask for: one person of each kind, in one round."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from typing import Any
from unittest.mock import patch

import pytest
from django.db import OperationalError, connection
from django.test import TransactionTestCase
from psycopg.sql import SQL, Composed, Identifier, Literal

from modellkoncept.live import ticks
from padlet.live import board_cache
from programmes.middleware import FirstPersonMiddleware
from programmes.models import LearningGroup, Membership, Participation, Role, Round, User
from tests.factories import (
    LearningGroupFactory,
    MeetingFactory,
    MembershipFactory,
    ParticipationFactory,
    RoundFactory,
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


@pytest.fixture(autouse=True)
def _nobody_waits_for_the_tick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A board is read when a test asks for it, as if that were the tick; processes do wait."""
    monkeypatch.setattr(board_cache, "wait_for_tick", lambda tick: ticks.now())


@pytest.fixture(autouse=True)
def _somebody_is_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are asked for as on a site with people; a test of the first person says otherwise."""
    monkeypatch.setattr(FirstPersonMiddleware, "has_seen_somebody", True)


# What the migrations fill, and no test changes.
FILLED_ONCE = {
    "auth_permission",
    "django_content_type",
    "django_migrations",
    "django_site",
    "programmes_roundtemplate",
    "programmes_templatemeeting",
}


@pytest.fixture(scope="session", autouse=True)
def _quickly_emptied() -> Iterator[None]:
    """After a test with transactions of its own, only the tables that hold something are emptied.

    Django's own way writes every table anew and fills in permissions again: a fifth of a second.
    """
    with patch.object(TransactionTestCase, "_fixture_teardown", _empty_the_tables):
        yield


def _empty_the_tables(_case: TransactionTestCase | None = None) -> None:
    every = set(connection.introspection.django_table_names()) - FILLED_ONCE
    is_filled = SQL(" UNION ALL ").join(
        SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(Literal(table), Identifier(table))
        for table in sorted(every)
    )
    with connection.cursor() as cursor:
        cursor.execute(is_filled)
        filled = [Identifier(table) for (table,) in cursor.fetchall()]
    if filled:
        _truncate(SQL("TRUNCATE {} CASCADE").format(SQL(", ").join(filled)))


def _truncate(statement: Composed) -> None:
    """Run it, again where a site that still reads for an earlier page stood in its way."""
    for _time in range(4):
        with suppress(OperationalError), connection.cursor() as cursor:
            cursor.execute(statement)
            return
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture(scope="module")
def rows_of_the_module(django_db_setup, django_db_blocker) -> Iterator[None]:
    """What a module's fixtures write stays for all its tests and goes with the last of them.

    It is committed: a transaction that is open for minutes keeps old rows on disk in every database
    of the server, also from the tests that look for them there.
    """
    with django_db_blocker.unblock():
        yield
        _empty_the_tables()


@pytest.fixture
def round() -> Round:
    return RoundFactory()


@pytest.fixture
def group(round: Round) -> LearningGroup:
    return LearningGroupFactory(round=round)


class People(Mapping[str, User]):
    """One person of every kind, each made when a test asks for her: most need one or two."""

    def __init__(self, makers: dict[str, Callable[[], User]]) -> None:
        self._makers = makers
        self._made: dict[str, User] = {}

    def __getitem__(self, kind: str) -> User:
        if kind not in self._made:
            self._made[kind] = self._makers[kind]()
        return self._made[kind]

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)


def people_of_every_kind(round: Round, group: LearningGroup) -> People:
    """One person of every kind there is, for tables of who may do what.

    politician, manager, strategist and key_person share an organisation in `group`; mentor is the
    strategist of the group's mentor; other_strategist sits in another group of the same round;
    outsider is a strategist of another round.
    """
    ours = ParticipationFactory(round=round, group=group)
    mentor = ParticipationFactory(round=round, group=group, kind=Participation.Kind.MENTOR)
    other = ParticipationFactory(round=round, group=LearningGroupFactory(round=round))

    def member(**given: Any) -> User:
        membership: Membership = MembershipFactory(**given)
        return membership.user

    return People(
        {
            "outsider": member,
            "politician": partial(member, participation=ours, role=Role.POLITICIAN),
            "manager": partial(member, participation=ours, role=Role.MANAGER),
            "strategist": partial(member, participation=ours, role=Role.STRATEGIST),
            "key_person": partial(member, participation=ours, role=Role.KEY_PERSON),
            "mentor": partial(member, participation=mentor, role=Role.STRATEGIST),
            "other_strategist": partial(member, participation=other, role=Role.STRATEGIST),
            "staff": partial(UserFactory, is_staff=True),
        }
    )


@pytest.fixture
def people(round: Round, group: LearningGroup) -> People:
    """One person of every kind, in `round`; all but the outsider and SKR in or beside `group`."""
    return people_of_every_kind(round, group)


@pytest.fixture
def everybody(people: People) -> list[User]:
    """All of them there, for what a page or a sum makes of who is in the round."""
    return list(people.values())


@pytest.fixture
def meeting(round: Round):
    """A joint meeting of the whole round."""
    return MeetingFactory(round=round)


@pytest.fixture
def group_meeting(round: Round, group: LearningGroup):
    """A meeting of one learning group: other groups must not see it."""
    return MeetingFactory(round=round, group=group, kind="learning")
