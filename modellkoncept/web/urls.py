from django.urls import path

from modellkoncept.web import health, information_pages, local_letters, mail_choice, preferences

urlpatterns = [
    path("sprak/", preferences.set_language, name="set_language"),
    path("utseende/", preferences.set_theme, name="set_theme"),
    path("tillganglighet/", information_pages.accessibility, name="accessibility"),
    path("om-anonymitet/", information_pages.anonymity, name="anonymity"),
    path("mejl-pa-den-har-datorn/", local_letters.local_letters, name="local_letters"),
    path("mina-uppgifter/mejl/", mail_choice.mail_choice, name="mail_choice"),
    path("mejl/avsluta/<str:token>/", mail_choice.unsubscribe, name="unsubscribe"),
    path("halsa/", health.health, name="health"),
]
