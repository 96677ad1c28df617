"""Every field for typed text, times, days and numbers reads them in the one way there is."""

import importlib
import pkgutil

import pytest
from django import forms
from django.apps import apps
from django.contrib import admin
from django.db import models

import meetings.forms
import padlet.forms
import programmes.closing.forms
import programmes.forms
from meetings.forms.agendas import AgendaItemForm
from modellkoncept.demo.style_guide import ExampleForm
from modellkoncept.fields import form_fields, model_fields
from modellkoncept.web.service_admin import ServiceAdmin
from padlet.forms.boards import BoardForm
from padlet.forms.summaries import SentenceForm
from padlet.views.drafts import preview
from programmes.models import LearningGroup, Organisation, Round
from programmes.services import groups, organisations, people
from tests.factories import MeetingFactory, RoundFactory, UserFactory

# Read elsewhere: an address and a code by who signs people in; an id of ours that nobody types.
OF_ANOTHER_KIND = (forms.EmailField, forms.SlugField, forms.URLField)
NOT_TYPED = {"was"}
READERS = {
    forms.CharField: form_fields.LineField,
    forms.TimeField: form_fields.ClockField,
    forms.DateField: form_fields.DayField,
    forms.IntegerField: form_fields.WholeNumberField,
}


def modules_of(package):
    yield package
    for found in pkgutil.iter_modules(getattr(package, "__path__", [])):
        yield importlib.import_module(f"{package.__name__}.{found.name}")


FORMS = {
    form
    for package in (meetings.forms, padlet.forms, programmes.closing.forms, programmes.forms)
    for module in modules_of(package)
    for form in vars(module).values()
    if isinstance(form, type) and issubclass(form, forms.BaseForm)
    if form not in {forms.Form, forms.ModelForm}
} | {ExampleForm}


def bare(fields) -> list[str]:
    """The fields that read text, a time, a day or a number in another way than the one."""
    return [
        name
        for name, field in fields.items()
        for django, ours in READERS.items()
        if isinstance(field, django) and not isinstance(field, (ours, *OF_ANOTHER_KIND))
        if name not in NOT_TYPED
    ]


@pytest.mark.parametrize("form", sorted(FORMS, key=lambda form: form.__name__))
def test_every_form_reads_in_the_one_way(form):
    assert bare(form.base_fields) == []


@pytest.mark.django_db
def test_so_does_every_form_of_the_administration(rf):
    request = rf.get("/admin/")
    request.user = UserFactory(is_staff=True, is_superuser=True)
    found = {
        model.__name__: bare(own.get_form(request)().fields)
        for model, own in admin.site._registry.items()  # noqa: SLF001 – the list of what is shown
        if isinstance(own, ServiceAdmin)
    }

    assert found
    assert {name: fields for name, fields in found.items() if fields} == {}


@pytest.mark.django_db
@pytest.mark.parametrize(("typed", "stored"), [("13", "13.00"), ("25", "09.30")])
def test_the_administration_reads_a_time_too(client, typed, stored):
    meeting = MeetingFactory(round=RoundFactory(), starts_at="09:30")
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    page = client.get(f"/admin/meetings/meeting/{meeting.pk}/change/")
    form = page.context["adminform"].form
    fields = {each.html_name: each.value() or "" for each in form}

    answer = client.post(page.request["PATH_INFO"], fields | {"starts_at": typed})

    assert 'name="starts_at" value="09.30"' in page.text
    assert answer.status_code == (302 if stored != "09.30" else 200)
    meeting.refresh_from_db()
    assert f"{meeting.starts_at:%H.%M}" == stored


def test_every_column_that_people_fill_holds_what_is_clean():
    filled = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields  # noqa: SLF001 – Django's public API, despite its name
        if model.__module__.split(".")[0] in {"programmes", "meetings", "padlet", "checklist"}
        if type(field) in {models.CharField, models.TextField} and field.choices is None
    ]

    # Keys, codes and secrets of ours, and a note, which is cleaned before it is compared.
    assert sorted(filled) == [
        "Board.code", "Board.hidden_notes", "Board.path", "Board.secret", "Note.edit_hash",
        "Pack.error", "Pack.sha256", "SignInCode.address_hash", "SignInCode.code_hash",
        "User.password", "User.session_secret",
    ]  # fmt: skip


def said(field: forms.Field, typed: str) -> str:
    with pytest.raises(forms.ValidationError) as refused:
        field.clean(typed)
    return str(refused.value.messages[0])


def test_a_refusal_quotes_what_was_typed_and_says_how_to_write_it():
    clock = form_fields.ClockField()

    assert said(clock, "halv tio") == (
        "”halv tio” går inte att läsa som ett klockslag. Skriv det så här: 09.30."
    )
    assert said(clock, "24.00") == "Klockslaget ”24.00” finns inte. Skriv det så här: 09.30."
    assert said(form_fields.DayField(), "3/4/2028") == (
        "”3/4/2028” går inte att läsa som en dag. Skriv den så här: 2028-04-03."
    )
    assert said(form_fields.WholeNumberField(), "1e3") == (
        "”1e3” går inte att läsa som ett helt tal. Skriv det med siffror."
    )
    assert said(form_fields.MinutesField(), "1,5") == (
        "”1,5” går inte att läsa som minuter. Skriv till exempel 45."
    )
    assert said(clock, "9" * 100) == (
        f"”{'9' * 40} …” går inte att läsa som ett klockslag. Skriv det så här: 09.30."
    )


