"""The components: their words and marks, the form widgets, the theme switch, the style guide."""

import re

import pytest
from django.conf import settings
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import Client, RequestFactory, override_settings

from modellkoncept import urls
from modellkoncept.demo.style_guide import ExampleForm
from modellkoncept.demo.style_guide import context as guide
from modellkoncept.web.context import page_context
from tests.markup import on_one_line

TEMPLATES = settings.BASE_DIR / "templates"
ORDINARY = tuple(each for each in urls.urlpatterns if each not in urls.demo_urlpatterns)


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def component(name: str, **values: object) -> str:
    return on_one_line(render_to_string(f"components/{name}.html", values))


# --- marks and words: no state by colour alone ------------------------------------------------


@pytest.mark.parametrize(
    ("state", "word"), [("done", "Klar"), ("part", "På väg"), ("miss", "Saknas")]
)
def test_a_task_status_has_a_mark_and_a_word(state, word):
    html = component("task_status", state=state)

    assert (html.count("<svg"), text_of(html)) == (1, word)


@pytest.mark.parametrize("kind", ["", "ok", "need"])
def test_every_message_has_a_mark(kind):
    html = component("message", kind=kind, text="Något att veta.")

    assert (html.count("<svg"), text_of(html)) == (1, "Något att veta.")


def test_a_badge_that_needs_somebody_always_has_a_mark():
    assert component("badge", text="Sen", kind="need").count("<svg") == 1
    assert component("badge", text="Mentor").count("<svg") == 0


def test_what_is_wrong_has_a_mark_in_every_template():
    """The thread's colour also means "now": an error must differ by more than colour."""
    unmarked = [
        (str(path.relative_to(TEMPLATES)), found)
        for path in sorted(TEMPLATES.rglob("*.html"))
        for found in re.findall(
            r'class="(?:msg need|err|badge need|st miss)\b[^>]*>(?!\s*\{% (?:icon|if))[^\n]{0,40}',
            path.read_text(),
        )
        # lines that scripts fill put the mark there themselves
        if "data-error" not in found
    ]

    assert unmarked == []


def test_the_calculation_says_its_terms_and_what_there_is_room_for():
    html = component(
        "calculation", terms=[30, 60, 35], total=125, unit="minuter", against="Det ryms 90."
    )

    assert text_of(html.replace("&nbsp;", " ")) == "30 + 60 + 35 = 125 minuter Det ryms 90."


def test_a_toast_carries_what_its_undo_needs():
    html = component("toast", said="Borttagen.", undo="/angra/", form=guide()["undo_form"])

    assert re.findall(r'method="post" action="(.*?)"', html) == ["/angra/"]
    assert text_of(html) == "Borttagen. Ångra"
    assert html.count("data-close-toast") == 1


def test_a_toast_without_undo_can_only_be_closed():
    assert re.findall("<form[^>]*>", component("toast", said="Klart.")) == [
        '<form method="get" action="" data-close-toast>'
    ]


OF_WHOLE_PAGES = {  # which htmx never brings
    "programmes/files/_undo.html",
    "programmes/tasks/_removed.html",
    "programmes/traffic/_reminded.html",
}


def test_every_toast_stands_in_the_one_place_for_toasts():
    """Where htmx brings it, and on a page that comes whole: in the window, not in the page."""
    sources = {
        str(path.relative_to(TEMPLATES)): path.read_text()
        for path in TEMPLATES.rglob("*.html")
        if path.name != "components.html"
    }
    parts = {name for name, source in sources.items() if '"components/toast.html"' in source}
    to_htmx = r'hx-swap-oob="beforeend:#toasts"\s*>\s*\{% include "[\w/]*?'
    in_page = r'\{% block toasts %\}.*?\{% include "[\w/]*?'

    assert "padlet/moderation/_moderated.html" in parts
    # Of pages that always come whole.
    for part in sorted(OF_WHOLE_PAGES & parts):
        assert len(re.findall(f"{in_page}{part}", "".join(sources.values()), re.S)) == 1
    # Without htmx it tells in words.
    for part in parts - OF_WHOLE_PAGES - {"padlet/moderation/_moderated.html"}:
        found = [
            sum(bool(re.search(f"{place}{part}", source, re.S)) for source in sources.values())
            for place in (to_htmx, in_page)
        ]
        assert (part, found) == (part, [int(part not in OF_WHOLE_PAGES), 1])
    assert re.search(
        f"{to_htmx}components/toast.html", sources["padlet/moderation/_moderated.html"]
    )


def test_the_header_tells_the_way_here():
    html = component(
        "page_header", title="Lunch", up="Träffar", up_url="/moten/", here="Dagordning"
    )

    assert text_of(html) == "Träffar / Dagordning Lunch"
    assert html.count('<h1 dir="auto">') == 1


def test_a_headings_text_becomes_columns():
    rows = Template('{% for each in "Namn|Roll|"|columns %}[{{ each }}]{% endfor %}')

    assert rows.render(Context()) == "[Namn][Roll][]"


def test_every_component_says_what_it_takes():
    silent = [
        path.name
        for path in sorted((TEMPLATES / "components").glob("*.html"))
        if not path.read_text().startswith("{% comment")
    ]

    assert silent == []


# --- forms -----------------------------------------------------------------------------------


def render_form(form) -> str:
    template = Template("{% load crispy_forms_tags %}{% crispy form %}")
    return on_one_line(template.render(Context({"form": form})))


