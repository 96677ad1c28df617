"""What must hold for every answer, whichever view gave it: one middleware a file."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

GetResponse = Callable[[HttpRequest], HttpResponse]
