"""Authentication backend: fetch the signed-in user in one query, with what every page needs."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Exists, OuterRef

from programmes.models import Membership, User


class CodeBackend(AuthenticationBackend):
    def get_user(self, user_id: Any) -> User | None:
        """The user, if still active, annotated with whether the user takes part in a round."""
        mine = Membership.objects.taking_part().filter(user=OuterRef("pk"))
        user = User.objects.annotate(is_participant=Exists(mine)).filter(pk=user_id).first()
        if user is None or not self.user_can_authenticate(user):
            return None
        user.takes_part = user.is_participant
        return user
