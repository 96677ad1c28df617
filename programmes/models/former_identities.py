"""Names and addresses that people had before, so that a removal finds them in texts too."""

from django.db import models

from modellkoncept.database.address_field import AddressField
from modellkoncept.fields.model_fields import LineField
from programmes.models.people import User


class FormerIdentity(models.Model):
    """The name and address of a person until one of them was changed. Goes with the person."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="former_identities")
    full_name = LineField(max_length=120, blank=True)
    email = AddressField()

    class Meta:
        verbose_name = "former identity"
        verbose_name_plural = "former identities"
        ordering = ["user", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "full_name", "email"], name="former_identity_once_per_person"
            ),
        ]

    def __str__(self) -> str:
        return self.full_name or self.email
