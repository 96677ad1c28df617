"""A round of 300 people in 20 organisations costs a page the queries that one of two costs."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import cycle
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from meetings.models import AgendaItem, Meeting, Takeaway
from modellkoncept.files.content import PDF
from programmes.models import (
    Decision,
    EarlierPart,
    FileVersion,
    Invitation,
    LearningGroup,
    Membership,
    MentorNote,
    MentorProfile,
    Mentorship,
    Organisation,
    OrganisationFacts,
    Participation,
    PastMembership,
    PlanningAnswer,
    PlanningQuestion,
    Role,
    Round,
    SharedFile,
    Task,
    TaskRecord,
    TaskTick,
    Theme,
    User,
)
from programmes.services.tasks import create_default_tasks
from tests.factories import (
    LearningGroupFactory,
    MembershipFactory,
    ParticipationFactory,
    ThemeFactory,
    UserFactory,
)
from tests.test_every_url_is_guarded import (
    ANSWERS,
    PATTERNS,
    POST_ONLY,
    address_of,
    client_of,
    one_of_everything,
    row_of,
    session_of,
    undone,
)

pytestmark = pytest.mark.django_db
ORGANISATIONS, PEOPLE = 20, 300
IN_A_GROUP = 3
OK = 200
PAGES = sorted(
    name
    for name in PATTERNS
    if name.startswith(("programmes:", "meetings:", "letters:", "closing:"))
    and ANSWERS[name] != POST_ONLY
)
WHO = ["staff", "coordinator", "politician"]
MAY_OPEN = [(kind, name) for name in PAGES for kind in WHO if row_of(ANSWERS[name])[kind] == OK]
MOST = 32  # queries of any page
# The only round would be chosen for her.
ASKED_WITH = {"meetings:create_meeting": "?omgang={round_id}"}
Counts = dict[tuple[str, str], tuple[int, list[str]]]


@pytest.fixture(scope="module")
def measured(rows_of_the_module, tmp_path_factory) -> tuple[Counts, Counts]:
    """The queries of every page for each kind of person, in a small round and when it has grown."""
    backend = "django.core.files.storage.FileSystemStorage"
    stored_in = {"BACKEND": backend, "OPTIONS": {"location": tmp_path_factory.mktemp("files")}}
    with override_settings(STORAGES=settings.STORAGES | {"default": stored_in}):
        group = LearningGroupFactory()
        ThemeFactory(round=group.round, position=1)
        create_default_tasks(round=group.round)
        ours = ParticipationFactory(round=group.round, group=group)
        sessions = {
            "staff": session_of(UserFactory(is_staff=True)),
            "coordinator": session_of(
                MembershipFactory(participation=ours, is_coordinator=True).user
            ),
            "politician": session_of(
                MembershipFactory(participation=ours, role=Role.POLITICIAN).user
            ),
        }
        things = one_of_everything(group)
        fill(group.round, list(group.round.participations.all()))
        for name in PAGES:  # what is read once a process
            queries_of(sessions["staff"], asked_for(name, things))
        small = measure(sessions, things)
        grow(group.round)
        large = measure(sessions, things)
        return small, large


def measure(sessions: dict[str, str], things: dict[str, Any]) -> Counts:
    return {
        (kind, name): queries_of(sessions[kind], asked_for(name, things)) for kind, name in MAY_OPEN
    }


def asked_for(name: str, things: dict[str, Any]) -> str:
    return address_of(name, things) + ASKED_WITH.get(name, "").format(**things)


def queries_of(session: str, address: str) -> tuple[int, list[str]]:
    """The page's status and its queries."""
    with undone(), CaptureQueriesContext(connection) as queries:
        answer = client_of(session).get(address)
    return answer.status_code, [each["sql"] for each in queries.captured_queries]


