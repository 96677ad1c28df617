from django.urls import path

from modellkoncept.web import health, information_pages, preferences

urlpatterns = [
    path("sprak/", preferences.set_language, name="set_language"),
    path("utseende/", preferences.set_theme, name="set_theme"),
    path("tillganglighet/", information_pages.accessibility, name="accessibility"),
    path("om-anonymitet/", information_pages.anonymity, name="anonymity"),
    path("halsa/", health.health, name="health"),
]
