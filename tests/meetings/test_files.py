"""Files of a meeting: uploaded there, shown there, and the presentation that ticks itself."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from meetings.models import MeetingFile
from meetings.page_parts import presentation_statuses
from meetings.queries.files import material_lines
from meetings.services.files import add_meeting_file
from meetings.services.meetings import change_meeting
from programmes.models import Role, SharedFile
from programmes.services import files
from programmes.task_kinds import TaskState, task_kinds
from tests.factories import (
    LearningGroupFactory,
    MeetingFactory,
    MembershipFactory,
    ParticipationFactory,
    UserFactory,
)
from tests.file_samples import EXE, uploaded

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _storage(settings, tmp_path):
    backend = "django.core.files.storage.FileSystemStorage"
    default = {"BACKEND": backend, "OPTIONS": {"location": tmp_path / "files"}}
    settings.STORAGES = settings.STORAGES | {"default": default}


def share(meeting, **given) -> SharedFile:
    upload = uploaded()
    return add_meeting_file(
        **{
            "meeting": meeting,
            "upload": upload,
            "name": upload.name,
            "title": "Vår presentation",
            "purpose": "presentation",
            "visibility": "round",
            "actor": UserFactory(is_staff=True),
        }
        | given
    )


def test_a_strategist_uploads_her_presentation_where_the_meeting_is(client, people, group_meeting):
    client.force_login(people["strategist"])
    address = f"/moten/{group_meeting.pk}/filer/"
    page = client.get(f"{address}ny/?slag=presentation").text
    assert 'value="presentation" selected' in page

    answer = client.post(
        f"{address}ny/",
        {"file": uploaded(), "purpose": "presentation", "visibility": "group", "title": "Granvik"},
    )

    file = SharedFile.objects.get()
    assert (answer.status_code, answer.url) == (302, address)
    assert (file.group, file.visibility) == (group_meeting.group, "group")
    assert file.participation == people["strategist"].memberships.get().participation
    for shown in (address, f"/moten/{group_meeting.pk}/"):
        assert "Granvik" in client.get(shown).text
    listed = client.get(f"/omgangar/{group_meeting.round_id}/filer/").text
    assert f'href="/moten/{group_meeting.pk}/"' in listed


def test_a_file_that_is_not_taken_is_said_beside_the_field(client, people, group_meeting):
    client.force_login(people["strategist"])

    answer = client.post(
        f"/moten/{group_meeting.pk}/filer/ny/",
        {"file": uploaded(EXE, "x.pdf"), "purpose": "other", "visibility": "round"},
    )

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["file"]
    assert MeetingFile.objects.count() == 0


def test_a_joint_meeting_has_no_group_to_show_files_to(client, people, meeting):
    client.force_login(people["strategist"])

    answer = client.post(
        f"/moten/{meeting.pk}/filer/ny/",
        {"file": uploaded(), "purpose": "other", "visibility": "group"},
    )

    assert answer.context["form"].errors["visibility"] == [
        "Välj en grupp, eller visa filen för hela omgången."
    ]


UPLOADS = {
    "politician": 403, "manager": 403, "key_person": 403, "strategist": 200, "mentor": 200,
    "other_strategist": 404, "outsider": 404, "staff": 200,
}  # fmt: skip


@pytest.mark.parametrize("who", UPLOADS)
def test_who_uploads_to_a_meeting_and_who_sees_its_list(client, people, group_meeting, who):
    client.force_login(people[who])

    listed = client.get(f"/moten/{group_meeting.pk}/filer/")
    assert listed.status_code == (404 if UPLOADS[who] == 404 else 200)
    assert client.get(f"/moten/{group_meeting.pk}/filer/ny/").status_code == UPLOADS[who]
    assert (f"/moten/{group_meeting.pk}/filer/ny/" in listed.text) is (UPLOADS[who] == 200)


def test_a_coordinator_uploads_too_and_nothing_comes_to_a_closed_round(
    client, group_meeting, group
):
    ours = ParticipationFactory(round=group.round, group=group)
    boss = MembershipFactory(participation=ours, role=Role.MANAGER, is_coordinator=True).user
    client.force_login(boss)
    given = {"purpose": "other", "visibility": "round"}
    address = f"/moten/{group_meeting.pk}/filer/ny/"

    assert client.post(address, given | {"file": uploaded()}).status_code == 302
    group.round.closed_on = timezone.localdate()
    group.round.save()
    assert client.post(address, given | {"file": uploaded()}).status_code == 409
    assert SharedFile.objects.count() == 1


def test_a_file_outlives_its_meeting_in_the_round(group_meeting):
    file = share(group_meeting)

    group_meeting.delete()

    file.refresh_from_db()
    assert MeetingFile.objects.count() == 0


def test_a_file_is_of_its_meetings_round(group_meeting):
    file = share(MeetingFactory())
    MeetingFile.objects.all().delete()

    with pytest.raises(IntegrityError), transaction.atomic():
        _link(group_meeting, file)


def _link(meeting, file) -> None:
    MeetingFile.objects.create(round=meeting.round, meeting=meeting, file=file)
    connection.check_constraints()


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_list_takes_as_many_queries_however_many_files(
    client, people, group_meeting, how_many, django_assert_num_queries
):
    for _ in range(how_many):
        share(group_meeting)
    client.force_login(people["politician"])

    with django_assert_num_queries(9):
        page = client.get(f"/moten/{group_meeting.pk}/filer/").text

    assert page.count('<th scope="row"') == how_many


# --- the task -----------------------------------------------------------------------------------


def status_of(participation):
    return presentation_statuses([participation]).get(participation.pk)


@pytest.fixture
def ours(group):
    return ParticipationFactory(round=group.round, group=group)


def test_the_presentation_ticks_itself(group_meeting, ours):
    missing = status_of(ours)
    share(group_meeting, participation=ours)
    done = status_of(ours)

    assert (missing.state, missing.words, missing.url) == (
        TaskState.MISSING,
        f"Saknas till {group_meeting.title}",
        f"/moten/{group_meeting.pk}/filer/ny/?slag=presentation",
    )
    assert (done.state, done.words, done.url) == (
        TaskState.DONE,
        f"Uppladdad till {group_meeting.title}",
        f"/moten/{group_meeting.pk}/filer/",
    )
    assert task_kinds["presentation"].find_statuses is presentation_statuses


def test_only_an_own_presentation_that_is_there_for_that_meeting_counts(group_meeting, ours):
    other = ParticipationFactory(round=ours.round, group=ours.group)
    removed = share(group_meeting, participation=ours)
    files.remove_file(file=removed, actor=UserFactory())
    share(group_meeting, participation=ours, purpose="material")
    share(group_meeting, participation=other)

    assert status_of(ours).state == TaskState.MISSING
    assert status_of(other).state == TaskState.DONE


def test_the_presentation_is_for_the_next_meeting_or_for_the_last_that_was(group, ours):
    today = timezone.localdate()
    past, next_one, _later = (
        MeetingFactory(round=group.round, group=group, kind="learning", date=day)
        for day in (today - timedelta(1), today, today + timedelta(9))
    )

    assert status_of(ours).words == f"Saknas till {next_one.title}"
    group.meetings.exclude(pk=past.pk).delete()
    assert status_of(ours).words == f"Saknas till {past.title}"


def test_who_has_no_learning_meeting_is_left_out(ours):
    assert presentation_statuses([ours, ParticipationFactory()]) == {}


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_task_is_found_in_two_queries(round, how_many, django_assert_num_queries):
    found = []
    for _ in range(how_many):
        group = LearningGroupFactory(round=round)
        MeetingFactory(round=round, group=group, kind="learning")
        found.append(ParticipationFactory(round=round, group=group))

    with django_assert_num_queries(2):
        presentation_statuses(found)


def test_a_letter_names_no_file_of_the_group_that_the_meeting_was_moved_from(round, group_meeting):
    share(group_meeting, title="Till gruppen", visibility="group")
    share(group_meeting, title="Till alla", visibility="round")
    before = material_lines([group_meeting])

    moved = change_meeting(meeting=group_meeting, group=LearningGroupFactory(round=round))

    assert before == {group_meeting.pk: ["Till gruppen", "Till alla"]}
    assert material_lines([moved]) == {group_meeting.pk: ["Till alla"]}


def test_who_does_not_see_the_meeting_of_a_file_is_not_told_which_it_is(
    client, people, round, group_meeting
):
    change_meeting(meeting=group_meeting, title="Gruppens egen träff")
    shared = share(group_meeting, visibility="round")
    told = {}
    for who in ("strategist", "other_strategist"):
        client.force_login(people[who])
        pages = [
            client.get(f"/omgangar/{round.pk}/filer/").text,
            client.get(f"/filer/{shared.pk}/").text,
        ]
        told[who] = ["Gruppens egen träff" in page for page in pages]

    assert told == {"strategist": [True, True], "other_strategist": [False, False]}
