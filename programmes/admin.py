"""The administration of people and rounds: it shows all, and changes what has no page yet."""

from contextlib import suppress
from typing import Any, ClassVar

from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from modellkoncept.text.email_address import NoAddressError, normal_address, shown_address
from modellkoncept.web.read_only_admin import ReadOnlyAdmin
from modellkoncept.web.service_admin import (
    ReadOnlyInline,
    Refusal,
    ServiceAdmin,
    changed_fields,
    show_stored,
)
from programmes.errors import (
    AlreadyTakesPartError,
    GroupFullError,
    GroupNameTakenError,
    LastCoordinatorError,
    OnlyMentorsHaveAThemeError,
    OrganisationTakenError,
    StillMentorError,
    WrongRoundError,
)
from programmes.models import (
    LearningGroup,
    Membership,
    Organisation,
    Participation,
    Round,
    RoundTemplate,
    TemplateMeeting,
    Theme,
    User,
)
from programmes.round_row_admin import RoundRowAdmin
from programmes.services import groups, members, organisations, participations, people

# A person has one address, the one of the invitation. Allauth's own list of further addresses
# would be another way in, so it is not offered.
admin.site.unregister(EmailAddress)
# Rights are the flags of a person; nothing reads Django's groups, which carry others.
admin.site.unregister(Group)


def _actor(request: HttpRequest) -> User:
    """Who answers for the change in the audit log: only staff gets here."""
    assert isinstance(request.user, User)  # noqa: S101 – the administration's own door has seen to it
    return request.user


class FindsAddresses(ServiceAdmin):
    """An address is found however it is spelt."""

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        with suppress(NoAddressError):
            search_term = normal_address(search_term)
        return super().get_search_results(request, queryset, search_term)


class ThemeInline(ReadOnlyInline):
    model = Theme


class MembershipInline(ReadOnlyInline):
    model = Membership


@admin.register(User)
class UserAdmin(FindsAddresses):
    list_display = ["full_name", "address", "is_staff", "is_active"]
    list_filter = ["is_staff", "is_active"]
    search_fields = ["full_name", "email"]
    fields = ["full_name", "email", "is_active", "is_staff", "is_superuser"]

    @admin.display(description=_("e-post"), ordering="email")
    def address(self, user: User) -> str:
        return shown_address(user.email)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if change:
            show_stored(
                obj, people.change_person(person=obj, actor=_actor(request), **changed_fields(form))
            )
            return
        rights = dict(form.cleaned_data)
        person = people.add_person(
            email=rights.pop("email"), full_name=rights.pop("full_name"), actor=_actor(request)
        )
        show_stored(obj, people.change_person(person=person, actor=_actor(request), **rights))

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        people.remove_person(person=obj, actor=_actor(request))


@admin.register(Organisation)
class OrganisationAdmin(ServiceAdmin):
    list_display = ["name", "kind", "code"]
    list_filter = ["kind"]
    search_fields = ["name", "code"]
    fields = ["name", "kind", "code"]
    refusals: ClassVar = {
        OrganisationTakenError: Refusal(
            _("En annan organisation har det namnet eller den koden."), "name"
        )
    }

    def save_model(self, request: HttpRequest, obj: Organisation, form: Any, change: bool) -> None:
        stored = (
            organisations.change_organisation(organisation=obj, **changed_fields(form))
            if change
            else organisations.add_organisation(**form.cleaned_data)
        )
        show_stored(obj, stored)

    def delete_model(self, request: HttpRequest, obj: Organisation) -> None:
        organisations.remove_organisation(organisation=obj)


@admin.register(Round)
class RoundAdmin(ReadOnlyAdmin):
    """Rounds are started, changed and removed on their own pages."""

    list_display = ["name", "starts_on", "ends_on", "closed_on"]
    search_fields = ["name"]
    inlines = [ThemeInline]
    exclude = ["form_key", "version"]


@admin.register(LearningGroup)
class LearningGroupAdmin(RoundRowAdmin):
    list_display = ["name", "round", "note"]
    list_filter = ["round"]
    search_fields = ["name"]
    refusals: ClassVar = {
        GroupNameTakenError: Refusal(_("En annan grupp i omgången heter så."), "name")
    }

    def save_model(self, request: HttpRequest, obj: LearningGroup, form: Any, change: bool) -> None:
        stored = (
            groups.change_group(group=obj, **changed_fields(form))
            if change
            else groups.create_group(**form.cleaned_data)
        )
        show_stored(obj, stored)

    def delete_model(self, request: HttpRequest, obj: LearningGroup) -> None:
        groups.remove_group(group=obj)


@admin.register(Participation)
class ParticipationAdmin(RoundRowAdmin):
    list_display = ["organisation", "round", "kind", "group", "theme"]
    list_filter = ["round", "kind"]
    list_select_related = ["organisation", "round", "group", "theme"]
    search_fields = ["organisation__name"]
    inlines = [MembershipInline]
    refusals: ClassVar = {
        WrongRoundError: Refusal(_("Gruppen eller temat hör till en annan omgång.")),
        OnlyMentorsHaveAThemeError: Refusal(_("Bara en mentor har ett tema."), "theme"),
        StillMentorError: Refusal(_("Organisationen är mentor. Ta bort mentorskapen först.")),
        GroupFullError: Refusal(_("Gruppen har redan tre deltagare."), "group"),
        AlreadyTakesPartError: Refusal(
            _("Organisationen är redan med i omgången."), "organisation"
        ),
    }

    def save_model(self, request: HttpRequest, obj: Participation, form: Any, change: bool) -> None:
        stored = (
            participations.change_participation(participation=obj, **changed_fields(form))
            if change
            else participations.join_round(**form.cleaned_data)
        )
        show_stored(obj, stored)

    def delete_model(self, request: HttpRequest, obj: Participation) -> None:
        participations.remove_participation(participation=obj)


@admin.register(Membership)
class MembershipAdmin(RoundRowAdmin, FindsAddresses):
    list_display = ["user", "role", "participation", "round"]
    list_filter = ["role", "participation__round"]
    list_select_related = ["user", "participation__organisation", "participation__round"]
    search_fields = ["user__full_name", "user__email", "participation__organisation__name"]
    autocomplete_fields = ["user", "participation"]
    fixed_fields = ("participation", "user")
    refusals: ClassVar = {
        LastCoordinatorError: Refusal(
            _("Organisationen behöver minst en samordnare. Gör någon annan till samordnare först."),
            "is_coordinator",
        )
    }

    @admin.display(description=_("omgång"))
    def round(self, membership: Membership) -> Round:
        return membership.participation.round

    def save_model(self, request: HttpRequest, obj: Membership, form: Any, change: bool) -> None:
        stored = (
            members.change_member(membership=obj, actor=_actor(request), **changed_fields(form))
            if change
            else members.add_member(actor=_actor(request), **form.cleaned_data)
        )
        show_stored(obj, stored)

    def delete_model(self, request: HttpRequest, obj: Membership) -> None:
        members.remove_member(membership=obj, actor=_actor(request))


@admin.register(Theme)
class ThemeAdmin(ReadOnlyAdmin):
    """Themes are changed on the page of their round."""

    list_display = ["label", "round", "position"]
    list_filter = ["round"]
    search_fields = ["label"]


class TemplateMeetingInline(ReadOnlyInline):
    model = TemplateMeeting


@admin.register(RoundTemplate)
class RoundTemplateAdmin(ReadOnlyAdmin):
    """Templates are changed on their own pages."""

    list_display = ["name", "months"]
    inlines = [TemplateMeetingInline]
    exclude = ["version"]
