"""What more tests of the frame than one file ask for."""

import pytest

from modellkoncept import urls
from tests.modellkoncept.demo_helpers import ORDINARY


@pytest.fixture
def demo_mode(settings):
    settings.DEMO = True
    settings.ROOT_URLCONF = (*ORDINARY, *urls.demo_urlpatterns)
