"""One alphabetical order: in Python, in the database, and in every list."""

import ast
import random

import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from checklist.queries.self_assessments import organisations_of
from modellkoncept.database.swedish_order import SwedishOrder
from modellkoncept.fields.model_fields import LineField
from modellkoncept.text.cleaning import clean_line
from modellkoncept.text.swedish_order import swedish_order
from programmes.models import LearningGroup, Organisation, Participation, Round, User
from programmes.queries.participations import organisation_rows
from tests.factories import (
    LearningGroupFactory,
    OrganisationFactory,
    ParticipationFactory,
    RoundFactory,
    UserFactory,
)

BASE = django_settings.BASE_DIR
IN_ORDER = [
    "", "1 grupp", "2 grupper", "10 grupper", "Ale", "ale kommun", "Alv", "Álvarez", "Alvesta",
    "”Alz”", "Éva", "Evald", "Grupp 1", "Grupp 2", "grupp 2 b", "Grupp 10", "Grupp 010 x",
    "Grupp 100", "Lilla Edet", "Lilla-Edet b", "Lillabacka", "Linne", "Linné", "linnea", "Muller",
    "Myller", "Müllera", "Olsson", "Strand", "Vaxholm", "Vilhelmina", "Wahl", "Xerxes", "Ydre",
    "Zlatan", "Zorn", "Å", "å", "Åmål", "Ånge", "Älvdalen", "Ærø", "Ö", "ö", "Øland", "Örebro",
    "Öö", "Ωmega", "Яна", "👍",
]  # fmt: skip


class OfColumn:
    """Stands where a query says how it calls the column."""

    def compile(self, _expression):
        return "t.x::text", ()


def in_database(texts: list[str]) -> list[str]:
    """The texts as the database orders them."""
    expression, parameters = SwedishOrder("x").as_sql(OfColumn(), connection)
    assert parameters == ()
    query = "SELECT t.x FROM unnest(%s::text[]) AS t(x) ORDER BY " + expression  # noqa: S608 – ours
    with connection.cursor() as cursor:
        cursor.execute(query, [texts])
        return [text for (text,) in cursor.fetchall()]


def test_names_stand_as_a_swedish_reader_looks_for_them(db):
    mixed = random.Random(1).sample(IN_ORDER, len(IN_ORDER))  # noqa: S311 – a test

    assert sorted(mixed, key=swedish_order) == IN_ORDER
    assert in_database(mixed) == IN_ORDER


NAMES = st.text(
    st.one_of(
        st.sampled_from("aAbzZåÅäÄöÖéÉüwvV 0123456789-’'{|}~/._()&"),
        st.characters(exclude_categories=["Cs", "Cc"]),
    ),
    max_size=12,
).map(clean_line)


def test_python_and_the_database_agree_on_any_names(db):
    @given(st.lists(NAMES, unique=True, max_size=40))
    @settings(max_examples=150, deadline=None, derandomize=True, database=None)
    def agree(names):
        assert in_database(names) == sorted(names, key=swedish_order)

    agree()


@given(NAMES, NAMES)
@settings(deadline=None, derandomize=True, database=None)
def test_the_order_is_one_for_every_two_names(one, other):
    assert (swedish_order(one) == swedish_order(other)) is (one == other)


# Lists, as pages and forms read them.

SWEDISH = ["Ale", "Grupp 2", "Grupp 10", "Zlatan", "Ånge", "älvdalen", "Örebro", "Östhammar"]


def test_every_list_of_names_stands_in_that_order(db):
    round = RoundFactory()
    for name in reversed(SWEDISH):
        organisation = OrganisationFactory(name=name)
        ParticipationFactory(round=round, organisation=organisation, group=None)
        LearningGroupFactory(round=round, name=name)
        UserFactory(full_name=name)
        RoundFactory(name=name)

    def named(rows) -> list[str]:
        return [str(row) for row in rows if str(row) in SWEDISH]

    members = Participation.objects.filter(round=round)
    assert named(Organisation.objects.all()) == SWEDISH
    assert named(LearningGroup.objects.filter(round=round)) == SWEDISH
    assert named(members) == SWEDISH
    assert named(members.order_by("organisation")) == SWEDISH
    assert named(User.objects.all()) == SWEDISH
    assert named(Round.objects.all()) == SWEDISH
    assert [str(row.participation) for row in organisation_rows(round)] == SWEDISH
    assert named(organisations_of(UserFactory(is_staff=True)).filter(round=round)) == SWEDISH


@pytest.mark.parametrize(("column", "turned"), [("1", False), ("-1", True)])
def test_a_column_that_is_clicked_in_the_administration_too(db, client, column, turned):
    for name in reversed(SWEDISH):
        OrganisationFactory(name=name)
    client.force_login(UserFactory(is_staff=True, is_superuser=True))

    page = client.get("/admin/programmes/organisation/", {"o": column})

    shown = [each.name for each in page.context["cl"].result_list]
    assert shown == (SWEDISH[::-1] if turned else SWEDISH)


# The scan: no order by a column of text passes the one expression by.

COLUMNS = [
    field
    for model in apps.get_models()
    for field in model._meta.get_fields()  # noqa: SLF001 – Django's public API, despite its name
]
TEXT_COLUMNS = {field.name for field in COLUMNS if isinstance(field, LineField)}
TEXT_COLUMNS -= {field.name for field in COLUMNS if field.is_relation}  # a prompt is both
TEXT_COLUMNS -= {"kind", "round_type"}  # codes, which nobody reads


def orders_in(tree: ast.AST):
    """The constant texts that something is ordered by."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "order_by":
            yield from (each.value for each in node.args if isinstance(each, ast.Constant))
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "ordering":
            elements = getattr(node.value, "elts", [])
            yield from (each.value for each in elements if isinstance(each, ast.Constant))


def test_nothing_is_ordered_by_a_column_of_text_as_it_stands():
    assert {"name", "title", "full_name", "label"} <= TEXT_COLUMNS
    bare = [
        (str(path), by)
        for app in ("modellkoncept", "programmes", "meetings", "padlet", "checklist")
        for path in (BASE / app).rglob("*.py")
        if "migrations" not in path.parts
        for by in orders_in(ast.parse(path.read_text()))
        if str(by).lstrip("-").rsplit("__", 1)[-1] in TEXT_COLUMNS
    ]

    assert bare == []
