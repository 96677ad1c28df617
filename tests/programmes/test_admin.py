"""The administration changes what has no page of its own, and nothing in a closed round."""

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from meetings.models import Meeting
from modellkoncept.mail.models import OutgoingMail
from programmes.errors import RoundClosedError
from programmes.models import (
    LearningGroup,
    Membership,
    Organisation,
    Participation,
    Round,
    Theme,
    User,
)
from tests.factories import (
    LearningGroupFactory,
    MembershipFactory,
    OrganisationFactory,
    ParticipationFactory,
    RoundFactory,
    ThemeFactory,
    UserFactory,
)

ROWS = [Round, Theme, LearningGroup, Participation, Membership, Meeting]
READ_ONLY = [Round, Theme, Meeting]  # they have pages of their own
WRITTEN = [model for model in ROWS if model not in READ_ONLY]


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


def test_the_administration_itself_never_saves_a_row(admin_client, closed, monkeypatch):
    """Whichever row is saved, Django's own `save_model` and `delete_model` are not the ones."""
    Round.objects.update(closed_on=None)
    monkeypatch.setattr(admin.ModelAdmin, "save_model", None)
    monkeypatch.setattr(admin.ModelAdmin, "delete_model", None)
    monkeypatch.setattr(admin.ModelAdmin, "delete_queryset", None)

    for model in WRITTEN:
        row = row_of(model, closed)
        given = as_it_stands(admin_client.get(address(row, "change")))
        assert admin_client.post(address(row, "change"), given).status_code == 302


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


@pytest.mark.parametrize("model", READ_ONLY)
def test_what_has_pages_of_its_own_is_only_shown(admin_client, closed, model):
    Round.objects.update(closed_on=None)
    row = row_of(model, closed)

    page = admin_client.get(address(row, "change"))

    assert (page.status_code, 'name="_save"' in page.text) == (200, False)
    assert admin_client.get(address(row, "add")).status_code == 403
    assert admin_client.post(address(row, "change"), {}).status_code == 403
    assert admin_client.post(address(row, "delete"), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("model", WRITTEN)
def test_in_an_open_round_the_same_row_is_changed(admin_client, closed, model):
    Round.objects.update(closed_on=None)
    row = row_of(model, closed)

    page = admin_client.get(address(row, "change"))

    assert 'name="_save"' in page.text
    assert admin_client.post(address(row, "change"), as_it_stands(page)).status_code == 302


@pytest.mark.parametrize("model", [LearningGroup, Participation])
def test_nothing_is_moved_into_another_round_nor_added_to_a_closed_one(admin_client, closed, model):
    Round.objects.update(closed_on=None)
    row, other = row_of(model, closed), RoundFactory(closed_on=timezone.localdate())
    given = as_it_stands(admin_client.get(address(row, "change"))) | {"round": other.pk}

    admin_client.post(address(row, "change"), given)
    answer = admin_client.post(address(row, "add"), given)

    assert "round" in answer.context["adminform"].form.errors
    assert not model.objects.filter(round=other).exists()
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


def test_who_has_taken_part_in_a_closed_round_is_not_deleted_with_the_membership(
    admin_client, closed
):
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
    monkeypatch.setattr("programmes.services.groups.refuse_if_closed", _closed_meanwhile)

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


# --- everything that has no page of its own is done here --------------------------------------


def added(client, model, given: dict[str, object]):
    answer = client.post(address(model(), "add"), given)
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    return model.objects.latest("pk")


INLINE = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 0}


def no_inlines(prefix: str) -> dict[str, object]:
    return {f"{prefix}-{name}": value for name, value in INLINE.items()}


@pytest.mark.django_db
def test_people_are_added_to_a_round(admin_client):
    organisation = added(
        admin_client, Organisation, {"name": "Granvik", "kind": "K", "code": "9901"}
    )
    person = added(
        admin_client,
        User,
        {"full_name": "Karin Ek", "email": "Karin.Ek@granvik.example", "is_active": "on"},
    )
    round = RoundFactory()
    theme = ThemeFactory(round=round)
    group = added(admin_client, LearningGroup, {"round": round.pk, "name": "Kusten"})
    part = added(
        admin_client,
        Participation,
        {
            "round": round.pk,
            "organisation": organisation.pk,
            "kind": "mentor",
            "group": group.pk,
            "theme": theme.pk,
            **no_inlines("memberships"),
        },
    )
    member = added(
        admin_client,
        Membership,
        {"participation": part.pk, "user": person.pk, "role": "strategist"},
    )
    assert (part.theme, part.group, member.user) == (theme, group, person)
    assert (person.email, person.is_active) == ("karin.ek@granvik.example", True)


