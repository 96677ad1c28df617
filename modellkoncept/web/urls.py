from django.urls import path

from modellkoncept.web import health, information_pages, local_letters, preferences

urlpatterns = [
    path("sprak/", preferences.set_language, name="set_language"),
    path("utseende/", preferences.set_theme, name="set_theme"),
    path("tillganglighet/", information_pages.accessibility, name="accessibility"),
    path("om-anonymitet/", information_pages.anonymity, name="anonymity"),
    path("mejl-pa-den-har-datorn/", local_letters.local_letters, name="local_letters"),
    path("halsa/", health.health, name="health"),
]
