from django.urls import path

from meetings import views

app_name = "meetings"
urlpatterns = [
    path("", views.meetings, name="meetings"),
    path("<int:meeting_id>/", views.meeting, name="meeting"),
]
