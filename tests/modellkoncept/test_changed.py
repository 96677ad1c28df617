"""`./test --changed`: what it selects for a change of each kind."""

import pytest

from tests.changed import select_tests

BROWSER = "tests/browser"


@pytest.mark.parametrize(
    ("changed", "selected"),
    [
        ("tests/padlet/test_votes.py", {"tests/padlet/test_votes.py"}),
        ("tests/browser/page_audit.py", {"tests/browser/test_every_page.py"}),
        ("checklist/views.py", {"tests/checklist", "tests/modellkoncept", BROWSER}),
        ("padlet/services/notes.py", {"tests/padlet", BROWSER}),
        ("meetings/models/agendas.py", {"tests"}),
        ("padlet/migrations/0001_initial.py", {"tests"}),
        ("modellkoncept/settings.py", {"tests"}),
        ("modellkoncept/web/middleware/language.py", {"tests"}),
        ("modellkoncept/templatetags/ui.py", {"tests"}),
        ("locale/en/LC_MESSAGES/django.po", {"tests"}),
        ("uv.lock", {"tests"}),
        ("a_file_that_is_gone.py", {"tests"}),
        (
            "templates/checklist/self_assessments/self_assessments.html",
            {"tests/checklist", BROWSER},
        ),
        ("templates/crispy/field.html", {"tests"}),
        ("static/css/tokens.css", {"tests/modellkoncept/test_css.py", BROWSER}),
        ("static/js/theme.js", {"tests/modellkoncept/test_staticfiles.py", BROWSER}),
        ("static/css/document.css", {"tests"}),
    ],
)
def test_a_change_selects_at_least_the_tests_that_could_notice_it(changed, selected):
    assert selected <= {*select_tests([changed])}


def test_a_change_of_one_test_selects_no_other():
    assert select_tests(["tests/padlet/test_votes.py"]) == ["tests/padlet/test_votes.py"]


def test_the_files_of_a_real_machine_select_the_tests_that_start_one():
    assert select_tests(["deploy/nginx.conf", "deploy/README.md"]) == ["tests/deploy"]


def test_a_text_that_no_test_reads_selects_nothing():
    assert select_tests(["README.md"]) == []
