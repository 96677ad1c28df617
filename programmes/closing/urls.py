from django.urls import path

from programmes.closing import views

ROUND = "omgangar/<int:round_id>/avslut/"

app_name = "closing"
urlpatterns = [
    path(ROUND, views.closing, name="closing"),
    path(f"{ROUND}avsluta/", views.close, name="close"),
    path(f"{ROUND}oppna/", views.reopen, name="reopen"),
    path(f"{ROUND}paket/", views.pack, name="pack"),
    path(f"{ROUND}paket/hamta/", views.pack_file, name="pack_file"),
    path(f"{ROUND}gallring/", views.removal, name="removal"),
    path(f"{ROUND}gallring/avbryt/", views.cancel_removal, name="cancel_removal"),
    path(f"{ROUND}kvitto/", views.receipt, name="receipt"),
]
