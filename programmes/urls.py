from django.urls import path

from programmes.views.home import home
from programmes.views.overview import overview
from programmes.views.rounds import round, rounds

app_name = "programmes"
urlpatterns = [
    path("", home, name="home"),
    path("oversikt/", overview, name="overview"),
    path("omgangar/", rounds, name="rounds"),
    path("omgangar/<int:round_id>/", round, name="round"),
]
