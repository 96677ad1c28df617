"""Who an organisation's own sign-in says somebody is: connected once, by the person herself.

An identity is issuer and subject. An address alone lets nobody in; it connects an identity at the
first sign-in only where the settings trust this issuer for its domain, and the issuer has verified
it. Nobody is added, and no table keeps when anybody came in.
"""

from dataclasses import dataclass

from django.db import IntegrityError, transaction

from modellkoncept.text.email_address import normal_address_or_text
from programmes.errors import (
    IdentityTakenError,
    OtherIdentityError,
    UnknownIdentityError,
)
from programmes.models import OidcIdentity, User


@dataclass(frozen=True)
class Identity:
    """What the issuer has said, in tokens that were verified. The address is "" if not verified."""

    issuer: str
    subject: str
    verified_address: str = ""


def person_of(*, identity: Identity, trusted_domains: list[str]) -> User:
    """The person whom this identity signs in, connected now if the settings trust its address.

    Raises UnknownIdentityError, or OtherIdentityError when the person is known by another subject
    of this issuer: she is then not the one who had it, or not in the same way.
    """
    known = OidcIdentity.objects.filter(issuer=identity.issuer, subject=identity.subject)
    found = known.select_related("user").first()
    if found:
        return found.user
    address = normal_address_or_text(identity.verified_address)
    domain = address.rpartition("@")[2]
    if not domain or domain not in trusted_domains:
        raise UnknownIdentityError
    user = User.objects.filter(email=address, is_active=True).first()
    if user is None:
        raise UnknownIdentityError
    try:
        connect(user=user, identity=identity)
    except IdentityTakenError:  # of two first sign-ins at once, the other connected it
        return OidcIdentity.objects.get(issuer=identity.issuer, subject=identity.subject).user
    return user


@transaction.atomic
def connect(*, user: User, identity: Identity) -> None:
    """Let this identity sign the person in from now on. Idempotent.

    Raises IdentityTakenError when it is somebody else's, OtherIdentityError when the person has
    another one of this issuer.
    """
    has = {"issuer": identity.issuer, "user": user}
    other = OidcIdentity.objects.filter(**has).exclude(subject=identity.subject)
    if other.exists():
        raise OtherIdentityError
    try:
        with transaction.atomic():
            found, _is_new = OidcIdentity.objects.get_or_create(
                issuer=identity.issuer, subject=identity.subject, defaults={"user": user}
            )
    except IntegrityError as error:  # another subject was connected in the same moment
        raise OtherIdentityError from error
    if found.user_id != user.pk:
        raise IdentityTakenError


@transaction.atomic
def disconnect(*, user: User, issuer: str) -> None:
    """The issuer signs this person in no more. Idempotent."""
    OidcIdentity.objects.filter(user=user, issuer=issuer).delete()
