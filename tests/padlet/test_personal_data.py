"""What a person downloads about herself: all that the apps hold, and no note."""

import json

import pytest
from django.utils import timezone

from meetings.documents.agenda import AGENDA
from modellkoncept.documents.request import request_document
from modellkoncept.mail.digests import add_to_digest
from modellkoncept.mail.outbox import queue_mail
from padlet.services import moderation
from programmes.models import FormerIdentity

pytestmark = pytest.mark.django_db


def test_the_file_has_everything_about_the_user_and_nobody_else(client, people, politicians):
    anna = people["strategist"]
    meeting, note = politicians.board.meeting, politicians.write(text="Hemlig tanke")
    queue_mail(key="a", to=anna.email, subject="Välkommen", body="…")
    add_to_digest(key="b", user=anna, subject="Nytt", text="Dagordningen är klar.")
    request_document(kind=AGENDA, of=meeting, by=anna)
    moderation.hide_note(board=politicians.board, note_id=note.pk, by=anna)
    FormerIdentity.objects.create(user=anna, full_name="Anna Alm", email="alm@x.example")
    queue_mail(key="c", to=people["mentor"].email, subject="Till mentorn", body="…")
    client.force_login(anna)

    answer = client.get("/mina-uppgifter/ladda-ner/")

    held = json.loads(answer.content)
    assert answer["Content-Type"] == "application/json"
    assert answer["Content-Disposition"].startswith("attachment")
    assert list(held) == [
        "om_filen", "person", "medverkan", "tidigare_medverkan", "inbjudningar", "inloggning",
        "mejl", "mejlval", "nyheter", "dokument", "logg", "administration", "filer", "moderering",
    ]  # fmt: skip
    assert (held["person"]["namn"], held["person"]["e_post"]) == (anna.full_name, anna.email)
    assert held["person"]["tidigare"] == [{"namn": "Anna Alm", "e_post": "alm@x.example"}]
    assert held["medverkan"][0]["roll"] == "Strateg"
    assert [each["rubrik"] for each in held["mejl"]] == ["Välkommen"]
    assert [each["text"] for each in held["nyheter"]] == ["Dagordningen är klar."]
    assert len(held["dokument"]) == len(held["logg"]) == 1
    assert held["moderering"] == [
        {
            "dag": f"{timezone.localdate()}",
            "vad": "Dolde lappar",
            "tavla": politicians.board.title,
        }
    ]
    assert "Lappar på tavlorna finns inte med" in held["om_filen"]["lappar"]
    assert "Hemlig" not in answer.text
    assert people["mentor"].email not in answer.text
