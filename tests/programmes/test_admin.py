"""The administration changes rows through services only, and nothing in a closed round."""

import inspect
import re

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from meetings.models import Meeting
from modellkoncept.mail.models import OutgoingMail
from modellkoncept.web.read_only_admin import ReadOnlyAdmin
from modellkoncept.web.service_admin import ReadOnlyInline, ServiceAdmin
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
    BoardFactory,
    LearningGroupFactory,
    MeetingFactory,
    MembershipFactory,
    OrganisationFactory,
    ParticipationFactory,
    RoundFactory,
    ThemeFactory,
    UserFactory,
)

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


WRITES = ["save_model", "delete_model"]
WRITES_OF_DJANGO = ["save_form", "save_related", "save_formset", "delete_queryset"]


def flaws_of(each: admin.ModelAdmin) -> list[str]:
    """What its class says of writing past the services; what its methods do is tried below."""
    if isinstance(each, ReadOnlyAdmin):
        return []
    if not isinstance(each, ServiceAdmin):
        return ["neither read-only nor a ServiceAdmin"]
    kind = type(each)
    base = {name: getattr(ServiceAdmin, name) for name in [*WRITES, *WRITES_OF_DJANGO]}
    return [
        *[f"{name} calls no service" for name in WRITES if getattr(kind, name) is base[name]],
        *[
            f"{name} is its own"
            for name in WRITES_OF_DJANGO
            if getattr(kind, name) is not base[name]
        ],
        *[f"{line} is written" for line in each.inlines if not issubclass(line, ReadOnlyInline)],
        *(["the list is written"] if each.list_editable else []),
        *(["has actions of its own"] if each.actions else []),
    ]


def test_the_whole_administration_is_read_only_or_writes_through_services():
    registered = admin.site._registry.values()  # noqa: SLF001 – the only list there is

    flaws = {str(each): found for each in registered if (found := flaws_of(each))}

    assert flaws == {}


class Careless(admin.ModelAdmin):
    pass


class HalfCareless(ServiceAdmin):
    list_editable = ("name",)

    def save_model(self, request, obj, form, change):
        obj.save()


@pytest.mark.parametrize(
    ("kind", "flaws"),
    [
        (Careless, ["neither read-only nor a ServiceAdmin"]),
        (HalfCareless, ["delete_model calls no service", "the list is written"]),
        (ServiceAdmin, ["save_model calls no service", "delete_model calls no service"]),
    ],
)
def test_an_administration_that_writes_by_itself_is_found(kind, flaws):
    assert flaws_of(kind(Organisation, admin.site)) == flaws


# --- what is written when a row is added, changed, deleted ------------------------------------


WRITE = re.compile(r'\s*(INSERT INTO|UPDATE|DELETE FROM) "?(\w+)', re.IGNORECASE)
OF_DJANGO = {"django_admin_log", "django_session"}


class Writes:
    """Every statement that writes a row: `past` the services, or `through` one of them.

    Seen where it goes to the database, so neither `update` nor `bulk_create` gets around it.
    """

    def __init__(self) -> None:
        self.past: list[str] = []
        self.through: list[str] = []

    def __call__(self, execute, sql, params, many, context):
        found = WRITE.match(sql)
        if found and found[2] not in OF_DJANGO:
            (self.through if in_a_service() else self.past).append(f"{found[1]} {found[2]}")
        return execute(sql, params, many, context)


def in_a_service() -> bool:
    """Whether a function of a `services` module is on the call stack."""
    frame = inspect.currentframe()
    while frame is not None:
        if "services" in frame.f_globals.get("__name__", "").split("."):
            return True
        frame = frame.f_back
    return False


