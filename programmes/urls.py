from django.urls import path

from programmes.views.audit import audit_csv, audit_csv_of_round, audit_log, audit_log_of_round
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
from programmes.views.home import home
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
from programmes.views.overview import overview
from programmes.views.participations import participation
from programmes.views.rounds import round, rounds

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
    path("oversikt/", overview, name="overview"),
    path("logg/", audit_log, name="audit_log"),
    path("logg/csv/", audit_csv, name="audit_csv"),
    path("omgangar/<int:round_id>/logg/", audit_log_of_round, name="audit_log_of_round"),
    path("omgangar/<int:round_id>/logg/csv/", audit_csv_of_round, name="audit_csv_of_round"),
    path("omgangar/", rounds, name="rounds"),
    path("omgangar/<int:round_id>/", round, name="round"),
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
]
