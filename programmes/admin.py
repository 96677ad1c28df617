"""The administration of people and rounds: for what has no page of its own yet."""

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from modellkoncept.mail.models import OutgoingMail
from programmes.models import (
    LearningGroup,
    Membership,
    Organisation,
    Participation,
    Round,
    Theme,
    User,
)
from programmes.read_only import ReadOnlyInClosedRounds

# A person has one address, the one she was invited to. Allauth's own list of further addresses
# would be another way in, so it is not offered.
admin.site.unregister(EmailAddress)


class ThemeInline(ReadOnlyInClosedRounds, admin.TabularInline):
    model = Theme
    extra = 0


class MembershipInline(ReadOnlyInClosedRounds, admin.TabularInline):
    model = Membership
    extra = 0
    autocomplete_fields = ["user"]


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    list_display = ["full_name", "email", "is_staff", "is_active", "last_login"]
    list_filter = ["is_staff", "is_active"]
    search_fields = ["full_name", "email"]
    fields = ["full_name", "email", "is_active", "is_staff", "is_superuser"]

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Letters to an address that was wrong go with it: nothing else knows whose it was."""
        if "email" in form.changed_data and (before := form.initial.get("email")):
            OutgoingMail.objects.filter(to__iexact=before).delete()
        super().save_model(request, obj, form, change)


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin):
    list_display = ["name", "kind", "code"]
    list_filter = ["kind"]
    search_fields = ["name", "code"]


@admin.register(Round)
class RoundAdmin(ReadOnlyInClosedRounds, admin.ModelAdmin):
    list_display = ["name", "starts_on", "ends_on"]
    search_fields = ["name"]
    inlines = [ThemeInline]


@admin.register(LearningGroup)
class LearningGroupAdmin(ReadOnlyInClosedRounds, admin.ModelAdmin):
    list_display = ["name", "round", "note"]
    list_filter = ["round"]
    search_fields = ["name"]


@admin.register(Participation)
class ParticipationAdmin(ReadOnlyInClosedRounds, admin.ModelAdmin):
    list_display = ["organisation", "round", "kind", "group", "theme"]
    list_filter = ["round", "kind"]
    list_select_related = ["organisation", "round", "group", "theme"]
    search_fields = ["organisation__name"]
    inlines = [MembershipInline]


@admin.register(Membership)
class MembershipAdmin(ReadOnlyInClosedRounds, admin.ModelAdmin):
    list_display = ["user", "role", "participation", "round"]
    list_filter = ["role", "participation__round"]
    list_select_related = ["user", "participation__organisation", "participation__round"]
    search_fields = ["user__full_name", "user__email", "participation__organisation__name"]
    autocomplete_fields = ["user", "participation"]

    @admin.display(description=_("omgång"))
    def round(self, membership: Membership) -> Round:
        return membership.participation.round


@admin.register(Theme)
class ThemeAdmin(ReadOnlyInClosedRounds, admin.ModelAdmin):
    list_display = ["label", "round", "position"]
    list_filter = ["round"]
    search_fields = ["label"]
