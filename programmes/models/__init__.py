"""People, organisations and the rounds they take part in."""

from programmes.models.facts import FACT_FIELDS, FACT_PARTS, OrganisationFacts
from programmes.models.groups import InRoundQuerySet, LearningGroup
from programmes.models.organisations import Organisation, OrganisationQuerySet
from programmes.models.participations import Membership, MembershipQuerySet, Participation
from programmes.models.people import Role, User, UserManager
from programmes.models.rounds import Round, RoundQuerySet, Theme
from programmes.models.sign_in_codes import SignInCode
from programmes.models.tasks import Task, TaskRecord, TaskTemplate, TaskTick
