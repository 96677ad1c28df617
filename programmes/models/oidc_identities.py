"""What an organisation's own sign-in calls a person: issuer and subject, never an address."""

from django.conf import settings
from django.db import models

ISSUER_LENGTH = 300
SUBJECT_LENGTH = 255  # characters, as OpenID Connect bounds it


class OidcIdentity(models.Model):
    """One person's account with one issuer.

    Holds no time: allauth's own table would keep when each person signed in last.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="oidc_identities"
    )
    issuer = models.CharField(max_length=ISSUER_LENGTH)
    subject = models.CharField(max_length=SUBJECT_LENGTH)

    class Meta:
        verbose_name = "OpenID Connect identity"
        verbose_name_plural = "OpenID Connect identities"
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "subject"], name="oidc_identity_is_one_persons"
            ),
            models.UniqueConstraint(
                fields=["user", "issuer"], name="person_has_one_oidc_identity_of_an_issuer"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
