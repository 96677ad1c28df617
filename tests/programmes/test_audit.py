"""The audit log: who did what, for SKR to read, filter and export, and for how long."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from meetings.documents.agenda import AGENDA
from modellkoncept.audit.models import AuditEvent
from modellkoncept.audit.record import record_act
from modellkoncept.audit.tasks import sweep_audit_log
from modellkoncept.documents.request import request_document
from programmes import audit_kinds
from programmes.closing import services as closing
from programmes.errors import RoundClosedError
from programmes.models import Role
from programmes.services import members, people
from tests.factories import MembershipFactory, RoundFactory, UserFactory
from tests.markup import on_one_line

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    staff = UserFactory(is_staff=True, full_name="Signe Personal", email="signe@skr.example")
    client.force_login(staff)
    return staff


def kept() -> list[tuple[str, str]]:
    return list(AuditEvent.objects.order_by("pk").values_list("kind", "subject"))


def cells(page: str) -> list[str]:
    """What stands in the cells of the log's first row."""
    body = on_one_line(page).split("<tbody>")[1].split("</tr>")[0]
    return [cell.split(">")[-1].strip() for cell in body.split("</t") if cell.strip()]


def test_a_change_of_people_is_kept_with_who_did_it(staff, round):
    membership = MembershipFactory(participation__round=round, user__full_name="Anna Ek")
    given = {"membership": membership, "actor": staff}

    members.add_member(
        participation=membership.participation,
        user=UserFactory(full_name="Bo Alm"),
        role=Role.POLITICIAN,
        actor=staff,
    )
    members.change_member(role=Role.MANAGER, **given)
    members.remove_member(**given)
    members.remove_member(**given)  # again is the same
    people.change_person(person=membership.user, is_staff=True, actor=staff)

    assert [kind for kind, _ in kept()] == [
        "member-added",
        "role-changed",
        "member-removed",
        "rights-changed",
    ]
    assert kept()[2][1] == f"Anna Ek, {membership.participation}"
    assert set(AuditEvent.objects.values_list("actor", flat=True)) == {staff.pk}


def test_what_a_service_refuses_is_not_kept(staff):
    membership = MembershipFactory(participation__round=RoundFactory(closed_on="2026-01-01"))

    with pytest.raises(RoundClosedError):
        members.remove_member(membership=membership, actor=staff)

    assert kept() == []


def test_the_steps_of_a_closing_are_kept(staff, round):
    found = closing.close_round(round=round, actor=staff)
    closing.plan_removal(
        closing=found,
        remove_on=timezone.localdate() + timedelta(days=1),
        decision="2028-04-03, SKR 2028/00123, avdelningen",
        without_pack=True,
        actor=staff,
    )
    closing.cancel_removal(closing=found, actor=staff)
    closing.cancel_removal(closing=found, actor=staff)
    closing.reopen_round(round=round, actor=staff)

    assert [kind for kind, _ in kept()] == [
        "round-closed",
        "removal-planned",
        "removal-cancelled",
        "round-reopened",
    ]


def test_who_asked_for_a_document_is_kept_by_day(staff, meeting):
    request_document(kind=AGENDA, of=meeting, by=staff)
    request_document(kind=AGENDA, of=meeting, by=staff)  # which stands there already

    acts = AuditEvent.objects.all()
    assert [(act.kind, act.actor, act.round_id) for act in acts] == [
        ("document-requested", staff, meeting.round_id)
    ] * 2
    assert {timezone.localtime(act.happened_at).strftime("%H%M%S%f") for act in acts} == {
        "000000000000"
    }


def test_an_act_is_kept_to_the_minute(staff):
    act = record_act(audit_kinds.ROLE_CHANGED, actor=staff)

    assert (act.happened_at.second, act.happened_at.microsecond) == (0, 0)
    assert abs(timezone.now() - act.happened_at) < timedelta(minutes=2)


def test_the_page_says_who_did_what_in_which_round_and_how_long_it_is_kept(client, staff, round):
    act = record_act(audit_kinds.ROLE_CHANGED, actor=staff, round_id=round.pk, subject="Anna Ek")
    act.happened_at = datetime(2026, 11, 3, 9, 30, tzinfo=timezone.get_current_timezone())
    act.save()

    page = on_one_line(client.get("/logg/").text)

    for said in ("3 november 2026, 09.30", "Signe Personal", "Ändrade en persons roll", "Anna Ek"):
        assert said in page
    assert "Loggen sparas i 730 dagar" in page
    assert f'<a href="/omgangar/{round.pk}/">' in page
    assert 'href="/logg/"' in client.get("/oversikt/").text
    assert f'href="/omgangar/{round.pk}/logg/"' in client.get(f"/omgangar/{round.pk}/").text


