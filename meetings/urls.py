from django.urls import path

from meetings import views

app_name = "meetings"
urlpatterns = [
    path("", views.meetings, name="meetings"),
    path("ny/", views.create_meeting, name="create_meeting"),
    path("<int:meeting_id>/", views.meeting, name="meeting"),
    path("<int:meeting_id>/andra/", views.change_meeting, name="change_meeting"),
    path("<int:meeting_id>/dokumentation/", views.make_documentation, name="make_documentation"),
    path("<int:meeting_id>/ta-hem/", views.ideas, name="ideas"),
    path("<int:meeting_id>/ta-hem/aterstall/", views.restore_idea, name="restore_idea"),
    path("<int:meeting_id>/ta-hem/<int:idea_id>/ta-bort/", views.remove_idea, name="remove_idea"),
    path("<int:meeting_id>/dagordning/", views.agenda, name="agenda"),
    path("<int:meeting_id>/dagordning/dokument/", views.agenda_document, name="agenda_document"),
    path("<int:meeting_id>/dagordning/punkter/", views.add_agenda_item, name="add_agenda_item"),
    path(
        "<int:meeting_id>/dagordning/punkter/aterstall/",
        views.restore_agenda_item,
        name="restore_agenda_item",
    ),
    path(
        "<int:meeting_id>/dagordning/punkter/<int:item_id>/",
        views.change_agenda_item,
        name="change_agenda_item",
    ),
    path(
        "<int:meeting_id>/dagordning/punkter/<int:item_id>/minuter/",
        views.change_minutes,
        name="change_minutes",
    ),
    path(
        "<int:meeting_id>/dagordning/punkter/<int:item_id>/flytta/",
        views.move_agenda_item,
        name="move_agenda_item",
    ),
    path(
        "<int:meeting_id>/dagordning/punkter/<int:item_id>/ta-bort/",
        views.remove_agenda_item,
        name="remove_agenda_item",
    ),
]
