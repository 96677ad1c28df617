"""The administration of people and rounds: for what has no page of its own yet."""

from contextlib import suppress
from typing import Any, ClassVar

from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from modellkoncept.text.email_address import NoAddressError, normal_address, shown_address
from modellkoncept.web.service_admin import (
    ReadOnlyInline,
    Refusal,
    ServiceAdmin,
    changed_fields,
    show_stored,
)
from programmes.errors import (
    AlreadyTakesPartError,
    DaysInUseError,
    GroupFullError,
    LastCoordinatorError,
    OnlyMentorsHaveAThemeError,
    WrongRoundError,
)
from programmes.models import (
    LearningGroup,
    Membership,
    Organisation,
    Participation,
    Round,
    Theme,
    User,
)
from programmes.round_row_admin import RoundRowAdmin
from programmes.services import groups, members, organisations, participations, people, themes
from programmes.services import rounds as rounds_service

# A person has one address, the one of the invitation. Allauth's own list of further addresses
# would be another way in, so it is not offered.
admin.site.unregister(EmailAddress)
# Rights are the flags of a person; nothing reads Django's groups, which carry others.
admin.site.unregister(Group)


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
            show_stored(obj, people.change_person(person=obj, **changed_fields(form)))
            return
        rights = dict(form.cleaned_data)
        person = people.add_person(email=rights.pop("email"), full_name=rights.pop("full_name"))
        show_stored(obj, people.change_person(person=person, **rights))

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        people.remove_person(person=obj)


@admin.register(Organisation)
class OrganisationAdmin(ServiceAdmin):
    list_display = ["name", "kind", "code"]
    list_filter = ["kind"]
    search_fields = ["name", "code"]

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
class RoundAdmin(RoundRowAdmin):
    list_display = ["name", "starts_on", "ends_on"]
    search_fields = ["name"]
    inlines = [ThemeInline]
    fixed_fields = ()
    refusals: ClassVar = {
        DaysInUseError: Refusal(_("Omgången har en träff utanför de dagarna. Flytta den först."))
    }

    def save_model(self, request: HttpRequest, obj: Round, form: Any, change: bool) -> None:
        stored = (
            rounds_service.change_round(round=obj, **changed_fields(form))
            if change
            else rounds_service.create_round(themes=[], **form.cleaned_data)
        )
        show_stored(obj, stored)

    def delete_model(self, request: HttpRequest, obj: Round) -> None:
        rounds_service.remove_round(round=obj)


@admin.register(LearningGroup)
class LearningGroupAdmin(RoundRowAdmin):
    list_display = ["name", "round", "note"]
    list_filter = ["round"]
    search_fields = ["name"]

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
            members.change_member(membership=obj, **changed_fields(form))
            if change
            else members.add_member(**form.cleaned_data)
        )
        show_stored(obj, stored)

    def delete_model(self, request: HttpRequest, obj: Membership) -> None:
        members.remove_member(membership=obj)


@admin.register(Theme)
class ThemeAdmin(RoundRowAdmin):
    list_display = ["label", "round", "position"]
    list_filter = ["round"]
    search_fields = ["label"]

    def save_model(self, request: HttpRequest, obj: Theme, form: Any, change: bool) -> None:
        stored = (
            themes.change_theme(theme=obj, **changed_fields(form))
            if change
            else themes.add_theme(**form.cleaned_data)
        )
        show_stored(obj, stored)

    def delete_model(self, request: HttpRequest, obj: Theme) -> None:
        themes.remove_theme(theme=obj)
