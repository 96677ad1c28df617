from django.urls import path

from modellkoncept.documents import views

urlpatterns = [
    path("", views.documents, name="documents"),
    path("<uuid:document_id>/", views.document, name="document"),
    path("<uuid:document_id>/igen/", views.document_again, name="document_again"),
    path("<uuid:document_id>/<str:format>/", views.document_file, name="document_file"),
]
