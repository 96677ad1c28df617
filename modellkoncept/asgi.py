"""The web process: static files, event streams and note doors first, then Django."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "modellkoncept.settings")

application = get_asgi_application()
