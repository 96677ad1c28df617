from django.urls import path

from programmes.views.contacts import contacts, export_contacts, my_contact_details
from programmes.views.home import home
from programmes.views.invitations import invite, invite_to_round
from programmes.views.my_data import my_data, sign_out_everywhere
from programmes.views.overview import overview
from programmes.views.participations import participation
from programmes.views.people import (
    correct_invitation,
    people,
    person,
    remove_person,
    replace_person,
    resend_invitation,
    round_people,
)
from programmes.views.rounds import round, rounds

app_name = "programmes"
urlpatterns = [
    path("", home, name="home"),
    path("mina-uppgifter/", my_data, name="my_data"),
    path("mina-uppgifter/logga-ut-overallt/", sign_out_everywhere, name="sign_out_everywhere"),
    path("mina-uppgifter/kontakt/", my_contact_details, name="my_contact_details"),
    path("oversikt/", overview, name="overview"),
    path("omgangar/", rounds, name="rounds"),
    path("omgangar/<int:round_id>/", round, name="round"),
    path("deltagande/<int:participation_id>/", participation, name="participation"),
    path("omgangar/<int:round_id>/bjud-in/", invite_to_round, name="invite_to_round"),
    path("omgangar/<int:round_id>/personer/", round_people, name="round_people"),
    path("omgangar/<int:round_id>/kontakter/", contacts, name="contacts"),
    path("omgangar/<int:round_id>/kontakter/fil/", export_contacts, name="export_contacts"),
    path("deltagande/<int:participation_id>/personer/", people, name="people"),
    path("deltagande/<int:participation_id>/bjud-in/", invite, name="invite"),
    *(
        path(
            f"deltagande/<int:participation_id>/personer/<int:membership_id>/{end}", view, name=name
        )
        for end, view, name in (
            ("", person, "person"),
            ("skicka-igen/", resend_invitation, "resend_invitation"),
            ("ratta/", correct_invitation, "correct_invitation"),
            ("ersatt/", replace_person, "replace_person"),
            ("ta-bort/", remove_person, "remove_person"),
        )
    ),
]