def attributes(html: str, name: str) -> dict[str, str]:
    """The attributes of the first input, select or textarea of this name."""
    tag = re.search(rf'<(?:input|select|textarea)[^>]*name="{name}"[^>]*>', html)
    assert tag, name
    return dict(re.findall(r'([\w-]+)="(.*?)"', tag[0]))


@pytest.fixture
def wrong() -> str:
    return render_form(ExampleForm({"email": "karin.ek", "minutes": "0"}))


@pytest.mark.parametrize(
    ("name", "described_by"),
    [
        ("name", "id_name_helptext id_name_error"),
        ("email", "id_email_helptext id_email_error"),
        ("kind", "id_kind_error"),
        ("day", "id_day_error"),
        ("starts_at", "id_starts_at_helptext id_starts_at_error"),
        ("minutes", "id_minutes_error"),
        ("agreed", "id_agreed_helptext id_agreed_error"),
    ],
)
def test_a_wrong_field_is_marked_and_read_with_its_hint_and_its_error(wrong, name, described_by):
    found = attributes(wrong, name)

    assert (found["aria-invalid"], found["aria-describedby"]) == ("true", described_by)
    for each in described_by.split():
        assert wrong.count(f'id="{each}"') == 1


def test_radio_buttons_are_a_fieldset_that_is_read_with_its_hint_and_its_error(wrong):
    fieldset = re.search(r"<fieldset.*?</fieldset>", wrong, re.S)[0]

    assert re.findall(r'aria-describedby="(.*?)"', fieldset) == ["id_role_helptext id_role_error"]
    assert text_of(re.search(r"<legend>.*?</legend>", fieldset)[0]) == "Roll"
    assert fieldset.count('type="radio"') == 3


def test_the_summary_links_to_every_wrong_field_and_takes_focus(wrong):
    summary = re.search(r'<div class="msg need" data-error-summary.*?</div>', wrong, re.S)[0]
    links = re.findall(r'href="#(.*?)"', summary)

    assert links == ["id_name", "id_email", "id_kind", "id_day", "id_starts_at", "id_minutes",
                     "div_id_role", "id_agreed"]  # fmt: skip
    assert [link for link in links if wrong.count(f'id="{link}"') != 1] == []
    assert 'tabindex="-1"' in summary


def test_what_may_be_left_out_says_so_and_nothing_else_does():
    labels = map(text_of, re.findall(r"<label.*?</label>", render_form(ExampleForm())))

    assert [label for label in labels if "frivilligt" in label] == [
        "Text till deltagarna (frivilligt)"
    ]


# --- the theme -------------------------------------------------------------------------------


def choose(theme: str, **more: str):
    return Client().post("/utseende/", {"theme": theme, **more})


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_theme_is_kept_in_a_cookie_of_the_browser(theme):
    cookie = choose(theme).cookies["theme"]

    assert (cookie.value, cookie["samesite"], cookie["httponly"]) == (theme, "Lax", True)


@pytest.mark.parametrize("theme", ["system", "", "<script>"])
def test_anything_else_takes_the_cookie_away(theme):
    cookie = choose(theme).cookies["theme"]

    assert (cookie.value, cookie["max-age"]) == ("", 0)


@pytest.mark.parametrize(
    ("asked", "led"),
    [
        ("/moten/?sida=2", "/moten/?sida=2"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_the_way_back_stays_home(asked, led):
    response = choose("dark", next=asked)

    assert (response.status_code, response["Location"]) == (302, led)


def test_changing_the_theme_needs_a_token_from_our_own_page():
    assert Client(enforce_csrf_checks=True).post("/utseende/", {"theme": "dark"}).status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("cookie", "attribute"),
    [("dark", ["dark"]), ("light", ["light"]), ("", []), ("x", [])],
)
def test_the_page_wears_the_chosen_theme(cookie, attribute):
    page = Client(headers={"cookie": f"theme={cookie}"}).get("/logga-in/").text

    assert re.findall(r'<html[^>]*data-theme="(.*?)"', page) == attribute


def test_the_frame_knows_no_theme_when_nobody_chose_one():
    assert page_context(RequestFactory().get("/"))["theme"] == ""


# --- the style guide --------------------------------------------------------------------------


@pytest.mark.django_db
@override_settings(DEMO=True, ROOT_URLCONF=(*ORDINARY, *urls.demo_urlpatterns))
def test_the_style_guide_shows_every_component():
    page = Client().get("/demo/komponenter/")
    shown = set(re.findall(r"([a-z_]+)\.html", text_of(page.text)))
    of_the_frame = {
        "brand",
        "foot_links",
        "language",
        "language_links",
    }  # always to be seen, round the page
    components = {path.stem for path in (TEMPLATES / "components").glob("*.html")}

    assert page.status_code == 200
    assert components - shown - of_the_frame == set()


@pytest.mark.django_db
@override_settings(DEMO=True, ROOT_URLCONF=(*ORDINARY, *urls.demo_urlpatterns))
def test_the_style_guide_repeats_no_id():
    ids = re.findall(r'\bid="(.*?)"', Client().get("/demo/komponenter/").text)

    assert sorted({each for each in ids if ids.count(each) > 1}) == []


@pytest.mark.django_db
@override_settings(DEMO=False, ROOT_URLCONF=(*ORDINARY, *urls.demo_urlpatterns))
def test_there_is_no_style_guide_outside_the_demo():
    assert Client().get("/demo/komponenter/").status_code == 404
