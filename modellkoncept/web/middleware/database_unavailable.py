"""A database, or a storage of keys, that cannot be reached is a page with status 503."""

from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse

from modellkoncept.files.keys import KeyNotFoundError, KeyStorageError
from modellkoncept.web.errors import database_unavailable, is_unavailable, keys_unavailable
from modellkoncept.web.middleware import GetResponse


class DatabaseUnavailableMiddleware:
    """Answer 503 with a kind sentence, never 500, when Postgres or the keys cannot be reached."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        except (DatabaseError, InterfaceError) as error:
            if not is_unavailable(error):
                raise
            return database_unavailable(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if is_unavailable(exception):
            return database_unavailable(request)
        if isinstance(exception, KeyStorageError | KeyNotFoundError):
            return keys_unavailable(request)
        return None
