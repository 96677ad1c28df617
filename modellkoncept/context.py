"""What the frame round every page needs."""

from django.conf import settings
from django.http import HttpRequest

THEMES = {"light", "dark"}  # chosen by hand; without a choice the device decides


def frame(request: HttpRequest) -> dict[str, object]:
    chosen = request.COOKIES.get(settings.THEME_COOKIE_NAME)
    return {"DEMO": settings.DEMO, "theme": chosen if chosen in THEMES else ""}
