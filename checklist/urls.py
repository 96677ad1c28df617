from django.urls import path

from checklist import views

app_name = "checklist"
urlpatterns = [
    path("", views.self_assessments, name="self_assessments"),
]
