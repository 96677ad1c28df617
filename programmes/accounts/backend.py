"""How whoever is signed in is fetched, on every page: one query, with what the frame asks."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Exists, OuterRef

from programmes.models import Membership, User


class CodeBackend(AuthenticationBackend):
    def get_user(self, user_id: Any) -> User | None:
        """The person, who may still sign in, and whether she takes part in a round."""
        mine = Membership.objects.taking_part().filter(user=OuterRef("pk"))
        user = User.objects.annotate(is_participant=Exists(mine)).filter(pk=user_id).first()
        if user is None or not self.user_can_authenticate(user):
            return None
        user.takes_part = user.is_participant
        return user
