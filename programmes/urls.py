from django.urls import path

from programmes.views.change_round import change_round, remove_round, share_out
from programmes.views.home import home
from programmes.views.my_data import my_data, sign_out_everywhere
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
    path("deltagande/<int:participation_id>/", participation, name="participation"),
]
