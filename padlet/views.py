from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse


def boards(request: HttpRequest) -> HttpResponse:
    raise NotImplementedError


def board(request: HttpRequest, board_id: int) -> HttpResponse:
    raise NotImplementedError


@login_not_required
def join(request: HttpRequest, path: str) -> HttpResponse:
    raise NotImplementedError