@pytest.mark.parametrize("typed", [" ", "\u200b", "\xad\u2060\ufeff", "\u3164", "\u0301"])
def test_what_nobody_sees_is_no_title(typed):
    assert said(form_fields.LineField(), typed) == "Skriv något här."
    assert form_fields.LineField(required=False).clean(typed) == ""


def test_a_length_is_counted_after_the_cleaning_and_in_characters():
    field = form_fields.LineField(max_length=5)

    assert field.clean("  a\u0308\u200b👍👍👍👍  ") == "ä👍👍👍👍"
    assert "5" in said(field, "123456")
    assert "maxlength" not in field.widget.attrs


# Through the pages and the services.


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "stored"), [("13", "13.00"), ("10", "10.00"), ("930", "09.30"), ("kl 9", "09.00")]
)
def test_a_meeting_begins_when_the_planner_said(client, typed, stored):
    meeting = MeetingFactory(round=RoundFactory())
    client.force_login(UserFactory(is_staff=True))
    fields = {"title": "Träff", "kind": meeting.kind, "date": meeting.date, "starts_at": typed}

    answer = client.post(f"/moten/{meeting.pk}/andra/", fields | {"version": 1})

    assert answer.status_code == 302
    meeting.refresh_from_db()
    assert f"{meeting.starts_at:%H.%M}" == stored


@pytest.mark.django_db
def test_what_cannot_be_read_stays_in_the_form(client):
    meeting = MeetingFactory(round=RoundFactory())
    client.force_login(UserFactory(is_staff=True))
    fields = {"title": "\u200b", "kind": meeting.kind, "date": meeting.date, "starts_at": "25"}

    answer = client.post(f"/moten/{meeting.pk}/andra/", fields | {"version": 1})

    assert answer.status_code == 422
    assert 'value="25"' in answer.text
    assert "Klockslaget ”25” finns inte. Skriv det så här: 09.30." in answer.text
    assert answer.context["form"].errors["title"] == ["Skriv en rubrik."]


@pytest.mark.django_db
def test_names_are_the_same_whatever_is_not_seen_in_them(client):
    staff = UserFactory(is_staff=True, is_superuser=True)
    client.force_login(staff)
    organisations.add_organisation(name="Ale\tkommun\u200b ", kind="K", code="1440")

    assert Organisation.objects.get(name="Ale\xa0kommun").name == "Ale kommun"
    answer = client.post(
        "/admin/programmes/organisation/add/",
        {"name": "Ale\xa0\xa0kommun\ufeff", "kind": "K", "code": "1441"},
    )
    assert "name" in answer.context["adminform"].form.errors
    assert Organisation.objects.count() == 1


@pytest.mark.django_db
def test_a_service_and_the_object_in_hand_say_what_is_stored():
    round = RoundFactory(name=" Omgång\u20281 ")
    group = groups.create_group(round=round, name="Grupp\t1")
    person = people.add_person(email="a@granvik.example", full_name="Anna\xa0 A\u030astro\u0308m")

    assert (round.name, group.name, person.full_name) == ("Omgång 1", "Grupp 1", "Anna Åström")
    groups.change_group(group=group, name="Grupp\v2")
    LearningGroup.objects.filter(name="Grupp 2").update(note="Två\u200b\torter")
    assert LearningGroup.objects.get().note == "Två orter"
    assert Round.objects.get().name == "Omgång 1"


def test_to_the_migrations_they_are_djangos_own_columns():
    field = model_fields.LineField(max_length=5)

    assert field.deconstruct()[1:] == ("django.db.models.CharField", [], {"max_length": 5})
    assert isinstance(field.formfield(), form_fields.LineField)


@pytest.mark.django_db
def test_what_a_page_numbers_by_itself_loses_the_numbers_pasted_with_it():
    meeting = MeetingFactory(round=RoundFactory())
    pasted = "1.\tVad gör ni?\r\n\n• Fråga 2: Vem gör vad?\u20282030 ska vi vara klara. Hur?"
    wanted = ["Vad gör ni?", "Vem gör vad?", "2030 ska vi vara klara. Hur?"]

    board = BoardForm({"title": "A", "role_groups": ["pol"], "prompts": pasted}, meeting=meeting)
    sentence = SentenceForm({"text": "1) Vi ses oftare."})
    item = AgendaItemForm({"title": "3. Lunch", "minutes": "1 h", "kind": "meal"})
    meeting.aims = "- Se\n2. Förstå\n\n24-timmarsvård"

    assert board.is_valid(), board.errors
    assert board.cleaned_data["prompts"] == wanted
    assert [each["heading"] for each in preview(board, meeting)] == wanted
    assert sentence.is_valid()
    assert sentence.cleaned_data["text"] == "Vi ses oftare."
    assert item.is_valid()
    assert (item.cleaned_data["title"], item.cleaned_data["minutes"]) == ("Lunch", 60)
    assert meeting.aim_list == ["Se", "Förstå", "24-timmarsvård"]