def grow(round: Round) -> None:
    """Until the round has its 20 organisations and 300 people."""
    there = round.participations.count()
    groups = LearningGroup.objects.bulk_create(
        LearningGroup(round=round, name=f"Stor grupp {number}")
        for number in range(-(-ORGANISATIONS // IN_A_GROUP))
    )
    organisations = Organisation.objects.bulk_create(
        Organisation(
            name=f"Storkommun {number}",
            kind=Organisation.Kind.MUNICIPALITY,
            code=f"9{number:03}",
            latitude=55 + number / 2,
            longitude=15,
        )
        for number in range(ORGANISATIONS - there)
    )
    new = Participation.objects.bulk_create(
        Participation(
            round=round,
            organisation=organisation,
            group=groups[number // IN_A_GROUP],
            kind=Participation.Kind.MENTOR if number % IN_A_GROUP == 2 else "participant",
        )
        for number, organisation in enumerate(organisations)
    )
    fill(round, new, people=PEOPLE - Membership.objects.filter(participation__round=round).count())


def fill(round: Round, organisations: list[Participation], people: int = 4) -> None:
    """Give them people, and one of everything that an organisation and a person may have."""
    today = timezone.localdate()
    before = User.objects.count()
    users = User.objects.bulk_create(
        User(email=f"many{before + number}@example.se", full_name=f"Person {before + number}")
        for number in range(people)
    )
    roles = cycle([*Role])
    members = Membership.objects.bulk_create(
        Membership(
            participation=participation,
            user=user,
            role=role,
            is_coordinator=number < len(organisations),
            shows_address=True,
        )
        for number, (participation, user, role) in enumerate(
            zip(cycle(organisations), users, roles)
        )
        if number < people
    )
    staff = User.objects.filter(is_staff=True).first()
    Invitation.objects.bulk_create(
        Invitation(membership=each, invited_by=staff, letters=1) for each in members
    )
    tasks = list(Task.objects.filter(round=round))
    each_task = next(task for task in tasks if task.is_for_each_person)
    TaskTick.objects.bulk_create(TaskTick(task=each_task, membership=each) for each in members[::2])
    [by_hand, *_rest] = [task for task in tasks if task.owner == Role.MANAGER]
    question = PlanningQuestion.objects.get(round=round)
    theme = Theme.objects.filter(round=round).first()
    for bulk in (
        [TaskRecord(round=round, task=by_hand, participation=each, state="done", done_on=today)
         for each in organisations if by_hand.concerns(each)],
        [Decision(participation=each, kind=Decision.Kind.TAKE_PART) for each in organisations],
        [OrganisationFacts(participation=each, politics="Ja") for each in organisations],
        [PlanningAnswer(round=round, participation=each, question=question, text="Vi vill.")
         for each in organisations],
        [EarlierPart(organisation=each.organisation, role="mentor", first_year=2017, last_year=2018)
         for each in organisations],
        [PastMembership(participation=each, user=users[0], role=Role.MANAGER, since=today)
         for each in organisations],
    ):  # fmt: skip
        bulk_create(bulk)
    mentors = [each for each in organisations if each.is_mentor]
    bulk_create(MentorProfile(organisation=each.organisation) for each in mentors)
    bulk_create(
        Mentorship(round=round, mentor=each, group_id=each.group_id, theme=theme)
        for each in mentors
        if each.group_id
    )
    bulk_create(
        MentorNote(round=round, mentor=each, group_id=each.group_id, text="Ring.")
        for each in mentors
        if each.group_id
    )
    _share_files(round, organisations)
    _plan_meetings(round, organisations)


def _share_files(round: Round, organisations: list[Participation]) -> None:
    files = SharedFile.objects.bulk_create(
        SharedFile(round=round, participation=each, title=f"Fil {each.pk}", visibility="round")
        for each in organisations
    )
    uploader = User.objects.latest("pk")
    bulk_create(
        FileVersion(
            file=file, number=number, stored=f"{file.pk}-{number}", name="a.pdf",
            kind=PDF.name, size=9, uploaded_by=uploader,
        )
        for file in files
        for number in (1, 2)
    )  # fmt: skip


def _plan_meetings(round: Round, organisations: list[Participation]) -> None:
    """For each organisation one that it is host of: of its group, past and to come."""
    day = timezone.localdate()
    meetings = Meeting.objects.bulk_create(
        Meeting(
            round=round,
            group_id=each.group_id,
            kind=Meeting.Kind.LEARNING,
            title=f"Träff {each.pk}",
            host=None if each.is_mentor else each,
            date=day + timedelta(days=7 * (number - 3)),
        )
        for number, each in enumerate(organisations)
    )
    bulk_create(
        AgendaItem(meeting=each, position=position, title="Punkt", minutes=10)
        for each in meetings
        for position in (1, 2)
    )
    ours = round.participations.filter(kind="participant").first()
    bulk_create(
        Takeaway(participation=ours, meeting=each, text="Ta hem", source="Tavlan")
        for each in meetings
    )


def bulk_create(rows: Iterable[Any]) -> None:
    found = list(rows)
    if found:
        type(found[0])._default_manager.bulk_create(found)  # noqa: SLF001 – Django's own name for it


@pytest.mark.parametrize(("kind", "name"), MAY_OPEN)
def test_a_large_round_costs_a_page_no_more_queries(name, kind, measured):
    small, large = (counts[kind, name] for counts in measured)

    assert (small[0], large[0]) == (OK, OK)
    assert [*more_of(small[1], large[1])] == []
    assert len(large[1]) == len(small[1]) <= MOST


def test_the_large_round_is_as_large_as_rounds_become(measured):
    assert Participation.objects.count() == ORGANISATIONS
    assert Membership.objects.count() == PEOPLE


def more_of(small: list[str], large: list[str]) -> Iterator[str]:
    """The queries that a large round has more of, by their beginning."""
    left = [shape(each) for each in small]
    for each in map(shape, large):
        if each in left:
            left.remove(each)
        else:
            yield each


def shape(query: str) -> str:
    """Which columns of which tables it reads."""
    return query.partition(" WHERE ")[0][:300]
