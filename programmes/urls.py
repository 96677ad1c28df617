from django.urls import path

from programmes import views

app_name = "programmes"
urlpatterns = [
    path("", views.home, name="home"),
    path("oversikt/", views.overview, name="overview"),
    path("omgangar/", views.programmes, name="programmes"),
    path("omgangar/<int:programme_id>/", views.programme, name="programme"),
]
