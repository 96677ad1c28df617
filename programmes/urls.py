from django.urls import path

from programmes.views.home import home
from programmes.views.my_data import my_data, sign_out_everywhere
from programmes.views.overview import overview
from programmes.views.participations import participation
from programmes.views.rounds import round, rounds

app_name = "programmes"
urlpatterns = [
    path("", home, name="home"),
    path("mina-uppgifter/", my_data, name="my_data"),
    path("mina-uppgifter/logga-ut-overallt/", sign_out_everywhere, name="sign_out_everywhere"),
    path("oversikt/", overview, name="overview"),
    path("omgangar/", rounds, name="rounds"),
    path("omgangar/<int:round_id>/", round, name="round"),
    path("deltagande/<int:participation_id>/", participation, name="participation"),
]
