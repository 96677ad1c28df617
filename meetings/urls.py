from django.urls import path

from meetings.views.agendas import (
    add_agenda_item,
    agenda,
    agenda_document,
    change_agenda_item,
    change_minutes,
    lock_agenda_item,
    move_agenda_item,
    remove_agenda_item,
    restore_agenda_item,
)
from meetings.views.files import add_file, files
from meetings.views.hosts import save_hosts
from meetings.views.meetings import (
    change_meeting,
    create_meeting,
    make_documentation,
    meeting,
    meetings,
    remove_meeting,
)
from meetings.views.takeaways import remove_takeaway, restore_takeaway, takeaways

app_name = "meetings"
urlpatterns = [
    path("", meetings, name="meetings"),
    path("ny/", create_meeting, name="create_meeting"),
    path("vardar/<int:round_id>/", save_hosts, name="save_hosts"),
    path("<int:meeting_id>/", meeting, name="meeting"),
    path("<int:meeting_id>/andra/", change_meeting, name="change_meeting"),
    path("<int:meeting_id>/ta-bort/", remove_meeting, name="remove_meeting"),
    path("<int:meeting_id>/dokumentation/", make_documentation, name="make_documentation"),
    path("<int:meeting_id>/filer/", files, name="files"),
    path("<int:meeting_id>/filer/ny/", add_file, name="add_file"),
    path("<int:meeting_id>/ta-hem/", takeaways, name="takeaways"),
    path("<int:meeting_id>/ta-hem/aterstall/", restore_takeaway, name="restore_takeaway"),
    path(
        "<int:meeting_id>/ta-hem/<int:takeaway_id>/ta-bort/",
        remove_takeaway,
        name="remove_takeaway",
    ),
    path("<int:meeting_id>/dagordning/", agenda, name="agenda"),
    path("<int:meeting_id>/dagordning/dokument/", agenda_document, name="agenda_document"),
    path("<int:meeting_id>/dagordning/punkter/", add_agenda_item, name="add_agenda_item"),
    path(
        "<int:meeting_id>/dagordning/punkter/aterstall/",
        restore_agenda_item,
        name="restore_agenda_item",
    ),
    path(
        "<int:meeting_id>/dagordning/punkter/<int:item_id>/",
        change_agenda_item,
        name="change_agenda_item",
    ),
    path(
        "<int:meeting_id>/dagordning/punkter/<int:item_id>/minuter/",
        change_minutes,
        name="change_minutes",
    ),
    path(
        "<int:meeting_id>/dagordning/punkter/<int:item_id>/las/",
        lock_agenda_item,
        name="lock_agenda_item",
    ),
    path(
        "<int:meeting_id>/dagordning/punkter/<int:item_id>/flytta/",
        move_agenda_item,
        name="move_agenda_item",
    ),
    path(
        "<int:meeting_id>/dagordning/punkter/<int:item_id>/ta-bort/",
        remove_agenda_item,
        name="remove_agenda_item",
    ),
]
