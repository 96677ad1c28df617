from django.urls import path

from programmes.views.facts import facts
from programmes.views.home import home
from programmes.views.my_data import my_data, sign_out_everywhere
from programmes.views.overview import overview
from programmes.views.participations import participation
from programmes.views.reminders import remind, withdraw_reminders
from programmes.views.rounds import round, rounds
from programmes.views.task_states import (
    exempt_from_task,
    participation_tasks,
    set_task_state,
    tick_colleagues,
    tick_task,
)
from programmes.views.tasks import (
    add_default_tasks,
    add_task,
    change_task,
    move_task,
    remove_task,
    restore_task,
    save_task_template,
    tasks,
)
from programmes.views.traffic import export_tasks, traffic

app_name = "programmes"
urlpatterns = [
    path("", home, name="home"),
    path("mina-uppgifter/", my_data, name="my_data"),
    path("mina-uppgifter/logga-ut-overallt/", sign_out_everywhere, name="sign_out_everywhere"),
    path("oversikt/", overview, name="overview"),
    path("omgangar/", rounds, name="rounds"),
    path("omgangar/<int:round_id>/", round, name="round"),
    path("deltagande/<int:participation_id>/", participation, name="participation"),
    # How far everybody has come, and the reminders.
    path("omgangar/<int:round_id>/laget/", traffic, name="traffic"),
    path("omgangar/<int:round_id>/laget/exportera/", export_tasks, name="export_tasks"),
    path("omgangar/<int:round_id>/paminn/", remind, name="remind"),
    path("omgangar/<int:round_id>/paminn/angra/", withdraw_reminders, name="withdraw_reminders"),
    # What is expected.
    path("omgangar/<int:round_id>/uppgifter/", tasks, name="tasks"),
    path("omgangar/<int:round_id>/uppgifter/ny/", add_task, name="add_task"),
    path("omgangar/<int:round_id>/uppgifter/aterstall/", restore_task, name="restore_task"),
    path(
        "omgangar/<int:round_id>/uppgifter/fran-mallen/",
        add_default_tasks,
        name="add_default_tasks",
    ),
    path(
        "omgangar/<int:round_id>/uppgifter/till-mallen/",
        save_task_template,
        name="save_task_template",
    ),
    path("omgangar/<int:round_id>/uppgifter/<int:task_id>/", change_task, name="change_task"),
    path("omgangar/<int:round_id>/uppgifter/<int:task_id>/flytta/", move_task, name="move_task"),
    path(
        "omgangar/<int:round_id>/uppgifter/<int:task_id>/ta-bort/", remove_task, name="remove_task"
    ),
    # An organisation's own.
    path(
        "deltagande/<int:participation_id>/uppgifter/",
        participation_tasks,
        name="participation_tasks",
    ),
    path(
        "deltagande/<int:participation_id>/uppgifter/<int:task_id>/lage/",
        set_task_state,
        name="set_task_state",
    ),
    path(
        "deltagande/<int:participation_id>/uppgifter/<int:task_id>/jag/",
        tick_task,
        name="tick_task",
    ),
    path(
        "deltagande/<int:participation_id>/uppgifter/<int:task_id>/kolleger/",
        tick_colleagues,
        name="tick_colleagues",
    ),
    path(
        "deltagande/<int:participation_id>/uppgifter/<int:task_id>/galler/",
        exempt_from_task,
        name="exempt_from_task",
    ),
    path("deltagande/<int:participation_id>/fakta/", facts, name="facts"),
]
