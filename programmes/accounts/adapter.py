"""Allauth adapter: no sign-up; it is told of a person whom a code has already identified."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from modellkoncept.web.client_address import client_network


class CodeOnlyAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People are invited to a round; nobody signs up."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_network(request)

    def get_login_stages(self) -> list[str]:
        """None of allauth's: every step is taken before it is told (accounts/way_in.py)."""
        return []
