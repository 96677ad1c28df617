from django.urls import path

from programmes.views.change_round import change_round, remove_round, share_out
from programmes.views.groups import change_group, create_group, groups, remove_group
from programmes.views.home import home
from programmes.views.mentor_groups import mentor_groups, save_mentor_note
from programmes.views.mentor_profiles import mentor_profile
from programmes.views.mentors import choose_mentor, remove_mentorship, round_mentors
from programmes.views.my_data import my_data, sign_out_everywhere
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
from programmes.views.round_templates import (
    add_round_template,
    copy_round_template,
    remove_round_template,
    round_template,
    round_templates,
)
from programmes.views.rounds import round, rounds
from programmes.views.start_round import copy_round, create_round
from programmes.views.round_organisations import remove_participation, round_organisations
from programmes.views.rounds import round, rounds
from programmes.views.statistics import remove_stated_figure, statistics

app_name = "programmes"
urlpatterns = [
    path("", home, name="home"),
    path("mina-uppgifter/", my_data, name="my_data"),
    path("mina-uppgifter/logga-ut-overallt/", sign_out_everywhere, name="sign_out_everywhere"),
    path("oversikt/", overview, name="overview"),
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
]
