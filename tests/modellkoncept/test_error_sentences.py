"""What a form refuses is said in sentences of ours, which say what is missing: never Django's."""

import importlib
import pkgutil
import re
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import django
import pytest
from babel.messages.pofile import read_po
from django import forms
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models.constraints import BaseConstraint
from django.utils.datastructures import MultiValueDict

import meetings.forms
import padlet.forms
import programmes.accounts.forms
import programmes.closing.forms
import programmes.forms
from meetings.forms.agendas import AgendaItemForm, LockForm, PlacedItemForm, RemovedItemForm
from meetings.forms.agendas import MinutesForm as ItemMinutesForm
from meetings.forms.letters import PLACEHOLDERS, LetterRuleForm, MeetingLetterForm
from meetings.forms.meetings import MeetingForm
from meetings.forms.takeaways import TakeawayForm
from meetings.letters.steps import Step
from meetings.queries.agendas import agenda_of
from modellkoncept.demo.style_guide import ExampleForm, ExampleUndo
from modellkoncept.fields.forms import Form, ModelForm
from modellkoncept.web.service_admin import ServiceAdmin
from padlet.forms.attachments import InstructionsForm
from padlet.forms.boards import BoardForm
from padlet.forms.drafts import OpenBoardForm
from padlet.forms.exports import DocumentForm, SelectionForm
from padlet.forms.facilitation import MinutesForm, ProjectorForm
from padlet.forms.imports import ImportForm
from padlet.forms.paper import LineForm, LineFormSet, PaperBoxForm, PaperForm
from padlet.forms.summaries import RemovedSentenceForm, SentenceForm
from padlet.forms.votes import VotesForm
from padlet.models import Board
from padlet.services import boards
from padlet.texts.prompt_wording import STANDARD_PROMPTS
from programmes.accounts.forms import (
    AskForCodeForm,
    ConfirmCodeForm,
    FirstPersonForm,
    PasskeyForm,
    SecondStepForm,
)
from programmes.closing import services as closing_services
from programmes.closing.forms import RemovalForm
from programmes.decision_texts.sections import DEFAULT_HEADINGS
from programmes.forms.audit import AuditFilterForm
from programmes.forms.decisions import DecisionForm, HeadingsForm, SectionForm
from programmes.forms.facts import FactsForm
from programmes.forms.files import FileForm, UploadForm, VersionForm
from programmes.forms.groups import GroupForm, PlacementForm
from programmes.forms.histories import EarlierPartForm, StatedFigureForm
from programmes.forms.invitations import InvitationForm
from programmes.forms.meeting_rows import PlanRowForm, StoredRowForm, TimesForm
from programmes.forms.mentors import ChooseMentorForm, MentorNoteForm, MentorProfileForm
from programmes.forms.my_data import NameForm, NewAddressCodeForm, NewAddressForm
from programmes.forms.organisations import JoinForm, OrganisationForm
from programmes.forms.people import (
    ContactFilterForm,
    CoordinatorForm,
    MemberForm,
    PeopleFilterForm,
    SeatForm,
)
from programmes.forms.planning import AnswerForm, QuestionForm
from programmes.forms.reminders import ReminderForm
from programmes.forms.round_templates import TemplateForm, TemplateMeetingForm
from programmes.forms.rounds import (
    ChangeRoundForm,
    CopyForm,
    PlanForm,
    RoundForm,
    ShiftForm,
    StartForm,
    ThemeForm,
)
from programmes.forms.tasks import ReasonForm, TaskForm
from programmes.models import Organisation
from programmes.queries.invitation_scope import Scope
from tests.factories import (
    AgendaItemFactory,
    LearningGroupFactory,
    MeetingFactory,
    MembershipFactory,
    ParticipationFactory,
    RoundFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
PACKAGES = (
    meetings.forms,
    padlet.forms,
    programmes.forms,
    programmes.closing.forms,
    programmes.accounts.forms,
    programmes.closing.forms,
    programmes.accounts.forms,
    programmes.forms,
)


def modules_of(package):
    yield package
    for found in pkgutil.iter_modules(getattr(package, "__path__", [])):
        yield importlib.import_module(f"{package.__name__}.{found.name}")


def forms_in(packages) -> set[type]:
    return {
        form
        for package in packages
        for module in modules_of(package)
        for form in vars(module).values()
        if isinstance(form, type) and issubclass(form, forms.BaseForm)
        if form.__module__.split(".")[0] not in {"django", "modellkoncept"}
    }


def _meeting():
    group = LearningGroupFactory()
    meeting = MeetingFactory(round=group.round, group=group)
    AgendaItemFactory(meeting=meeting)
    return meeting


def _board() -> Board:
    return boards.create_board(meeting=_meeting(), title="Prova", prompts=STANDARD_PROMPTS)


def _closing():
    round = RoundFactory(starts_on=date(2018, 1, 7), ends_on=date(2019, 1, 7))
    return closing_services.close_round(round=round)


def _participations():
    return ParticipationFactory().round.participations.all()


def _scope() -> Scope:
    participation = ParticipationFactory()
    return Scope(participation.round, UserFactory(), participation)


# Each form of the product, made with what was sent.
MAKERS: dict[type, Callable[..., forms.BaseForm]] = {
    AgendaItemForm: AgendaItemForm,
    PlacedItemForm: lambda *sent: PlacedItemForm(*sent, lines=agenda_of(_meeting()).lines),
    LockForm: LockForm,
    ItemMinutesForm: ItemMinutesForm,
    RemovedItemForm: lambda *sent: RemovedItemForm(*sent, meeting=_meeting()),
    MeetingForm: lambda *sent: MeetingForm(
        *sent, round=LearningGroupFactory().round, user=UserFactory(is_staff=True)
    ),
    TakeawayForm: TakeawayForm,
    StartForm: StartForm,
    CopyForm: CopyForm,
    RoundForm: RoundForm,
    ChangeRoundForm: ChangeRoundForm,
    PlanForm: PlanForm,
    ThemeForm: ThemeForm,
    ShiftForm: ShiftForm,
    TimesForm: TimesForm,
    PlanRowForm: PlanRowForm,
    StoredRowForm: lambda *sent: StoredRowForm(*sent, stored={}),
    TemplateForm: TemplateForm,
    TemplateMeetingForm: TemplateMeetingForm,
    AuditFilterForm: AuditFilterForm,
    VersionForm: VersionForm,
    FileForm: lambda *sent: FileForm(*sent, has_group=False),
    UploadForm: lambda *sent: UploadForm(
        *sent, round=LearningGroupFactory().round, user=UserFactory(is_staff=True)
    ),
    NameForm: NameForm,
    NewAddressForm: lambda *sent: NewAddressForm(*sent, user=UserFactory()),
    NewAddressCodeForm: NewAddressCodeForm,
    MeetingLetterForm: lambda *sent: MeetingLetterForm(*sent, step=Step.REMINDER),
    LetterRuleForm: lambda *sent: LetterRuleForm(*sent, step=Step.DOCUMENTATION),
    RemovalForm: lambda *sent: RemovalForm(*sent, closing=_closing()),
    MemberForm: MemberForm,
    SeatForm: SeatForm,
    CoordinatorForm: lambda *sent: CoordinatorForm(*sent, leaving=MembershipFactory()),
    PeopleFilterForm: lambda *sent: PeopleFilterForm(*sent, participations=_participations()),
    ContactFilterForm: lambda *sent: ContactFilterForm(*sent, participations=_participations()),
    InvitationForm: lambda *sent: InvitationForm(*sent, scope=_scope()),
    DecisionForm: DecisionForm,
    SectionForm: SectionForm,
    HeadingsForm: lambda *sent: HeadingsForm(*sent, headings=DEFAULT_HEADINGS),
    AnswerForm: AnswerForm,
    QuestionForm: QuestionForm,
    AskForCodeForm: AskForCodeForm,
    ConfirmCodeForm: ConfirmCodeForm,
    FirstPersonForm: FirstPersonForm,
    PasskeyForm: PasskeyForm,
    SecondStepForm: SecondStepForm,
    InstructionsForm: InstructionsForm,
    BoardForm: lambda *sent: BoardForm(*sent, meeting=_meeting()),
    OpenBoardForm: lambda *sent: OpenBoardForm(*sent, board=_board()),
    DocumentForm: DocumentForm,
    SelectionForm: lambda *sent: SelectionForm(*sent, boards=[_board()], prompts={"1": "Vad?"}),
    MinutesForm: MinutesForm,
    ProjectorForm: ProjectorForm,
    ImportForm: lambda *sent: ImportForm(*sent, meeting=_meeting()),
    PaperBoxForm: lambda *sent: PaperBoxForm(*sent, board=_board()),
    PaperForm: lambda *sent: PaperForm(*sent, board=_board()),
    LineForm: LineForm,
    SentenceForm: SentenceForm,
    RemovedSentenceForm: RemovedSentenceForm,
    VotesForm: lambda *sent: VotesForm(
        *sent, notes=[{"id": "0" * 32, "text": "Lapp"}, {"id": "1" * 32, "text": "Lapp"}]
    ),
    OrganisationForm: OrganisationForm,
    JoinForm: JoinForm,
    GroupForm: GroupForm,
    PlacementForm: lambda *sent: PlacementForm(
        *sent, participations=[ParticipationFactory()], groups=[LearningGroupFactory()]
    ),
    MentorProfileForm: lambda *sent: MentorProfileForm(
        *sent, known_themes=["Styrning"], initial={}
    ),
    ChooseMentorForm: lambda *sent: ChooseMentorForm(*sent, organisations=[(1, "Ale kommun")]),
    MentorNoteForm: MentorNoteForm,
    EarlierPartForm: EarlierPartForm,
    StatedFigureForm: StatedFigureForm,
    TaskForm: lambda *sent: TaskForm(*sent, round=RoundFactory()),
    ReasonForm: ReasonForm,
    FactsForm: FactsForm,
    ReminderForm: lambda *sent: ReminderForm(*sent, user_ids=[1]),
    ExampleForm: ExampleForm,
    ExampleUndo: ExampleUndo,
}
# What people type wrongly, and what only a machine sends.
WRONG = {
    "nothing": "",
    "nonsense": "zzz",
    "too much": "x " * 200_000,
    "too small": "-99999",
    "too large": "99999999",
    "a sign that cannot be stored": "9\x00",
}


@cache
def _djangos() -> re.Pattern[str]:
    """Every sentence of Django's own catalogues, in Swedish and in English, whatever its values."""
    sentences: set[str] = set()
    for folder in ("conf", "contrib/admin", "contrib/auth", "forms"):
        catalogue = Path(django.__file__).parent / folder / "locale/sv/LC_MESSAGES/django.po"
        if not catalogue.exists():
            continue
        with catalogue.open("rb") as file:
            for message in read_po(file):
                for each in (message.id, message.string):
                    sentences.update([each] if isinstance(each, str) else each)
    sentences.add(str(BaseConstraint.default_violation_error_message))
    named = "|".join(
        re.sub(r"%\\\(\w+\\\)[sd]|%[sd]", ".*", re.escape(each))
        for each in sorted(sentences)
        if re.search(r"\w{2,}\W+\w{2,}", re.sub(r"%\(\w+\)[sd]|%[sd]", " ", each))
    )
    return re.compile(f"(?:{named})", re.S)


def djangos(messages) -> list[str]:
    return [str(each) for each in messages if _djangos().fullmatch(str(each))]


def sent_everywhere(form: forms.BaseForm, typed: str) -> tuple[Any, Any]:
    data: MultiValueDict[str, str] = MultiValueDict()
    files: MultiValueDict[str, Any] = MultiValueDict()
    for name, field in form.fields.items():
        if isinstance(field, forms.FileField):
            files.setlist(name, [SimpleUploadedFile("a.txt", typed.encode()[:100])])
        elif not isinstance(field, forms.BooleanField):
            data.setlist(name, [typed])
    return data, files


def test_the_catalogue_is_djangos_own():
    assert djangos(["Detta fält måste fyllas i.", "Fyll i en giltig e-postadress."])
    assert djangos(["This field is required.", "Kontrollera att detta värde är högst 7."])
    assert djangos(["Skriv en rubrik.", "Välj en dag."]) == []


def test_every_form_is_looked_at_and_has_the_base_that_speaks():
    found = forms_in(PACKAGES) | {ExampleForm, ExampleUndo}

    assert {form.__name__ for form in found ^ MAKERS.keys()} == set()
    assert [form for form in found if not issubclass(form, (Form, ModelForm))] == []


@pytest.mark.parametrize("form", MAKERS, ids=lambda form: form.__name__)
def test_no_field_has_a_sentence_of_djangos_to_say(form):
    made = MAKERS[form]({})
    assert made.is_bound
    made.full_clean()

    found = {
        (name, code): djangos([message])
        for name, field in made.fields.items()
        for code, message in field.error_messages.items()
    }

    assert {where: said for where, said in found.items() if said} == {}


@pytest.mark.parametrize("typed", WRONG.values(), ids=WRONG)
@pytest.mark.parametrize("form", MAKERS, ids=lambda form: form.__name__)
def test_nothing_that_is_typed_is_answered_by_django(form, typed):
    data, files = sent_everywhere(MAKERS[form](), typed)

    made = MAKERS[form](data, files)

    assert [*map(djangos, made.errors.values())] == [[] for _ in made.errors]
    assert all(
        str(each).endswith((".", "?", "”")) for said in made.errors.values() for each in said
    )


@pytest.mark.parametrize("form", MAKERS, ids=lambda form: form.__name__)
def test_nothing_is_cut_by_the_browser(form):
    """A `maxlength` cuts what is pasted, and says nothing."""
    fields = MAKERS[form]().fields

    assert [name for name, field in fields.items() if "maxlength" in field.widget.attrs] == []


def test_no_template_cuts_what_is_pasted():
    templates = Path(__file__).parents[2] / "templates"

    found = [path.name for path in templates.rglob("*.html") if "maxlength" in path.read_text()]

    assert found == []


def test_rows_that_arrive_wrongly_are_answered_in_our_words():
    rows = LineFormSet({"form-TOTAL_FORMS": "999999", "form-INITIAL_FORMS": "0"})
    none = LineFormSet({})

    assert djangos([*rows.non_form_errors(), *none.non_form_errors()]) == []
    assert (rows.is_valid(), none.is_valid()) == (False, False)


@pytest.mark.parametrize(
    ("form", "field", "typed", "said"),
    [
        (MeetingForm, "title", "", "Skriv en rubrik."),
        (MeetingForm, "title", "x" * 200, "Skriv högst 120 tecken. Nu är det 200."),
        (MeetingForm, "date", "", "Välj en dag."),
        (MeetingForm, "starts_at", "", "Skriv när träffen börjar, till exempel 09.30."),
        (MeetingForm, "kind", "", "Välj vilket slags träff det är."),
        (MeetingForm, "kind", "fest", "Alternativet finns inte längre. Välj ett annat."),
        (MeetingLetterForm, "days", "", "Skriv antalet dagar."),
        (MeetingLetterForm, "days", "121", "Skriv högst 120."),
        (LetterRuleForm, "days", "0", "Skriv ett tal från 1 till 120."),
        (MeetingLetterForm, "subject", "", "Skriv ett ämne."),
        (MeetingLetterForm, "body", "", "Skriv en text."),
        (MeetingLetterForm, "body", "{Träf}", f"{{Träf}} finns inte. Välj bland {PLACEHOLDERS}."),
        (LetterRuleForm, "roles", "", "Välj minst en roll."),
        (AgendaItemForm, "title", "", "Skriv en rubrik."),
        (AgendaItemForm, "minutes", "", "Skriv hur många minuter punkten tar."),
        (BoardForm, "title", "", "Skriv en rubrik."),
        (BoardForm, "role_groups", "", "Välj minst en grupp."),
        (BoardForm, "prompts", "", "Skriv minst en fråga."),
        (PaperForm, "group", "", "Välj en grupp."),
        (AskForCodeForm, "email", "", "Skriv din e-postadress."),
        (
            AskForCodeForm,
            "email",
            "karin",
            "Skriv hela e-postadressen, till exempel anna.ek@kommun.se.",
        ),
        (ConfirmCodeForm, "code", "", "Skriv koden som står i mejlet."),
        (FirstPersonForm, "full_name", "", "Skriv för- och efternamn."),
        (FirstPersonForm, "key", "", "Skriv nyckeln som står i terminalen."),
        (SecondStepForm, "code", "", "Skriv koden som appen visar."),
    ],
)
def test_an_error_says_what_is_missing(form, field, typed, said):
    sent = {} if typed == "" else {field: typed}

    assert MAKERS[form](sent).errors[field] == [said]


def test_the_administration_speaks_as_the_pages_do(client):
    """Also where it is the database that says no: a name that another has."""
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    Organisation.objects.create(name="Ale kommun", kind="K", code="1440")
    said: dict[str, list[str]] = {}
    for model, own in admin.site._registry.items():  # noqa: SLF001 – the list of what is shown
        if not isinstance(own, ServiceAdmin):
            continue
        address = f"/admin/{model._meta.app_label}/{model._meta.model_name}/add/"  # noqa: SLF001 – Django's public API, despite its name
        for sent in ({}, {"name": "Ale kommun", "kind": "K", "code": "1440"}):
            answer = client.post(address, sent)
            if answer.status_code == 200:
                errors = answer.context["adminform"].form.errors
                said[f"{address} {len(sent)}"] = [each for all_ in errors.values() for each in all_]

    assert said
    assert {where: found for where, each in said.items() if (found := djangos(each))} == {}
