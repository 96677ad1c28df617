from django.urls import path

from checklist.views.self_assessments import self_assessments

app_name = "checklist"
urlpatterns = [
    path("", self_assessments, name="self_assessments"),
]