DAYS = {"starts_on": "2026-09-15", "ends_on": "2028-03-16"}
# For each administration that writes: what is typed to add a row, and then to change it.
TYPED = {
    Organisation: (
        lambda _: {"name": "Granvik", "kind": "K", "code": "9901"},
        {"name": "Ett annat namn"},
    ),
    User: (
        lambda _: {"full_name": "Karin Ek", "email": "k@granvik.example", "is_active": "on"},
        {"full_name": "Ett annat namn", "email": "ek@granvik.example"},
    ),
    Round: (lambda _: {"name": "Ett", "language": "sv", **DAYS}, {"language": "en"}),
    Theme: (
        lambda round: {"round": round.pk, "label": "Styrning", "position": 7},
        {"label": "Ett annat tema"},
    ),
    LearningGroup: (
        lambda round: {"round": round.pk, "name": "Kusten"},
        {"name": "Ett annat namn"},
    ),
    Participation: (
        lambda round: {
            "round": round.pk,
            "organisation": OrganisationFactory().pk,
            "kind": "participant",
        },
        {"kind": "mentor"},
    ),
    Membership: (
        lambda round: {
            "participation": ParticipationFactory(round=round).pk,
            "user": UserFactory().pk,
            "role": "strategist",
        },
        {"role": "manager"},
    ),
    Meeting: (
        lambda round: {
            "round": round.pk,
            "kind": "kickoff",
            "title": "Start",
            "date": "2026-10-01",
            "starts_at": "09:30",
        },
        {"title": "En annan rubrik"},
    ),
}


def tried(client, model, round: Round) -> dict[str, Writes]:
    """What each action of this administration wrote; every one of them succeeds."""
    typed, change = TYPED[model]
    wrote: dict[str, Writes] = {}

    def post(action: str, at: str, given: dict[str, object]) -> None:
        wrote[action] = Writes()
        with connection.execute_wrapper(wrote[action]):
            answer = client.post(at, given)
        assert (action, answer.status_code) == (action, 302)

    def add(action: str):
        before = set(model.objects.values_list("pk", flat=True))
        blank = as_it_stands(client.get(address(model(), "add")))
        post(action, address(model(), "add"), blank | typed(round))
        return model.objects.exclude(pk__in=before).get()

    row = add("add")
    given = as_it_stands(client.get(address(row, "change")))
    post("change", address(row, "change"), given | change)
    post("delete", address(row, "delete"), {"post": "yes"})
    assert not model.objects.filter(pk=row.pk).exists()
    row = add("add once more")
    bulk = {"action": "delete_selected", "_selected_action": row.pk, "post": "yes"}
    post("delete selected", address(row, "changelist"), bulk)
    assert not model.objects.filter(pk=row.pk).exists()
    return wrote


def past_services(wrote: dict[str, Writes]) -> dict[str, list[str]]:
    return {action: each.past for action, each in wrote.items() if each.past}


def test_every_administration_that_writes_is_tried():
    registered = admin.site._registry.items()  # noqa: SLF001 – the only list there is

    assert {model for model, each in registered if not isinstance(each, ReadOnlyAdmin)} == {*TYPED}


@pytest.mark.parametrize("model", TYPED)
def test_a_row_is_added_changed_and_deleted_by_services_only(admin_client, round, model):
    wrote = tried(admin_client, model, round)

    assert past_services(wrote) == {}
    assert [action for action, each in wrote.items() if not each.through] == []


def saves(_admin, _request, obj, _form, _change):
    obj.save()


def updates_besides(its_own):
    def save_model(self, request, obj, form, change):
        its_own(self, request, obj, form, change)
        Organisation.objects.filter(pk=obj.pk).update(name="Ett tredje namn")

    return save_model


def deletes(_admin, _request, obj):
    obj.delete()


INSERT, UPDATE, DELETE = (
    f"{verb} programmes_organisation" for verb in ["INSERT INTO", "UPDATE", "DELETE FROM"]
)


@pytest.mark.parametrize(
    ("method", "careless", "past"),
    [
        (
            "save_model",
            lambda _: saves,
            {"add": [INSERT], "change": [UPDATE], "add once more": [INSERT]},
        ),
        (
            "save_model",
            updates_besides,
            {"add": [UPDATE], "change": [UPDATE], "add once more": [UPDATE]},
        ),
        ("delete_model", lambda _: deletes, {"delete": [DELETE], "delete selected": [DELETE]}),
    ],
)
def test_an_administration_that_writes_past_its_services_is_found(
    admin_client, round, monkeypatch, method, careless, past
):
    kind = type(admin.site._registry[Organisation])  # noqa: SLF001 – the only list there is
    monkeypatch.setattr(kind, method, careless(getattr(kind, method)))

    assert past_services(tried(admin_client, Organisation, round)) == past