@pytest.mark.parametrize(
    ("factory", "field", "value"),
    [
        (OrganisationFactory, "name", "Ett annat namn"),
        (UserFactory, "full_name", "Ett annat namn"),
        (LearningGroupFactory, "name", "Ett annat namn"),
        (ParticipationFactory, "kind", "mentor"),
        (MembershipFactory, "role", "manager"),
    ],
)
def test_a_row_is_changed_and_then_removed(admin_client, factory, field, value):
    row = factory()
    given = as_it_stands(admin_client.get(address(row, "change")))

    admin_client.post(address(row, "change"), given | {field: value})
    row.refresh_from_db()
    changed = getattr(row, field)
    admin_client.post(address(row, "delete"), {"post": "yes"})

    assert changed == value
    assert not type(row).objects.filter(pk=row.pk).exists()


# --- what the services refuse -----------------------------------------------------------------


def refused(client, row, **typed: object) -> dict[str, list[str]]:
    """Post the change; the form's errors. The row is as it was."""
    before = type(row).objects.filter(pk=row.pk).values().get()
    given = as_it_stands(client.get(address(row, "change")))
    answer = client.post(address(row, "change"), given | typed)
    assert answer.status_code == 200
    assert type(row).objects.filter(pk=row.pk).values().get() == before
    return dict(answer.context["adminform"].form.errors)


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["group", "theme"])
def test_an_organisation_gets_nothing_of_another_round(admin_client, field):
    mentor = ParticipationFactory(kind=Participation.Kind.MENTOR)
    foreign = {"group": LearningGroupFactory, "theme": ThemeFactory}[field]()

    errors = refused(admin_client, mentor, **{field: foreign.pk})

    assert errors == {"__all__": ["Gruppen eller temat hör till en annan omgång."]}


def test_a_full_group_takes_nobody_more(admin_client, round, group):
    ParticipationFactory.create_batch(3, round=round, group=group)
    fourth = ParticipationFactory(round=round)
    mentor = ParticipationFactory(round=round, group=group, kind=Participation.Kind.MENTOR)
    sentence = "Gruppen har redan tre deltagare."

    assert refused(admin_client, fourth, group=group.pk) == {"group": [sentence]}
    assert refused(admin_client, mentor, kind="participant") == {"group": [sentence]}


@pytest.mark.django_db
def test_an_organisation_takes_part_once(admin_client, monkeypatch):
    there = ParticipationFactory()
    other = ParticipationFactory(round=there.round)
    monkeypatch.setattr(Participation, "validate_unique", lambda *_args, **_kwargs: None)
    monkeypatch.setattr(Participation, "validate_constraints", lambda *_args, **_kwargs: None)

    errors = refused(admin_client, other, organisation=there.organisation.pk)

    assert errors == {"organisation": ["Organisationen är redan med i omgången."]}


@pytest.mark.django_db
@pytest.mark.parametrize("factory", [LearningGroupFactory])
def test_two_who_save_the_same_at_once_are_both_answered(admin_client, factory, monkeypatch):
    there = factory()
    other = factory(round=there.round)
    monkeypatch.setattr(type(there), "validate_unique", lambda *_args, **_kwargs: None)
    monkeypatch.setattr(type(there), "validate_constraints", lambda *_args, **_kwargs: None)

    errors = refused(admin_client, other, name=there.name)

    assert errors == {"name": ["En annan grupp i omgången heter så."]}


def test_a_group_that_comes_into_use_meanwhile_is_not_removed(admin_client, group, monkeypatch):
    monkeypatch.setattr(
        "django.contrib.admin.options.get_deleted_objects", lambda *_args: ([], {}, set(), [])
    )
    monkeypatch.setattr(
        "django.contrib.admin.ModelAdmin.get_deleted_objects", lambda *_args: ([], {}, set(), [])
    )
    ParticipationFactory(round=group.round, group=group)
    bulk = {"action": "delete_selected", "_selected_action": group.pk, "post": "yes"}

    for answer in [
        admin_client.post(address(group, "delete"), {"post": "yes"}, follow=True),
        admin_client.post(address(group, "changelist"), bulk, follow=True),
    ]:
        assert "Något annat hör ihop med det här. Ta bort det först." in answer.text
    assert LearningGroup.objects.filter(pk=group.pk).exists()
    assert not LogEntry.objects.exists()
