"""The administration writes through services only, whatever row is added, changed or deleted."""

import inspect
import re

import pytest
from django.contrib import admin
from django.db import connection

from modellkoncept.web.read_only_admin import ReadOnlyAdmin
from modellkoncept.web.service_admin import ReadOnlyInline, ServiceAdmin
from programmes.models import (
    LearningGroup,
    Membership,
    Organisation,
    Participation,
    Round,
    User,
)
from tests.factories import (
    OrganisationFactory,
    ParticipationFactory,
    UserFactory,
)
from tests.programmes.test_admin import address, as_it_stands

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
# With an organisation goes what it has written of itself, and what its decisions are called.
ALONG = [
    "DELETE FROM programmes_decisionheading",
    "DELETE FROM programmes_mentorprofile",
    "DELETE FROM programmes_earlierpart",
]
DELETES = [*ALONG, DELETE]


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
        ("delete_model", lambda _: deletes, {"delete": DELETES, "delete selected": DELETES}),
    ],
)
def test_an_administration_that_writes_past_its_services_is_found(
    admin_client, round, monkeypatch, method, careless, past
):
    kind = type(admin.site._registry[Organisation])  # noqa: SLF001 – the only list there is
    monkeypatch.setattr(kind, method, careless(getattr(kind, method)))

    assert past_services(tried(admin_client, Organisation, round)) == past
