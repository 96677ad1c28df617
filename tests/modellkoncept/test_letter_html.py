"""A letter's HTML says what its text says, escaped, and fetches nothing."""

import re

import pytest
from django.core import mail as django_mail

from modellkoncept.mail.html import html_of
from modellkoncept.mail.models import OutgoingMail
from modellkoncept.mail.outbox import queue_mail
from modellkoncept.mail.status import plain_reason
from modellkoncept.mail.tasks import deliver_mail

TEXT = """Hej Åsa!

Dagordning
----------
- 09.30 Välkomna <b>alla</b>
- 10.00 Fika

Läs mer:
https://modellkoncept.example.se/moten/1/?a=1&b=2.

    123456
"""


def body_of(html: str) -> str:
    return " ".join(re.search(r"<body[^>]*>(.*)</body>", html, re.S)[1].split())


def test_headings_lists_links_and_codes_are_made_of_the_text():
    html = html_of(TEXT, subject="Träff", language="sv")

    address = "https://modellkoncept.example.se/moten/1/?a=1&amp;b=2"
    assert body_of(html) == (
        "<p>Hej Åsa!</p> <h2>Dagordning</h2>"
        " <ul><li>09.30 Välkomna &lt;b&gt;alla&lt;/b&gt;</li><li>10.00 Fika</li></ul>"
        f' <p>Läs mer:<br> <a href="{address}">{address}</a>.</p>'
        " <pre>123456</pre>"
    )


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_page_has_a_language_and_a_title_and_fetches_nothing(language):
    html = html_of("Hej!", subject="A & <b>", language=language)

    assert f'<html lang="{language}">' in html
    assert "<title>A &amp; &lt;b&gt;</title>" in html
    assert re.findall(r"<(img|link|script|style|iframe)|src=|url\(", html) == []


@pytest.mark.parametrize(
    "text",
    ["javascript:alert(1)", 'https://a.se/"onmouseover="x', "https://a.se/<script>", "--\n--\n--"],
)
def test_nothing_that_is_typed_becomes_markup(text):
    html = body_of(html_of(text, subject="x", language="sv"))

    assert re.findall(r"<(?!/?(?:p|a|h2|br)[ >])", html) == []
    assert '" onmouseover' not in html
    assert '"onmouseover' not in html


@pytest.mark.django_db
def test_every_letter_is_text_and_html_and_says_that_a_machine_wrote_it(settings):
    settings.MAIL_REPLY_TO = "Projektet <projektet@skr.example>"
    letter = queue_mail(key="k", to="a@example.se", subject="Hej", body="Hej\n", language="en")

    deliver_mail(letter.pk)

    [message] = django_mail.outbox
    [(html, kind)] = message.alternatives
    assert (message.body, kind) == ("Hej\n", "text/html")
    assert '<html lang="en">' in html
    assert message.reply_to == ["Projektet <projektet@skr.example>"]
    assert message.extra_headers == {
        "Message-ID": "<k@modellkoncept>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
    }
    assert message.message()["Content-Type"].startswith("multipart/alternative")


@pytest.mark.django_db
def test_a_code_has_html_too_and_is_kept_in_neither():
    letter = queue_mail(
        key="k", to="a@example.se", subject="Koden", body="    123456", forget_body_when_sent=True
    )

    deliver_mail(letter.pk)

    [message] = django_mail.outbox
    assert "<pre>123456</pre>" in message.alternatives[0][0]
    kept = OutgoingMail.objects.values().get()
    assert "123456" not in str(kept)


@pytest.mark.django_db
@pytest.mark.parametrize("subject", ["Hej\nBcc: b@example.se", "Hej\r", "Hej\u2028", "Hej\x00"])
def test_a_subject_that_breaks_its_line_is_refused(subject):
    with pytest.raises(ValueError, match="one line"):
        queue_mail(key="k", to="a@example.se", subject=subject, body="Hej")

    assert not OutgoingMail.objects.exists()


@pytest.mark.django_db
def test_long_subjects_and_names_are_taken():
    letter = queue_mail(key="k", to="a@example.se", subject="Träff " * 100, body="Hej")

    deliver_mail(letter.pk)

    assert len(letter.subject) <= 200
    assert letter.subject.endswith("…")
    assert django_mail.outbox[0].message()["Subject"]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("550 5.1.1 no such person", "Adressen finns inte."),
        ("550 no such user here", "Adressen finns inte."),
        ("552 5.2.2 full", "Mottagarens brevlåda är full."),
        ("554 5.7.1 blocked", "Mottagarens e-postserver släpper inte in våra mejl."),
        ("550 nej", "Mottagarens e-postserver tar inte emot mejl till adressen."),
        ("TimeoutError: timed out", "E-postservern svarade inte på flera dagar."),
        ("ConnectionRefusedError: [Errno 111]", "E-postservern svarade inte på flera dagar."),
        ("BadHeaderError: x", "Adressen är felskriven."),
        ("Every worker that sent it died.", "E-postservern kunde inte lämna fram mejlet."),
    ],
)
def test_why_a_letter_did_not_arrive_is_said_in_a_sentence(error, said):
    assert plain_reason(error) == said
