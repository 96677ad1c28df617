"""Every address. Swedish, plain ASCII, plural."""

from allauth.account import views as account
from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from programmes.accounts import oidc, passkeys, second_step_settings, sign_in
from programmes.accounts.first_person import first_person
from programmes.accounts.invitation import invitation
from programmes.accounts.second_step import second_step

handler400 = "modellkoncept.web.errors.bad_request"
handler403 = "modellkoncept.web.errors.permission_denied"
handler404 = "modellkoncept.web.errors.page_not_found"
handler500 = "modellkoncept.web.errors.server_error"

urlpatterns = [
    path("", include("programmes.urls")),
    path("", include("programmes.closing.urls")),
    path("moten/", include("meetings.urls")),
    path("", include("meetings.letter_urls")),
    path("sjalvskattning/", include("checklist.urls")),
    path("", include("padlet.urls")),
    path("dokument/", include("modellkoncept.documents.urls")),
    path("", include("modellkoncept.web.urls")),
    # Sign-in is allauth's, by code only: no sign-up, no passwords, nothing to reset.
    path("logga-in/", sign_in.ask_for_code, name="account_login"),
    path("logga-in/", sign_in.ask_for_code, name="account_request_login_code"),
    path("logga-in/kod/", sign_in.confirm_code, name="account_confirm_login_code"),
    path("logga-in/med/<slug:provider_id>/", oidc.begin, name="oidc_begin"),
    # As allauth calls the address that it tells the provider to lead back to.
    path("logga-in/med/<slug:provider_id>/svar/", oidc.callback, name="openid_connect_callback"),
    path("mina-uppgifter/inloggningar/", oidc.oidc_settings, name="oidc_settings"),
    path(
        "mina-uppgifter/inloggningar/<slug:provider_id>/koppla-fran/",
        oidc.disconnect,
        name="oidc_disconnect",
    ),
    path("logga-in/andra-steget/", second_step, name="second_step"),
    path("logga-in/passnyckel/borja/", passkeys.begin_using, name="begin_using_passkey"),
    path("logga-in/passnyckel/", passkeys.use_passkey, name="use_passkey"),
    path("mina-uppgifter/passnycklar/borja/", passkeys.begin_adding, name="begin_adding_passkey"),
    path("mina-uppgifter/passnycklar/", passkeys.add_passkey, name="add_passkey"),
    path(
        "mina-uppgifter/andra-steget/",
        second_step_settings.second_step_settings,
        name="second_step_settings",
    ),
    path(
        "mina-uppgifter/andra-steget/reservkoder/",
        second_step_settings.new_recovery_codes,
        name="new_recovery_codes",
    ),
    path(
        "mina-uppgifter/andra-steget/stang-av/",
        second_step_settings.turn_off_second_step,
        name="turn_off_second_step",
    ),
    path("forsta-personen/", first_person, name="first_person"),
    path("inbjudan/<str:token>/", invitation, name="invitation"),
    path("logga-ut/", sign_in.sign_out, name="account_logout"),
    path("inte-aktiv/", account.account_inactive, name="account_inactive"),
    # The administration has no sign-in of its own, and no passwords to change.
    path("admin/login/", sign_in.admin_sign_in, name="admin_sign_in"),
    path("admin/logout/", sign_in.sign_out, name="admin_sign_out"),
    path("admin/password_change/", sign_in.no_passwords, name="no_passwords"),
    path("admin/password_change/done/", sign_in.no_passwords, name="no_passwords_either"),
    path("admin/", admin.site.urls),
]

demo_urlpatterns = [path("demo/", include("modellkoncept.demo.urls"))]
if settings.DEMO:
    urlpatterns += demo_urlpatterns
