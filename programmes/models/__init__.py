"""People, organisations and the rounds they take part in."""

from programmes.models.decisions import (
    Decision,
    DecisionHeading,
    DecisionQuerySet,
    DecisionState,
    EditedSection,
)
from programmes.models.facts import FACT_FIELDS, FACT_PARTS, OrganisationFacts
from programmes.models.files import FileVersion, SharedFile
from programmes.models.first_person import FirstPersonKey
from programmes.models.former_identities import FormerIdentity
from programmes.models.groups import InRoundQuerySet, LearningGroup
from programmes.models.histories import EarlierPart, MentorProfile, StatedFigure
from programmes.models.invitation_links import InvitationLink
from programmes.models.invitations import Invitation
from programmes.models.mentorships import MentorNote, MentorNoteQuerySet, Mentorship
from programmes.models.oidc_identities import OidcIdentity
from programmes.models.organisations import Organisation, OrganisationQuerySet
from programmes.models.participations import (
    Membership,
    MembershipQuerySet,
    Participation,
    PastMembership,
)
from programmes.models.people import Role, User, UserManager
from programmes.models.planning import AnswerState, PlanningAnswer, PlanningQuestion
from programmes.models.round_templates import RoundTemplate, TemplateMeeting
from programmes.models.rounds import Round, RoundQuerySet, Theme
from programmes.models.sign_in_codes import SignInCode
from programmes.models.tasks import Task, TaskRecord, TaskTemplate, TaskTick
