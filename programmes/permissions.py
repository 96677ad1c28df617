"""Permissions on rounds and their organisations. Plain functions: a misspelt name cannot import."""

from programmes.models import Organisation, Participation, Round, SharedFile, User
from programmes.models.files import leading


def may_run_round(user: User, round: Round) -> bool:
    """SKR staff runs the rounds."""
    return user.is_skr


def may_have_second_step(user: User) -> bool:
    """SKR's people, who see every round, may ask more than a code by e-mail of themselves."""
    return user.is_skr


def may_start_rounds(user: User, _nothing: None) -> bool:
    """SKR staff starts rounds, and keeps the templates that they are started from."""
    return user.is_skr


def may_change_round(user: User, round: Round) -> bool:
    """Who runs the round changes it, until it is closed."""
    return may_run_round(user, round) and not round.is_closed


def may_coordinate(user: User, participation: Participation) -> bool:
    """Whether the user invites and changes the people of the organisation."""
    return Participation.objects.coordinated_by(user).filter(pk=participation.pk).exists()


def may_answer_for(user: User, participation: Participation) -> bool:
    """Whether the user belongs to the organisation, and so answers what is asked of it."""
    return Participation.objects.represented_by(user).filter(pk=participation.pk).exists()


def may_edit_mentor_profile(user: User, organisation: Organisation) -> bool:
    """SKR, and whoever coordinates the organisation in one of its rounds."""
    if user.is_skr:
        return True
    rounds = Participation.objects.coordinated_by(user)
    return rounds.filter(organisation=organisation).exists()


def may_read_mentor_notes(user: User, participation: Participation) -> bool:
    """The mentor organisation's own people; not SKR, who leads the rounds."""
    return participation.is_mentor and may_answer_for(user, participation)


def may_add_file(user: User, round: Round) -> bool:
    """SKR, and the strategists and coordinators of the round's organisations."""
    return user.is_skr or leading(user.memberships.filter(participation__round=round)).exists()


def may_change_file(user: User, file: SharedFile) -> bool:
    """Upload a newer version, change who sees it, remove it: see the queryset."""
    return SharedFile.objects.changed_by(user).filter(pk=file.pk).exists()


def may_see_files(user: User, round: Round) -> bool:
    """Whoever sees the round has a list of its files, though not all the same one."""
    return True


def may_read_people(user: User, participation: Participation) -> bool:
    """Whether the user belongs to the organisation, or coordinates it: its own people."""
    return may_answer_for(user, participation) or may_coordinate(user, participation)


def may_export_contacts(user: User, round: Round) -> bool:
    """SKR, and the coordinators of the round's organisations."""
    return Participation.objects.coordinated_by(user).filter(round=round).exists()


def may_read_own_pages(user: User, participation: Participation) -> bool:
    """Whether the user reads what only the organisation and SKR read: decisions and its plan."""
    return user.is_skr or may_answer_for(user, participation)


def may_edit_decisions(user: User, participation: Participation) -> bool:
    """Coordinators and strategists of the organisation, and SKR staff."""
    found = Participation.objects.with_decisions_edited_by(user)
    return found.filter(pk=participation.pk).exists()


def may_see_tasks(user: User, participation: Participation) -> bool:
    """Whether the user sees how far the organisation has come: its people, and SKR."""
    return user.is_skr or may_answer_for(user, participation)


def may_tick_for_colleagues(user: User, participation: Participation) -> bool:
    """Whether the user is the organisation's coordinator, who may say what its people have done."""
    return user.memberships.filter(participation=participation, is_coordinator=True).exists()
