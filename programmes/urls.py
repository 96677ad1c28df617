from django.urls import path

from programmes import views

app_name = "programmes"
urlpatterns = [
    path("", views.home, name="home"),
    path("oversikt/", views.overview, name="overview"),
    path("omgangar/", views.rounds, name="rounds"),
    path("omgangar/<int:round_id>/", views.round, name="round"),
]
