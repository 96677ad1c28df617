"""Every address. Swedish, plain ASCII, plural."""

from allauth.account import views as account
from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from modellkoncept import views

urlpatterns = [
    path("", include("programmes.urls")),
    path("moten/", include("meetings.urls")),
    path("", include("padlet.urls")),
    path("dokument/", views.documents, name="documents"),
    path("dokument/<uuid:document_id>/", views.document, name="document"),
    path("dokument/<uuid:document_id>/igen/", views.document_again, name="document_again"),
    path("dokument/<uuid:document_id>/<str:format>/", views.document_file, name="document_file"),
    path("halsa/", views.health, name="health"),
    # Sign-in is allauth's, by code only: no sign-up, no passwords, nothing to reset.
    path("logga-in/", account.request_login_code, name="account_login"),
    path("logga-in/", account.request_login_code, name="account_request_login_code"),
    path("logga-in/kod/", account.confirm_login_code, name="account_confirm_login_code"),
    path("logga-ut/", account.logout, name="account_logout"),
    path("inte-aktiv/", account.account_inactive, name="account_inactive"),
    # The administration has no door of its own.
    path("admin/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("admin/", admin.site.urls),
]

if settings.DEMO:
    urlpatterns += [
        path("demo/", views.demo, name="demo"),
        path("demo/in/<int:user_id>/", views.demo_sign_in, name="demo_sign_in"),
        path("demo/brev/", views.demo_letters, name="demo_letters"),
    ]
