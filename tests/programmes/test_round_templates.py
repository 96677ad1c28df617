"""SKR changes the templates that rounds are started from; started rounds stay as they are."""

import pytest

from programmes.models import Round, RoundTemplate
from programmes.services import round_templates
from tests.factories import RoundFactory, UserFactory

pytestmark = pytest.mark.django_db
LIST = "/omgangsmallar/"


@pytest.fixture
def staff(client):
    user = UserFactory(is_staff=True)
    client.force_login(user)
    return user


@pytest.fixture
def template() -> RoundTemplate:
    return RoundTemplate.objects.get(name="18 månader")


def read(client, address: str) -> dict[str, object]:
    """What the page would send if nobody had typed anything."""
    answer = client.get(address)
    fields = {each.html_name: each.value() for each in answer.context["form"]}
    rows = answer.context["rows"]
    for form in [rows.management_form, *rows.forms]:
        fields |= {each.html_name: each.value() for each in form}
    found = {
        name: value for name, value in fields.items() if value is not None and value is not False
    }
    if isinstance(found.get("themes"), list):
        found["themes"] = "\n".join(found["themes"])
    return found


def meetings_of(template: RoundTemplate) -> list[tuple[str, int, str]]:
    return list(template.meetings.values_list("kind", "months", "label"))


@pytest.mark.usefixtures("staff")
def test_a_template_saved_as_it_was_read_is_the_same(client, template):
    before = template.as_plan()

    assert client.post(template.get_absolute_url(), read(client, template.get_absolute_url()))

    assert RoundTemplate.objects.get(pk=template.pk).as_plan() == before


@pytest.mark.usefixtures("staff")
def test_length_words_themes_and_meetings_are_changed(client, template):
    address = template.get_absolute_url()
    typed = read(client, address) | {
        "name": "20 månader",
        "months": "20",
        "learning_name": "Benchmarkingträff",
        "themes": "1. Styrning\n2. Analys",
        "rad-1-months": "",
        "rad-2-label": "Mitten",
        "rad-3-theme": "",
        "rad-5-months": "20",
        "rad-5-kind": "learning",
        "rad-5-starts_at": "10",
        "rad-5-is_per_group": "on",
    }

    answer = client.post(address, typed, follow=True)

    template.refresh_from_db()
    assert "Mallen ”20 månader” är sparad." in answer.text
    assert (template.months, template.theme_list) == (20, ["Styrning", "Analys"])
    assert meetings_of(template) == [
        ("kickoff", 0, ""),
        ("learning", 8, "Mitten"),
        ("learning", 13, ""),
        ("results", 18, ""),
        ("learning", 20, ""),
    ]
    assert "Benchmarkingträff 2" in answer.text


@pytest.mark.usefixtures("staff")
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "Skriv vad mallen heter."),
        ({"name": "Ett år"}, "En annan mall heter så. Välj ett annat namn."),
        ({"months": "0"}, "Skriv minst 1."),
        ({"months": "17"}, "Mallen är 17 månader lång. Skriv högst så många."),
        ({"rad-1-theme": "4"}, "Mallen har 3 teman."),
        ({"rad-1-months": "", "rad-1-label": "X"}, "Skriv hur många månader efter starten."),
        ({"rad-1-starts_at": ""}, "Skriv när träffen börjar, till exempel 09.30."),
        ({"rad-1-ends_at": "08.00"}, "Välj ett slut som är senare än början."),
        ({"rad-1-strategists_weeks": "27"}, "Skriv högst 26."),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(client, template, typed, sentence):
    before = template.as_plan()

    answer = client.post(template.get_absolute_url(), read_again(client, template) | typed)

    assert answer.status_code == 422
    assert answer.text.count(sentence) == 2  # in the list at the top, and beside the field
    assert RoundTemplate.objects.get(pk=template.pk).as_plan() == before


def read_again(client, template) -> dict[str, object]:
    return read(client, template.get_absolute_url())


@pytest.mark.usefixtures("staff")
def test_two_who_save_at_once_lose_nothing(client, template):
    typed = read_again(client, template) | {"learning_name": "Min träff"}
    round_templates.change_template(
        template=template, version=None, fields={"months": 19}, meetings=[]
    )

    answer = client.post(template.get_absolute_url(), typed)

    assert answer.status_code == 409
    assert answer.context["stored"].months == 19
    assert answer.context["form"]["learning_name"].value() == "Min träff"
    typed["version"] = answer.context["form"]["version"].value()
    assert client.post(template.get_absolute_url(), typed).status_code == 302
    template.refresh_from_db()
    assert (template.learning_name, template.months) == ("Min träff", 18)


@pytest.mark.usefixtures("staff")
def test_a_template_is_added_copied_and_removed_after_a_question(client, template):
    typed = read(client, f"{LIST}ny/") | {"name": "Kort", "months": "6", "rad-0-months": "0"}
    client.post(f"{LIST}ny/", typed)
    added = RoundTemplate.objects.get(name="Kort")
    client.post(f"{LIST}{template.pk}/kopiera/")
    client.post(f"{LIST}{template.pk}/kopiera/")
    copies = RoundTemplate.objects.filter(name__startswith="18 månader, kopia")

    assert meetings_of(added) == [("learning", 0, "")]
    assert [meetings_of(copy) for copy in copies] == [meetings_of(template)] * 2
    started = RoundFactory(template=template)
    assert "Ta bort mallen" in client.post(f"{LIST}{template.pk}/ta-bort/").text
    assert RoundTemplate.objects.filter(pk=template.pk).exists()
    client.post(f"{LIST}{template.pk}/ta-bort/", {"confirmed": "1"})
    assert not RoundTemplate.objects.filter(pk=template.pk).exists()
    assert Round.objects.get(pk=started.pk).template is None


@pytest.mark.usefixtures("staff")
def test_without_any_template_the_page_says_how_to_make_one(client):
    RoundTemplate.objects.all().delete()

    assert "det finns ingen mall än" in client.get("/omgangar/ny/").text
    assert "Det finns ingen mall än." in client.get(LIST).text


@pytest.mark.usefixtures("staff")
@pytest.mark.parametrize("templates", [1, 3])
def test_list_of_templates_query_count(client, templates, django_assert_num_queries):
    kept = RoundTemplate.objects.values_list("pk", flat=True)[:templates]
    RoundTemplate.objects.exclude(pk__in=list(kept)).delete()

    with django_assert_num_queries(4):  # session, user, templates, their meetings
        client.get(LIST)
