from django.urls import path, register_converter

from programmes.decision_texts.sections import SectionName
from programmes.views import decision_texts, decisions, planning, round_planning
from programmes.views.audit import audit_csv, audit_csv_of_round, audit_log, audit_log_of_round
from programmes.views.change_round import change_round, remove_round, share_out
from programmes.views.contacts import contacts, export_contacts, my_contact_details
from programmes.views.facts import facts
from programmes.views.files import (
    add_file,
    add_file_version,
    change_file,
    file,
    file_version,
    files,
    remove_file,
    restore_file,
    restore_file_version,
)
from programmes.views.groups import change_group, create_group, groups, remove_group
from programmes.views.home import home
from programmes.views.invitations import invite, invite_to_round
from programmes.views.mentor_groups import mentor_groups, save_mentor_note
from programmes.views.mentor_profiles import mentor_profile
from programmes.views.mentors import choose_mentor, remove_mentorship, round_mentors
from programmes.views.my_data import (
    change_address,
    change_name,
    confirm_address,
    download_my_data,
    leave_round,
    leave_system,
    my_data,
    sign_out_everywhere,
)
from programmes.views.organisations import (
    add_earlier_part,
    add_organisation,
    change_organisation,
    choose_organisation,
    organisation,
    organisations,
    remove_earlier_part,
    remove_organisation,
)
from programmes.views.overview import overview
from programmes.views.participations import participation
from programmes.views.people import (
    correct_invitation,
    people,
    person,
    remove_person,
    replace_person,
    resend_invitation,
    round_people,
)
from programmes.views.reminders import remind, withdraw_reminders
from programmes.views.round_organisations import remove_participation, round_organisations
from programmes.views.round_templates import (
    add_round_template,
    copy_round_template,
    remove_round_template,
    round_template,
    round_templates,
)
from programmes.views.rounds import round, rounds
from programmes.views.staff import remove_colleague, staff
from programmes.views.start_round import copy_round, create_round
from programmes.views.statistics import remove_stated_figure, statistics
from programmes.views.task_states import (
    exempt_from_task,
    participation_tasks,
    set_task_state,
    tick_colleagues,
    tick_task,
)
from programmes.views.tasks import (
    add_default_tasks,
    add_task,
    change_task,
    move_task,
    remove_task,
    restore_task,
    save_task_template,
    tasks,
)
from programmes.views.traffic import export_tasks, traffic


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
    path("mina-uppgifter/namn/", change_name, name="change_name"),
    path("mina-uppgifter/adress/", change_address, name="change_address"),
    path("mina-uppgifter/adress/kod/", confirm_address, name="confirm_address"),
    path("mina-uppgifter/ladda-ner/", download_my_data, name="download_my_data"),
    path("mina-uppgifter/lamna/<int:membership_id>/", leave_round, name="leave_round"),
    path("mina-uppgifter/ta-bort-kontot/", leave_system, name="leave_system"),
    path("mina-uppgifter/logga-ut-overallt/", sign_out_everywhere, name="sign_out_everywhere"),
    path("mina-uppgifter/kontakt/", my_contact_details, name="my_contact_details"),
    path("skr/", staff, name="staff"),
    path("skr/<int:person_id>/ta-bort/", remove_colleague, name="remove_colleague"),
    path("oversikt/", overview, name="overview"),
    path("logg/", audit_log, name="audit_log"),
    path("logg/csv/", audit_csv, name="audit_csv"),
    path("omgangar/<int:round_id>/logg/", audit_log_of_round, name="audit_log_of_round"),
    path("omgangar/<int:round_id>/logg/csv/", audit_csv_of_round, name="audit_csv_of_round"),
    path("omgangar/", rounds, name="rounds"),
    path("omgangar/ny/", create_round, name="create_round"),
    path("omgangar/<int:round_id>/", round, name="round"),
    path("omgangar/<int:round_id>/andra/", change_round, name="change_round"),
    path("omgangar/<int:round_id>/kopiera/", copy_round, name="copy_round"),
    path("omgangar/<int:round_id>/grupptraffar/", share_out, name="share_out"),
    path("omgangar/<int:round_id>/ta-bort/", remove_round, name="remove_round"),
    path("omgangsmallar/", round_templates, name="round_templates"),
    path("omgangsmallar/ny/", add_round_template, name="add_round_template"),
    path("omgangsmallar/<int:template_id>/", round_template, name="round_template"),
    path(
        "omgangsmallar/<int:template_id>/kopiera/", copy_round_template, name="copy_round_template"
    ),
    path(
        "omgangsmallar/<int:template_id>/ta-bort/",
        remove_round_template,
        name="remove_round_template",
    ),
    path(
        "omgangar/<int:round_id>/organisationer/", round_organisations, name="round_organisations"
    ),
    path("omgangar/<int:round_id>/grupper/", groups, name="groups"),
    path("omgangar/<int:round_id>/grupper/ny/", create_group, name="create_group"),
    path("omgangar/<int:round_id>/mentorer/", round_mentors, name="round_mentors"),
    path("omgangar/<int:round_id>/mentorer/valj/", choose_mentor, name="choose_mentor"),
    path("grupper/<int:group_id>/andra/", change_group, name="change_group"),
    path("grupper/<int:group_id>/ta-bort/", remove_group, name="remove_group"),
    path("mentorskap/<int:mentorship_id>/ta-bort/", remove_mentorship, name="remove_mentorship"),
    path("omgangar/<int:round_id>/filer/", files, name="files"),
    path("omgangar/<int:round_id>/filer/ny/", add_file, name="add_file"),
    path("filer/<int:file_id>/", file, name="file"),
    path("filer/<int:file_id>/ny-version/", add_file_version, name="add_file_version"),
    path("filer/<int:file_id>/andra/", change_file, name="change_file"),
    path("filer/<int:file_id>/ta-bort/", remove_file, name="remove_file"),
    path("filer/<int:file_id>/angra/", restore_file, name="restore_file"),
    path("filer/<int:file_id>/versioner/<int:number>/", file_version, name="file_version"),
    path(
        "filer/<int:file_id>/versioner/<int:number>/aterstall/",
        restore_file_version,
        name="restore_file_version",
    ),
    path("deltagande/<int:participation_id>/", participation, name="participation"),
    path(
        "deltagande/<int:participation_id>/ta-bort/",
        remove_participation,
        name="remove_participation",
    ),
    path("deltagande/<int:participation_id>/grupper/", mentor_groups, name="mentor_groups"),
    path(
        "deltagande/<int:participation_id>/grupper/<int:group_id>/",
        save_mentor_note,
        name="save_mentor_note",
    ),
    path("organisationer/", organisations, name="organisations"),
    path("organisationer/ny/", add_organisation, name="add_organisation"),
    path("organisationer/valj/", choose_organisation, name="choose_organisation"),
    path("organisationer/<int:organisation_id>/", organisation, name="organisation"),
    path(
        "organisationer/<int:organisation_id>/andra/",
        change_organisation,
        name="change_organisation",
    ),
    path(
        "organisationer/<int:organisation_id>/ta-bort/",
        remove_organisation,
        name="remove_organisation",
    ),
    path(
        "organisationer/<int:organisation_id>/mentorprofil/", mentor_profile, name="mentor_profile"
    ),
    path(
        "organisationer/<int:organisation_id>/historik/", add_earlier_part, name="add_earlier_part"
    ),
    path(
        "organisationer/<int:organisation_id>/historik/<int:part_id>/ta-bort/",
        remove_earlier_part,
        name="remove_earlier_part",
    ),
    path("statistik/", statistics, name="statistics"),
    path("statistik/<int:figure_id>/ta-bort/", remove_stated_figure, name="remove_stated_figure"),
    path("omgangar/<int:round_id>/bjud-in/", invite_to_round, name="invite_to_round"),
    path("omgangar/<int:round_id>/personer/", round_people, name="round_people"),
    path("omgangar/<int:round_id>/kontakter/", contacts, name="contacts"),
    path("omgangar/<int:round_id>/kontakter/fil/", export_contacts, name="export_contacts"),
    path("deltagande/<int:participation_id>/personer/", people, name="people"),
    path("deltagande/<int:participation_id>/bjud-in/", invite, name="invite"),
    *(
        path(
            f"deltagande/<int:participation_id>/personer/<int:membership_id>/{end}", view, name=name
        )
        for end, view, name in (
            ("", person, "person"),
            ("skicka-igen/", resend_invitation, "resend_invitation"),
            ("ratta/", correct_invitation, "correct_invitation"),
            ("ersatt/", replace_person, "replace_person"),
            ("ta-bort/", remove_person, "remove_person"),
        )
    ),
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
    # How far everybody has come, and the reminders.
    path("omgangar/<int:round_id>/laget/", traffic, name="traffic"),
    path("omgangar/<int:round_id>/laget/exportera/", export_tasks, name="export_tasks"),
    path("omgangar/<int:round_id>/paminn/", remind, name="remind"),
    path("omgangar/<int:round_id>/paminn/angra/", withdraw_reminders, name="withdraw_reminders"),
    # What is expected.
    path("omgangar/<int:round_id>/uppgifter/", tasks, name="tasks"),
    path("omgangar/<int:round_id>/uppgifter/ny/", add_task, name="add_task"),
    path("omgangar/<int:round_id>/uppgifter/aterstall/", restore_task, name="restore_task"),
    path(
        "omgangar/<int:round_id>/uppgifter/fran-mallen/",
        add_default_tasks,
        name="add_default_tasks",
    ),
    path(
        "omgangar/<int:round_id>/uppgifter/till-mallen/",
        save_task_template,
        name="save_task_template",
    ),
    path("omgangar/<int:round_id>/uppgifter/<int:task_id>/", change_task, name="change_task"),
    path("omgangar/<int:round_id>/uppgifter/<int:task_id>/flytta/", move_task, name="move_task"),
    path(
        "omgangar/<int:round_id>/uppgifter/<int:task_id>/ta-bort/", remove_task, name="remove_task"
    ),
    # An organisation's own.
    path(
        "deltagande/<int:participation_id>/uppgifter/",
        participation_tasks,
        name="participation_tasks",
    ),
    path(
        "deltagande/<int:participation_id>/uppgifter/<int:task_id>/lage/",
        set_task_state,
        name="set_task_state",
    ),
    path(
        "deltagande/<int:participation_id>/uppgifter/<int:task_id>/jag/",
        tick_task,
        name="tick_task",
    ),
    path(
        "deltagande/<int:participation_id>/uppgifter/<int:task_id>/kolleger/",
        tick_colleagues,
        name="tick_colleagues",
    ),
    path(
        "deltagande/<int:participation_id>/uppgifter/<int:task_id>/galler/",
        exempt_from_task,
        name="exempt_from_task",
    ),
    path("deltagande/<int:participation_id>/fakta/", facts, name="facts"),
]
