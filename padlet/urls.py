from django.urls import path

from padlet import views

app_name = "padlet"
urlpatterns = [
    path("tavlor/", views.boards, name="boards"),
    path("tavlor/<int:board_id>/", views.board, name="board"),
    path("t/<str:path>/", views.join, name="join"),
]
