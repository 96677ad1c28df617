"""Organisations: kinds and codes."""

import pytest
from django.db import IntegrityError

from programmes.services import organisations
from tests.factories import (
    OrganisationFactory,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("code", ["123", "12a4", "", " 123"])
def test_an_organisation_code_is_four_digits(code):
    with pytest.raises(IntegrityError):
        OrganisationFactory(code=code)


def test_an_organisation_is_a_municipality_or_a_region():
    organisation = organisations.add_organisation(name="Region Nordhav", kind="L", code="9902")

    assert organisation.get_kind_display() == "Region"
    with pytest.raises(ValueError, match="X"):
        organisations.add_organisation(name="Något annat", kind="X", code="9903")