def test_a_round_has_a_log_of_its_own(client, staff, round):
    record_act(audit_kinds.ROLE_CHANGED, actor=staff, round_id=round.pk, subject="Här")
    record_act(audit_kinds.ROLE_CHANGED, actor=staff, round_id=RoundFactory().pk, subject="Där")

    page = client.get(f"/omgangar/{round.pk}/logg/").text

    assert ("Här" in page, "Där" in page) == (True, False)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ["A", "B", "C"]),
        ("slag=role-changed", ["A"]),
        ("vem=signe", ["A", "B"]),
        ("vem=SKR.example", ["A", "B"]),
        ("vem=ingen+alls", []),
        ("fran=2026-03-02", ["B", "C"]),
        ("till=2026-03-02", ["A", "B"]),
        ("fran=2026-03-02&till=2026-03-02&slag=left-round", ["B"]),
    ],
)
def test_the_filters(client, staff, asked, found):
    other = UserFactory(full_name="Bo Alm", email="bo@granvik.example")
    rows = [
        (audit_kinds.ROLE_CHANGED, staff, "A", 1),
        (audit_kinds.LEFT_ROUND, staff, "B", 2),
        (audit_kinds.LEFT_ROUND, other, "C", 3),
    ]
    for kind, actor, subject, day in rows:
        act = record_act(kind, actor=actor, subject=f"Ämne {subject}")
        act.happened_at = datetime(2026, 3, day, 23, 59, tzinfo=timezone.get_current_timezone())
        act.save()

    page = client.get(f"/logg/?{asked}").text

    assert [each for each in "ABC" if f"Ämne {each}" in page] == found
    if not found:
        assert "Inget i loggen stämmer med filtret." in page


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("fran=igår", "”igår” går inte att läsa som en dag. Skriv den så här: 2028-04-03."),
        ("slag=finns-inte", "Alternativet finns inte längre. Välj ett annat."),
        ("omgang=999999", "Alternativet finns inte längre. Välj ett annat."),
        ("fran=2026-03-02&till=2026-03-01", "Välj en dag som inte är före den första."),
    ],
)
def test_a_filter_that_cannot_be_read_is_a_sentence_and_stays(client, staff, asked, said):
    answer = client.get(f"/logg/?{asked}")

    assert answer.status_code == 422
    assert said in answer.text


def test_the_file_has_what_the_filter_shows_and_its_export_is_kept(client, staff, round):
    hostile = '=HYPERLINK("http://x.example")'
    record_act(audit_kinds.ROLE_CHANGED, actor=staff, round_id=round.pk, subject=hostile)
    record_act(audit_kinds.LEFT_ROUND, actor=None, round_id=round.pk, subject="Annat")

    answer = client.post("/logg/csv/", {"slag": "role-changed"})

    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Dag;Tid;Vem;E-post;Vad;Om;Omgång;Antal"
    assert len(lines) == 2
    assert lines[1].split(";")[2:5] == [
        "Signe Personal",
        "signe@skr.example",
        "Ändrade en persons roll",
    ]
    assert "'=HYPERLINK" in lines[1]
    assert answer["Content-Disposition"].startswith("attachment")
    assert kept()[-1] == ("audit-exported", "")
    client.post(f"/omgangar/{round.pk}/logg/csv/")
    assert kept()[-1] == ("audit-exported", str(round))


@pytest.mark.parametrize("address", ["/logg/csv/", "/omgangar/{}/logg/csv/"])
def test_nobody_else_exports_the_log(client, people, round, address):
    statuses = {}
    for kind, person in people.items():
        client.force_login(person)
        statuses[kind] = client.post(address.format(round.pk)).status_code

    outside = 404 if "omgangar" in address else 403
    assert statuses == dict.fromkeys(people, 403) | {"staff": 200, "outsider": outside}
    assert AuditEvent.objects.count() == 1


@pytest.mark.parametrize("how_many", [1, 60])
def test_the_log_is_paged_and_its_queries_constant(
    client, staff, how_many, django_assert_num_queries
):
    for _ in range(how_many):
        record_act(
            audit_kinds.LEFT_ROUND, actor=UserFactory(), round_id=RoundFactory().pk, subject="x"
        )

    with django_assert_num_queries(7):
        page = client.get("/logg/").text

    assert page.count('<th scope="row"') == min(how_many, 50)
    assert ("Sida 1 av 2" in on_one_line(page)) is (how_many == 60)


def test_what_is_older_than_the_period_goes(settings):
    settings.AUDIT_DAYS = 30
    for days in (0, 29, 31):
        act = record_act(audit_kinds.LEFT_ROUND, actor=None, subject=str(days))
        act.happened_at -= timedelta(days=days)
        act.save()

    sweep_audit_log()

    assert [subject for _, subject in kept()] == ["0", "29"]


def test_a_person_who_is_removed_leaves_no_name_in_the_log(client, staff):
    anna = people.add_person(email="anna@granvik.example", full_name="Anna Ek", actor=staff)
    record_act(audit_kinds.LEFT_SYSTEM, actor=anna, subject="Anna Ek")

    people.remove_person(person=anna, actor=staff)

    assert kept() == [("person-added", "[namn]"), ("left-system", "[namn]"), ("person-removed", "")]
    page = client.get("/logg/?slag=left-system").text
    assert "Systemet eller en borttagen person" in page


def test_a_name_that_somebody_else_has_stays(staff):
    UserFactory(full_name="Anna Ek")
    anna = people.add_person(email="anna@granvik.example", full_name="Anna Ek", actor=staff)

    people.remove_person(person=anna)

    assert kept() == [("person-added", "Anna Ek")]
