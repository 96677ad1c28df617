"""In the administration, too, a closed round can be looked at and not changed."""

import pytest
from django.urls import reverse
from django.utils import timezone

from meetings.models import Meeting
from modellkoncept.mail.models import OutgoingMail
from programmes.errors import RoundClosedError
from programmes.models import LearningGroup, Membership, Participation, Round, Theme
from tests.factories import MembershipFactory, ParticipationFactory, RoundFactory

ROWS = [Round, Theme, LearningGroup, Participation, Membership, Meeting]


@pytest.fixture
def closed(round, everybody, group_meeting) -> Round:
    Theme.objects.create(round=round, position=9, label="Ledning")
    round.closed_on = timezone.localdate()
    round.save()
    return round


def row_of(model, round: Round):
    if model is Round:
        return round
    way = "participation__round" if model is Membership else "round"
    return model.objects.filter(**{way: round}).first()


def address(row, page: str) -> str:
    meta = row._meta  # noqa: SLF001 – Django's public API, despite its name
    given = [] if page in {"add", "changelist"} else [row.pk]
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{page}", args=given)


def as_it_stands(response) -> dict[str, object]:
    """What the form would send if nobody had typed anything."""
    forms = [response.context["adminform"].form]
    for inline in response.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    given = {}
    for form in forms:
        for field in form:
            value = field.value()
            given[field.html_name] = "" if value is None else value
    return given


@pytest.mark.parametrize("model", ROWS)
def test_a_row_of_a_closed_round_is_shown_and_not_changed(admin_client, closed, model):
    row = row_of(model, closed)

    page = admin_client.get(address(row, "change"))

    assert page.status_code == 200
    assert 'name="_save"' not in page.text
    assert admin_client.post(address(row, "change"), {}).status_code == 403
    assert admin_client.post(address(row, "delete"), {"post": "yes"}).status_code == 403
    bulk = {"action": "delete_selected", "_selected_action": row.pk, "post": "yes"}
    admin_client.post(address(row, "changelist"), bulk)
    assert model.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("model", ROWS)
def test_in_an_open_round_the_same_row_is_changed(admin_client, closed, model):
    Round.objects.update(closed_on=None)
    row = row_of(model, closed)

    page = admin_client.get(address(row, "change"))

    assert 'name="_save"' in page.text
    assert admin_client.post(address(row, "change"), as_it_stands(page)).status_code == 302


@pytest.mark.parametrize("model", [Theme, LearningGroup, Participation, Meeting])
def test_nothing_is_moved_into_a_closed_round(admin_client, closed, model):
    Round.objects.update(closed_on=None)
    row, other = row_of(model, closed), RoundFactory(closed_on=timezone.localdate())
    page = admin_client.get(address(row, "change"))

    answer = admin_client.post(address(row, "change"), as_it_stands(page) | {"round": other.pk})

    assert "round" in answer.context["adminform"].form.errors
    row.refresh_from_db()
    assert row.round == closed


def test_nobody_is_given_a_part_in_a_closed_round(admin_client, closed):
    there = closed.participations.first()
    somebody = MembershipFactory()

    answer = admin_client.post(
        address(somebody, "add"),
        {"participation": there.pk, "user": somebody.user.pk, "role": "manager"},
    )

    assert "participation" in answer.context["adminform"].form.errors
    assert not there.memberships.filter(user=somebody.user).exists()


def test_who_has_taken_part_in_a_closed_round_is_not_deleted_with_her_part(admin_client, closed):
    user = row_of(Membership, closed).user

    admin_client.post(address(user, "delete"), {"post": "yes"})

    assert user.memberships.exists()


def test_a_round_that_is_closed_meanwhile_is_refused_all_the_same(
    admin_client, closed, monkeypatch
):
    Round.objects.update(closed_on=None)
    row = row_of(LearningGroup, closed)
    page = admin_client.get(address(row, "change"))
    given = as_it_stands(page) | {"name": "Ett annat namn"}
    monkeypatch.setattr("programmes.read_only.refuse_if_closed", _closed_meanwhile)

    answer = admin_client.post(address(row, "change"), given)

    assert answer.status_code == 409
    row.refresh_from_db()
    assert row.name != "Ett annat namn"


def _closed_meanwhile(_round_id: int) -> None:
    raise RoundClosedError


def test_an_organisation_of_a_closed_round_stays(admin_client, closed):
    organisation = ParticipationFactory(round=closed).organisation

    admin_client.post(address(organisation, "delete"), {"post": "yes"})

    assert Participation.objects.filter(organisation=organisation).exists()


def test_letters_to_an_address_that_was_wrong_go_with_it(admin_client, closed):
    user = row_of(Membership, closed).user
    OutgoingMail.objects.create(to=user.email.upper(), subject="Koden", body="1", key="1")
    kept = OutgoingMail.objects.create(to="o@granvik.se", subject="Koden", body="1", key="2")
    given = as_it_stands(admin_client.get(address(user, "change")))

    admin_client.post(address(user, "change"), given | {"full_name": "Ny"})
    assert OutgoingMail.objects.count() == 2

    admin_client.post(address(user, "change"), given | {"email": "right@granvik.se"})
    assert list(OutgoingMail.objects.all()) == [kept]
