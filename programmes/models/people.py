"""People and their roles. The e-mail address is the identity."""

import secrets
from collections.abc import Iterator
from functools import cached_property

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from modellkoncept.database.address_field import AddressField, is_normal_address
from modellkoncept.database.swedish_order import SwedishOrder
from modellkoncept.fields.model_fields import LineField


class Role(models.TextChoices):
    """What a person is in a round. Shown in this order everywhere."""

    POLITICIAN = "politician", _("Politiker")
    MANAGER = "manager", _("Chef")
    STRATEGIST = "strategist", _("Strateg")
    KEY_PERSON = "key_person", _("Nyckelperson")


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, full_name: str = "", **fields: object) -> "User":
        """Add a person who signs in with a code sent to this address; there is no password."""
        user = self.model(email=email, full_name=full_name, **fields)
        user.set_unusable_password()
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, full_name: str = "", **fields: object) -> "User":
        fields.pop("password", None)
        return self.create_user(email, full_name, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=username)


def random_session_secret() -> str:
    return secrets.token_hex(16)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. The e-mail address is the identity; there is no user name."""

    # Django would write the time of each sign-in into the row: joinable to what was written then.
    last_login = None

    email = AddressField(_("e-post"), unique=True)
    full_name = LineField(_("namn"), max_length=120)
    is_staff = models.BooleanField(
        _("SKR-personal"), default=False, help_text=_("Leder alla omgångar.")
    )
    is_active = models.BooleanField(_("får logga in"), default=True)
    date_joined = models.DateTimeField(_("tillagd"), default=timezone.now, editable=False)
    # Whether the person has ever belonged to an organisation in a round.
    has_taken_part = models.BooleanField(default=False, editable=False)
    # Every session holds a hash of it: a new one ends them all.
    session_secret = models.CharField(max_length=32, default=random_session_secret, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("personer")
        ordering = [SwedishOrder("full_name"), "email"]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_once_whatever_its_case"),
            models.CheckConstraint(
                condition=is_normal_address("email"), name="user_email_is_in_its_normal_form"
            ),
        ]

    def __str__(self) -> str:
        return self.full_name or self.email

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name.split(" ")[0] or self.email

    def get_session_auth_hash(self) -> str:
        """What a session must hold to be this person's still; the address is part of it."""
        return self._session_hash()

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        for secret in settings.SECRET_KEY_FALLBACKS:
            yield self._session_hash(secret)

    def _session_hash(self, secret: str | bytes | None = None) -> str:
        held = f"{self.session_secret}{self.email}"
        return salted_hmac(
            "programmes.session", held, secret=secret, algorithm="sha256"
        ).hexdigest()

    @property
    def is_skr(self) -> bool:
        """Whether this is SKR staff, who leads all rounds, and still is."""
        return self.is_active and self.is_staff

    @cached_property
    def takes_part(self) -> bool:
        """Whether the user belongs to a participating organisation, not only to a mentor.

        The authentication backend annotates the signed-in user, so no page asks again.
        """
        return self.memberships.taking_part().exists()
