"""Political decisions: how far each has come, what is missing, who may read and change them."""

from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from modellkoncept.audit.models import AuditEvent
from modellkoncept.locking import StaleVersionError
from programmes.models import Decision, DecisionState, Organisation, Participation, Role
from programmes.queries.decisions import (
    body_proposals,
    decision_row,
    organisation_row,
    organisation_rows,
)
from programmes.reports.decisions import decision_statuses
from programmes.round_pages import participation_links, round_links
from programmes.services import decision_files, decisions
from programmes.task_kinds import TaskState
from tests.factories import (
    DecisionFactory,
    MembershipFactory,
    ParticipationFactory,
    RoundFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n"
TODAY = date(2028, 2, 29)


@pytest.fixture(autouse=True)
def _files_of_its_own(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        }
    }


def pdf(name="beslut.pdf", content=PDF):
    return SimpleUploadedFile(name, content, "application/pdf")


def sent(**given):
    """A form as a browser sends it."""
    return {
        "kind": "take_part",
        "body": "",
        "decided_on": "",
        "paragraph": "",
        "dnr": "",
        "recipients": "",
    } | given


@pytest.fixture
def ours(people) -> Participation:
    people["strategist"]
    return Participation.objects.get(memberships__user=people["strategist"])


@pytest.fixture
def coordinator(ours):
    return MembershipFactory(participation=ours, role=Role.MANAGER, is_coordinator=True).user


# --- state and what is missing --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "state", "missing"),
    [
        ({}, "planned", "Vem som beslutar, datum, diarienummer och paragraf saknas."),
        ({"body": "KS", "dnr": "1"}, "planned", "Datum och paragraf saknas."),
        ({"body": "KS", "decided_on": TODAY, "dnr": "1"}, "decided", "Paragraf saknas."),
        ({"body": "KS", "decided_on": TODAY, "paragraph": "4"}, "decided", "Diarienummer saknas."),
        ({"body": "KS", "decided_on": TODAY, "dnr": "1", "paragraph": "4"}, "registered", ""),
        # Not yet: the paragraph comes with the day.
        ({"body": "KS", "decided_on": TODAY + timedelta(1), "dnr": "1"}, "planned", ""),
    ],
)
def test_the_state_follows_from_what_is_known(given, state, missing):
    row = decision_row(Decision(kind="mentor", **given), TODAY)

    assert (row.state, row.missing) == (DecisionState(state), missing)


def test_a_day_to_come_with_a_paragraph_is_doubted():
    given = {"body": "KS", "dnr": "1", "paragraph": "§ 4"}
    row = decision_row(Decision(decided_on=TODAY + timedelta(days=1), **given), TODAY)

    assert row.state is DecisionState.PLANNED
    assert row.warning == (
        "Det finns en paragraf, men datumet har inte varit än. Kontrollera datumet."
    )


@pytest.mark.parametrize(
    "dnr",
    ["00787-2021", "KS/2019:231", "Dnr: 2018:285", "KS/2026:412", "§", "=1+1", "ÄÖ 1/2 – b"],
)
def test_a_number_is_kept_exactly_as_it_was_typed(client, ours, people, dnr):
    client.force_login(people["strategist"])

    client.post(f"/deltagande/{ours.pk}/beslut/nytt/", sent(dnr=dnr))

    assert Decision.objects.get().dnr == dnr


@pytest.mark.parametrize(
    ("name", "kind", "bodies"),
    [
        ("Lindhaga kommun", "K", ["Kommunstyrelsen", "Kommunfullmäktige"]),
        ("Region Östanå", "L", ["Regionstyrelsen", "Regionfullmäktige"]),
        ("Region Gotland", "K", ["Regionstyrelsen", "Regionfullmäktige"]),
    ],
)
def test_the_bodies_that_usually_decide_are_proposed(name, kind, bodies):
    assert body_proposals(Organisation(name=name, kind=kind)) == bodies


def registered(**given):
    return DecisionFactory(
        decided_on=date(2020, 2, 29), dnr="1", paragraph="1", body="Kommunfullmäktige", **given
    )


def test_an_organisation_without_any_registered_decision_is_warned_of(round):
    bare = ParticipationFactory(round=round)
    DecisionFactory(participation=bare, kind="take_part")
    has_joined = ParticipationFactory(round=round)
    registered(participation=has_joined, kind="take_part")
    has_decided_before = ParticipationFactory(round=round)
    registered(
        participation=ParticipationFactory(organisation=has_decided_before.organisation),
        kind="cemr",
    )
    mentor = ParticipationFactory(round=round, kind="mentor")
    registered(participation=mentor, kind="mainstreaming")

    found = {row.participation.pk: row.lacks for row in organisation_rows(round)}

    assert found == {
        bare.pk: ["Inget politiskt beslut är registrerat."],
        has_joined.pk: [],
        has_decided_before.pk: ["Beslutet ”Delta i omgången” saknas."],
        mentor.pk: ["Beslutet ”Vara mentor” saknas."],
    }


