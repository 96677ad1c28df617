from django.urls import path, register_converter

from programmes.decision_texts.sections import SectionName
from programmes.views import decision_texts, decisions, planning, round_planning
from programmes.views.home import home
from programmes.views.my_data import my_data, sign_out_everywhere
from programmes.views.overview import overview
from programmes.views.participations import participation
from programmes.views.rounds import round, rounds


class SectionConverter:
    """A section of a decision's document; an unknown one does not resolve."""

    regex = "|".join(SectionName)

    def to_python(self, value: str) -> SectionName:
        return SectionName(value)

    def to_url(self, value: SectionName) -> str:
        return value.value


register_converter(SectionConverter, "decision_section")

app_name = "programmes"
urlpatterns = [
    path("", home, name="home"),
    path("mina-uppgifter/", my_data, name="my_data"),
    path("mina-uppgifter/logga-ut-overallt/", sign_out_everywhere, name="sign_out_everywhere"),
    path("oversikt/", overview, name="overview"),
    path("omgangar/", rounds, name="rounds"),
    path("omgangar/<int:round_id>/", round, name="round"),
    path("deltagande/<int:participation_id>/", participation, name="participation"),
    path("deltagande/<int:participation_id>/beslut/", decisions.decisions, name="decisions"),
    path(
        "deltagande/<int:participation_id>/beslut/nytt/",
        decisions.add_decision,
        name="add_decision",
    ),
    path(
        "deltagande/<int:participation_id>/beslut/rubriker/",
        decision_texts.decision_headings,
        name="decision_headings",
    ),
    path("beslut/<int:decision_id>/", decisions.change_decision, name="change_decision"),
    path("beslut/<int:decision_id>/ta-bort/", decisions.remove_decision, name="remove_decision"),
    path("beslut/<int:decision_id>/fil/", decisions.decision_file, name="decision_file"),
    path(
        "beslut/<int:decision_id>/fil/ta-bort/",
        decisions.remove_decision_file,
        name="remove_decision_file",
    ),
    path(
        "beslut/<int:decision_id>/tjansteskrivelse/",
        decision_texts.decision_text,
        name="decision_text",
    ),
    path(
        "beslut/<int:decision_id>/tjansteskrivelse/dokument/",
        decision_texts.decision_document,
        name="decision_document",
    ),
    path(
        "beslut/<int:decision_id>/tjansteskrivelse/<decision_section:section>/",
        decision_texts.edit_section,
        name="edit_section",
    ),
    path(
        "beslut/<int:decision_id>/tjansteskrivelse/<decision_section:section>/aterstall/",
        decision_texts.restore_section,
        name="restore_section",
    ),
    path("omgangar/<int:round_id>/beslut/", decisions.round_decisions, name="round_decisions"),
    path("deltagande/<int:participation_id>/planering/", planning.planning, name="planning"),
    path(
        "deltagande/<int:participation_id>/planering/dokument/",
        planning.planning_document,
        name="planning_document",
    ),
    path(
        "deltagande/<int:participation_id>/planering/<int:question_id>/",
        planning.planning_answer,
        name="planning_answer",
    ),
    path(
        "omgangar/<int:round_id>/planering/",
        round_planning.round_planning,
        name="round_planning",
    ),
    path(
        "omgangar/<int:round_id>/planering/dokument/",
        round_planning.round_planning_document,
        name="round_planning_document",
    ),
    path(
        "omgangar/<int:round_id>/planering/excel/",
        round_planning.round_planning_xlsx,
        name="round_planning_xlsx",
    ),
    path(
        "omgangar/<int:round_id>/planering/fragor/",
        round_planning.planning_questions,
        name="planning_questions",
    ),
    path(
        "omgangar/<int:round_id>/planering/fragor/vanliga/",
        round_planning.add_default_questions,
        name="add_default_questions",
    ),
    path(
        "planeringsfragor/<int:question_id>/",
        round_planning.change_planning_question,
        name="change_planning_question",
    ),
    path(
        "planeringsfragor/<int:question_id>/flytta/",
        round_planning.move_planning_question,
        name="move_planning_question",
    ),
    path(
        "planeringsfragor/<int:question_id>/ta-bort/",
        round_planning.remove_planning_question,
        name="remove_planning_question",
    ),
]
