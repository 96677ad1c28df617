from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from programmes.models import Programme


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "programmes/home.html", {"section": "home"})


@require_GET
def programmes(request: HttpRequest) -> HttpResponse:
    found = Programme.objects.visible_to(request.user)
    return render(
        request, "programmes/programmes.html", {"section": "programmes", "programmes": found}
    )


@require_GET
def programme(request: HttpRequest, programme_id: int) -> HttpResponse:
    programme = get_object_or_404(
        Programme.objects.visible_to(request.user).with_people(), pk=programme_id
    )
    return render(
        request, "programmes/programme.html", {"section": "programmes", "programme": programme}
    )