def test_a_decision_to_be_in_an_earlier_round_does_not_hold_in_this_one(round):
    participation = ParticipationFactory(round=round)
    before = ParticipationFactory(organisation=participation.organisation)
    registered(participation=before, kind="take_part")

    assert organisation_row(participation).has_registered is False


def test_the_task_ticks_itself(round):
    nothing, planned, decided, done = ParticipationFactory.create_batch(4, round=round)
    DecisionFactory(participation=planned, body="KS")
    DecisionFactory(participation=decided, body="KS", dnr="1", decided_on=date(2020, 1, 7))
    registered(participation=done)
    registered(participation=nothing, kind="cemr")  # another decision than the one expected

    found = decision_statuses([nothing, planned, decided, done])

    assert {pk: (each.state, str(each.words)) for pk, each in found.items()} == {
        nothing.pk: (TaskState.MISSING, "Beslut saknas"),
        planned.pk: (TaskState.PART, "Planerat. Datum, diarienummer och paragraf saknas."),
        decided.pk: (TaskState.PART, "Beslutat. Paragraf saknas."),
        done.pk: (TaskState.DONE, "Registrerat"),
    }
    assert found[done.pk].url == f"/deltagande/{done.pk}/beslut/"


# --- who may --------------------------------------------------------------------------------------

KINDS = ["outsider", "politician", "manager", "strategist", "key_person", "mentor"]
KINDS += ["other_strategist", "staff", "coordinator"]
#             out  pol  man  str  key  men  oth  skr  coo
EDITORS = "   404  403  403  {0}  403  403  403  {0}  {0}"
READERS = "   404  {0}  {0}  {0}  {0}  403  403  {0}  {0}"
POSTS = {
    "/deltagande/{participation}/beslut/nytt/": (EDITORS, 302),
    "/deltagande/{participation}/beslut/rubriker/": (EDITORS, 422),
    "/beslut/{decision}/": (EDITORS, 409),
    "/beslut/{decision}/ta-bort/": (EDITORS, 200),
    "/beslut/{decision}/fil/ta-bort/": (EDITORS, 200),
    "/beslut/{decision}/tjansteskrivelse/dokument/": (READERS, 302),
    "/beslut/{decision}/tjansteskrivelse/bakgrund/": (EDITORS, 422),
    "/beslut/{decision}/tjansteskrivelse/bakgrund/aterstall/": (EDITORS, 200),
}


@pytest.mark.parametrize("address", POSTS)
def test_who_may_change_what(client, people, ours, coordinator, address):
    decision = DecisionFactory(participation=ours)
    table, allowed = POSTS[address]
    given = {"participation": ours.pk, "decision": decision.pk}

    answers = {}
    for kind in KINDS:
        client.force_login(coordinator if kind == "coordinator" else people[kind])
        answers[kind] = client.post(address.format(**given), sent()).status_code

    expected = table.format(allowed).split()
    assert answers == dict(zip(KINDS, map(int, expected), strict=True))


def test_only_those_who_may_open_a_page_are_led_to_it(people, ours):
    pages = {"Beslut", "Planering"}

    def led_to(kind):
        user = people[kind]
        own = {str(link.label) for link in participation_links(user, ours)} & pages
        of_round = {str(link.label) for link in round_links(user, ours.round)} & pages
        return own, of_round

    assert led_to("politician") == (pages, set())
    assert led_to("mentor") == (set(), set())
    assert led_to("staff") == (pages, pages)


# --- the pages ------------------------------------------------------------------------------------


