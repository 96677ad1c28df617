"""People, organisations and the rounds they take part in."""

from programmes.models.decisions import (
    Decision,
    DecisionHeading,
    DecisionQuerySet,
    DecisionState,
    EditedSection,
)
from programmes.models.groups import InRoundQuerySet, LearningGroup
from programmes.models.organisations import Organisation, OrganisationQuerySet
from programmes.models.participations import Membership, MembershipQuerySet, Participation
from programmes.models.people import Role, User, UserManager
from programmes.models.planning import AnswerState, PlanningAnswer, PlanningQuestion
from programmes.models.rounds import Round, RoundQuerySet, Theme
from programmes.models.sign_in_codes import SignInCode
