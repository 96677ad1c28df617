"""People: added by their e-mail address."""

from django.db import IntegrityError, transaction

from programmes.models import (
    User,
)


@transaction.atomic
def add_person(*, email: str, full_name: str, is_staff: bool = False) -> User:
    """Give the person with this address, whatever its case; add her when she is new.

    Somebody who is here already keeps her name and her rights.
    """
    address = email.strip().lower()
    try:
        with transaction.atomic():
            return User.objects.create_user(address, full_name, is_staff=is_staff)
    except IntegrityError:
        return User.objects.get(email__iexact=address)