def test_the_administration_itself_never_saves_a_row(admin_client, closed, monkeypatch):
    """Whichever row is saved, Django's own `save_model` and `delete_model` are not the ones."""
    Round.objects.update(closed_on=None)
    monkeypatch.setattr(admin.ModelAdmin, "save_model", None)
    monkeypatch.setattr(admin.ModelAdmin, "delete_model", None)
    monkeypatch.setattr(admin.ModelAdmin, "delete_queryset", None)

    for model in ROWS:
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


@pytest.mark.parametrize("model", ROWS)
def test_in_an_open_round_the_same_row_is_changed(admin_client, closed, model):
    Round.objects.update(closed_on=None)
    row = row_of(model, closed)

    page = admin_client.get(address(row, "change"))

    assert 'name="_save"' in page.text
    assert admin_client.post(address(row, "change"), as_it_stands(page)).status_code == 302


@pytest.mark.parametrize("model", [Theme, LearningGroup, Participation, Meeting])
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
def test_a_round_is_set_up_from_nothing(admin_client):
    organisation = added(
        admin_client, Organisation, {"name": "Granvik", "kind": "K", "code": "9901"}
    )
    person = added(
        admin_client,
        User,
        {"full_name": "Karin Ek", "email": "Karin.Ek@granvik.example", "is_active": "on"},
    )
    days = {"starts_on": "2026-09-15", "ends_on": "2028-03-16"}
    round = added(
        admin_client, Round, {"name": "Ett", "language": "en", **days, **no_inlines("themes")}
    )
    theme = added(admin_client, Theme, {"round": round.pk, "label": "Styrning", "position": 1})
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
    meeting = added(
        admin_client,
        Meeting,
        {
            "round": round.pk,
            "group": group.pk,
            "kind": "learning",
            "title": "Träff 1",
            "date": "2026-10-01",
            "starts_at": "09:30",
        },
    )

    assert (round.language, part.theme, member.user, meeting.group) == ("en", theme, person, group)
    assert (person.email, person.is_active) == ("karin.ek@granvik.example", True)


@pytest.mark.parametrize(
    ("factory", "field", "value"),
    [
        (OrganisationFactory, "name", "Ett annat namn"),
        (UserFactory, "full_name", "Ett annat namn"),
        (RoundFactory, "language", "en"),
        (ThemeFactory, "label", "Ett annat tema"),
        (LearningGroupFactory, "name", "Ett annat namn"),
        (ParticipationFactory, "kind", "mentor"),
        (MembershipFactory, "role", "manager"),
        (MeetingFactory, "title", "En annan rubrik"),
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


def test_a_meeting_keeps_its_audience_once_somebody_may_have_written(admin_client, group_meeting):
    BoardFactory(meeting=group_meeting, state="open", path="0" * 32)
    other = LearningGroupFactory(round=group_meeting.round)
    sentence = "Träffen har en tavla som någon har skrivit på. Därför kan den inte byta grupp."

    assert refused(admin_client, group_meeting, group=other.pk) == {"group": [sentence]}
    assert refused(admin_client, group_meeting, group="") == {"group": [sentence]}


@pytest.mark.parametrize("field", ["group", "theme", "host"])
def test_a_meeting_takes_nothing_from_another_round(admin_client, group_meeting, field):
    foreign = {"group": LearningGroupFactory, "theme": ThemeFactory, "host": ParticipationFactory}

    errors = refused(admin_client, group_meeting, **{field: foreign[field]().pk})

    assert errors == {"__all__": ["Gruppen, temat eller värden hör till en annan omgång."]}


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
@pytest.mark.parametrize("factory", [LearningGroupFactory, ThemeFactory])
def test_two_who_save_the_same_at_once_are_both_answered(admin_client, factory, monkeypatch):
    there = factory()
    other = factory(round=there.round)
    field = "name" if factory is LearningGroupFactory else "position"
    monkeypatch.setattr(type(there), "validate_unique", lambda *_args, **_kwargs: None)
    monkeypatch.setattr(type(there), "validate_constraints", lambda *_args, **_kwargs: None)

    errors = refused(admin_client, other, **{field: getattr(there, field)})

    assert errors == {"__all__": ["Uppgifterna krockar med något som redan finns."]}


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