def test_a_strategist_adds_a_planned_decision_and_fills_it_in_later(client, ours, people):
    client.force_login(people["strategist"])

    client.post(f"/deltagande/{ours.pk}/beslut/nytt/", sent(body="kommunstyrelsen"))
    decision = Decision.objects.get()
    planned = client.get(f"/deltagande/{ours.pk}/beslut/").text
    answer = client.post(
        f"/beslut/{decision.pk}/",
        sent(
            version=1,
            body="kommunstyrelsen",
            decided_on="2024-02-29",
            paragraph="§ 45",
            dnr="KS/2026:412",
            recipients="Kommundirektör\nKvalitetschef",
            pdf=pdf(),
        ),
    )
    page = client.get(f"/deltagande/{ours.pk}/beslut/").text

    assert "Datum, diarienummer och paragraf saknas." in planned
    assert answer.status_code == 302
    decision.refresh_from_db()
    assert (decision.state, decision.version) == (DecisionState.REGISTERED, 2)
    assert (decision.file_name, decision.file_size) == ("beslut.pdf", len(PDF))
    assert decision.decided_on == date(2024, 2, 29)
    assert [
        each in page for each in ("29 februari 2024", "§ 45", "KS/2026:412", "Registrerat")
    ] == [True] * 4
    assert "saknas" not in page


def test_the_file_comes_back_as_it_was_and_only_to_save(client, ours, people):
    decision = decisions.add_decision(participation=ours, kind="mentor", file=pdf("Åsa & co.pdf"))
    client.force_login(people["politician"])

    answer = client.get(f"/beslut/{decision.pk}/fil/")

    assert answer.content == PDF
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_decision_without_a_file_has_none_to_give(client, ours, people):
    client.force_login(people["politician"])

    decision = DecisionFactory(participation=ours)

    assert client.get(f"/beslut/{decision.pk}/fil/").status_code == 404


WRONG_FILES = [
    (pdf("beslut.exe"), "Filen är ingen PDF."),
    (pdf("beslut.pdf", b"<html>"), "Filen har namnet på en PDF men innehåller något annat."),
    (pdf("beslut.pdf", b""), "Filen är tom."),
]


@pytest.mark.parametrize(("file", "sentence"), WRONG_FILES)
def test_a_file_that_is_no_pdf_is_refused_and_the_rest_is_kept(
    client, ours, people, file, sentence
):
    client.force_login(people["strategist"])

    file.seek(0)
    answer = client.post(f"/deltagande/{ours.pk}/beslut/nytt/", sent(dnr="KS 1", pdf=file))

    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="KS 1"' in answer.text
    assert Decision.objects.count() == 0


WRONG = [
    ({"decided_on": "2027-02-29"}, "Dagen ”2027-02-29” finns inte."),
    ({"decided_on": "i våras"}, "”i våras” går inte att läsa som en dag."),
    ({"decided_on": "0001-01-01"}, "Dagen ”0001-01-01” finns inte."),
    ({"decided_on": "2099-12-31"}, "Välj en dag till och med 20"),
    ({"dnr": "a\x00b"}, "Texten innehåller ett tecken som vi inte kan spara."),
    ({"body": "x" * 10_000}, "Skriv högst 120 tecken. Nu är det 10000."),
    ({"recipients": "x" * 10_000}, "Skriv högst 2000 tecken. Nu är det 10000."),
    ({"kind": ""}, "Välj vad beslutet gäller."),
    ({"kind": "zzz"}, "Alternativet finns inte längre. Välj ett annat."),
]


@pytest.mark.parametrize(("given", "sentence"), WRONG)
def test_bad_input_gets_a_sentence_and_nothing_is_saved(client, ours, people, given, sentence):
    client.force_login(people["strategist"])

    answer = client.post(f"/deltagande/{ours.pk}/beslut/nytt/", sent(**given))

    assert answer.status_code == 422
    assert sentence in answer.text
    assert Decision.objects.count() == 0


def test_text_from_the_right_is_kept_and_never_turns_the_page(client, ours, people):
    client.force_login(people["strategist"])

    client.post(f"/deltagande/{ours.pk}/beslut/nytt/", sent(body="לשכה \u202eKS", dnr="\u202e412"))

    decision = Decision.objects.get()
    assert (decision.body, decision.dnr) == ("לשכה KS", "412")


def test_of_two_at_once_the_later_sees_both_and_nothing_is_overwritten(client, ours, people):
    decision = DecisionFactory(participation=ours, dnr="KS 1")
    decisions.change_decision(decision=decision, version=1, dnr="KS 2", body="Den andras nämnd")
    client.force_login(people["strategist"])

    answer = client.post(f"/beslut/{decision.pk}/", sent(version=1, dnr="KS 3"))

    assert answer.status_code == 409
    assert "Någon annan ändrade beslutet medan du skrev" in answer.text
    assert 'value="KS 3"' in answer.text
    assert "Den andras nämnd" in answer.text
    assert 'name="version" value="2"' in answer.text
    decision.refresh_from_db()
    assert decision.dnr == "KS 2"


