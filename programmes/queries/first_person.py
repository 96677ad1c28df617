"""Whether anybody is here yet."""

from programmes.models import FirstPersonKey, User


def is_empty() -> bool:
    """Whether nobody is registered: every page then leads to where the first person is."""
    return not User.objects.exists()


def first_person_to_correct(person_id: int | None) -> User | None:
    """The first person, as long as she has not signed in and this is her id."""
    row = FirstPersonKey.objects.filter(person_id=person_id).select_related("person").first()
    return row.person if person_id and row else None


def is_key_needed() -> bool:
    """Whether a key would lead in: nobody is here, or the first person has not signed in."""
    pending = FirstPersonKey.objects.values("person_id").exclude(person=None)
    return not User.objects.exclude(pk__in=pending).exists()
