"""The first person of an empty system, let in by a key that only the machine's owner has seen."""

import secrets

from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from modellkoncept.web import rate_limits
from programmes.errors import PeopleExistError, TooManyKeysError, WrongKeyError
from programmes.models import FirstPersonKey, User
from programmes.services.people import add_person, change_person

# No letter or digit that is taken for another when somebody reads the key aloud.
SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
GROUPS, GROUP = 5, 5  # 25 signs of 31 kinds: 123 bits
TRIES, QUARTER = 20, 900  # wrong keys from one network in so many seconds
WRONG = "first-person-key"


@transaction.atomic
def make_key() -> str:
    """A new key, in place of the one before. Raises PeopleExistError when nobody is needed.

    It is also given while the first person has not signed in yet: her address may be mistyped.
    """
    row, _is_new = FirstPersonKey.objects.select_for_update().get_or_create(
        pk=FirstPersonKey.THE_ONE
    )
    _refuse_if_people_exist(row)
    key = "".join(secrets.choice(SIGNS) for _sign in range(GROUPS * GROUP))
    row.key_hash = _hash(key)
    row.save(update_fields=["key_hash"])
    return "-".join(key[start : start + GROUP] for start in range(0, len(key), GROUP))


def add_first_person(*, key: str, email: str, full_name: str, network: str) -> User:
    """Make the first person, SKR's and support's, by this key; of two at once, one is made.

    Raises PeopleExistError, WrongKeyError or TooManyKeysError.
    """
    if rate_limits.count(WRONG, network, seconds=QUARTER) > TRIES:
        raise TooManyKeysError
    person = _use_key(key, email, full_name)
    rate_limits.take_back(WRONG, network)
    return person


@transaction.atomic
def correct_first_person(*, person_id: int, email: str, full_name: str) -> User:
    """Change what was typed of the first person, until she has signed in. Else PeopleExistError."""
    row = FirstPersonKey.objects.select_for_update().filter(person_id=person_id).first()
    if row is None or row.person is None:
        raise PeopleExistError
    return change_person(person=row.person, email=email, full_name=full_name)


def has_signed_in(*, person: User) -> None:
    """The first person is in: her key's row has done its work, and nothing tells of it."""
    FirstPersonKey.objects.filter(person=person).delete()


@transaction.atomic
def _use_key(key: str, email: str, full_name: str) -> User:
    row = FirstPersonKey.objects.select_for_update().first()
    _refuse_if_people_exist(row)
    if row is None:
        raise WrongKeyError
    if not row.key_hash:  # somebody else was quicker with the same key
        raise PeopleExistError
    if not constant_time_compare(row.key_hash, _hash(key)):
        raise WrongKeyError
    if row.person:  # nobody has signed in as her: who has the key is the first person
        person = change_person(person=row.person, email=email, full_name=full_name)
    else:
        person = add_person(email=email, full_name=full_name, is_staff=True)
        person.is_superuser = True
        person.save(update_fields=["is_superuser"])
    row.person, row.key_hash = person, ""
    row.save(update_fields=["person", "key_hash"])
    return person


def _refuse_if_people_exist(row: FirstPersonKey | None) -> None:
    pending = [row.person_id] if row and row.person_id else []
    if User.objects.exclude(pk__in=pending).exists():
        raise PeopleExistError


def _hash(key: str) -> str:
    signs = "".join(sign for sign in key.upper() if sign in SIGNS)
    return salted_hmac("programmes.first-person", signs, algorithm="sha256").hexdigest()