def test_a_service_refuses_an_older_version(ours):
    decision = DecisionFactory(participation=ours)
    decisions.change_decision(decision=decision, version=1, dnr="KS 2")

    with pytest.raises(StaleVersionError):
        decisions.change_decision(decision=decision, version=1, dnr="KS 3")


def test_skr_sees_every_organisation_of_the_round_and_what_it_lacks(client, people, ours):
    other = ParticipationFactory(round=ours.round, organisation__name="Ödby kommun")
    registered(participation=other)
    client.force_login(people["staff"])

    page = client.get(f"/omgangar/{ours.round_id}/beslut/").text

    lacking = Participation.objects.filter(round=ours.round).count() - 1
    assert f"{lacking} organisationer har inget registrerat politiskt beslut." in page
    assert "Ödby kommun" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_a_round_query_count(client, round, count, django_assert_num_queries):
    for participation in ParticipationFactory.create_batch(count, round=round):
        DecisionFactory.create_batch(2, participation=participation)
    client.force_login(UserFactory(is_staff=True))

    # session, user, round, organisations, their decisions, their lasting ones
    with django_assert_num_queries(6):
        client.get(f"/omgangar/{round.pk}/beslut/")


# --- files ----------------------------------------------------------------------------------------


def stored():
    return sorted(default_storage.listdir("decisions")[1])


def test_a_new_file_takes_the_place_of_the_old_one(ours, django_capture_on_commit_callbacks):
    decision = decisions.add_decision(participation=ours, kind="mentor", file=pdf("gammal.pdf"))
    [old] = stored()

    with django_capture_on_commit_callbacks(execute=True):
        decision = decisions.change_decision(decision=decision, file=pdf("ny.pdf"))

    assert decision.file_name == "ny.pdf"
    assert len(stored()) == 1
    assert stored() != [old]


@pytest.mark.parametrize(
    "remove",
    [
        lambda decision: decisions.remove_decision(decision=decision, actor=None),
        lambda decision: decisions.remove_decision_file(decision=decision, actor=None),
    ],
)
def test_a_removed_file_is_gone_from_the_storage(ours, remove, django_capture_on_commit_callbacks):
    decision = decisions.add_decision(participation=ours, kind="mentor", file=pdf())

    with django_capture_on_commit_callbacks(execute=True):
        remove(decision)
        remove(decision)

    assert stored() == []
    assert AuditEvent.objects.count() == 1


def test_who_removed_a_decision_or_its_file_is_kept(client, ours, people):
    decision = decisions.add_decision(participation=ours, kind="mentor", file=pdf())
    client.force_login(people["strategist"])

    for address in (f"/beslut/{decision.pk}/fil/ta-bort/", f"/beslut/{decision.pk}/ta-bort/"):
        client.post(address, {"confirmed": "1"})

    found = AuditEvent.objects.order_by("pk").values_list("kind", "actor", "subject")
    subject = f"{ours.organisation}: Vara mentor"
    assert list(found) == [
        ("decision-file-removed", people["strategist"].pk, subject),
        ("decision-removed", people["strategist"].pk, subject),
    ]


def test_what_went_with_its_round_is_swept_once_it_is_a_day_old(monkeypatch):
    kept = decisions.add_decision(participation=ParticipationFactory(), kind="cemr", file=pdf())
    gone = decisions.add_decision(participation=ParticipationFactory(), kind="cemr", file=pdf())
    gone.participation.delete()

    assert decision_files.sweep_decision_files() == 0
    later = timezone.now() + timedelta(days=2)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert decision_files.sweep_decision_files() == 1
    assert stored() == [kept.file.name.removeprefix("decisions/")]


def test_a_storage_that_never_held_a_decision_is_swept_too():
    assert decision_files.sweep_decision_files() == 0


def test_the_name_of_a_file_has_no_path(ours):
    file = ContentFile(PDF, name="C:\\\\temp\\\\Åsas beslut.PDF")

    decision = decisions.add_decision(participation=ours, kind="mentor", file=file)

    assert decision.file_name == "Åsas beslut.pdf"
    assert decision.file.name.startswith("decisions/")


def test_nobody_changes_anything_in_a_closed_round(client, people, ours):
    decision = DecisionFactory(participation=ours)
    RoundFactory._meta.model.objects.filter(pk=ours.round_id).update(closed_on=TODAY)  # noqa: SLF001 – Django's public API, despite its name
    client.force_login(people["strategist"])

    answer = client.post(f"/beslut/{decision.pk}/", sent(version=1, dnr="KS 9"))
    page = client.get(f"/deltagande/{ours.pk}/beslut/")

    assert answer.status_code == 409
    assert (page.status_code, "Redigera" in page.text) == (200, False)
