from django.urls import path

from programmes.views.audit import audit_csv, audit_csv_of_round, audit_log, audit_log_of_round
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
    path("logg/", audit_log, name="audit_log"),
    path("logg/csv/", audit_csv, name="audit_csv"),
    path("omgangar/<int:round_id>/logg/", audit_log_of_round, name="audit_log_of_round"),
    path("omgangar/<int:round_id>/logg/csv/", audit_csv_of_round, name="audit_csv_of_round"),
    path("omgangar/", rounds, name="rounds"),
    path("omgangar/<int:round_id>/", round, name="round"),
    path("deltagande/<int:participation_id>/", participation, name="participation"),
]
