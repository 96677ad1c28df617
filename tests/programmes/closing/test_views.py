import io
import re
import zipfile

import pytest
from asgiref.sync import async_to_sync
from django.test import Client
from django.utils import timezone

from modellkoncept.documents.build import build_files
from modellkoncept.documents.models import Document
from programmes.closing import services
from programmes.closing.archive import pack as pack_archive
from programmes.closing.archive.request import request_pack
from programmes.closing.models import Closing, Pack
from programmes.closing.removal import removal
from programmes.models import Round
from tests.factories import BoardFactory, MeetingFactory, SectionFactory
from tests.markup import on_one_line
from tests.programmes.closing.conftest import DECISION, tomorrow


@pytest.fixture
def skr(ended) -> Client:
    client = Client()
    client.force_login(ended.staff)
    return client


def page(client, ended) -> str:
    return in_words(client.get(f"/omgangar/{ended.round.pk}/avslut/"))


def in_words(response) -> str:
    assert response.status_code == 200
    return on_one_line(response.text)


async def read_all(response) -> bytes:
    return b"".join([chunk async for chunk in response.streaming_content])


def post(client, ended, where: str, **fields):
    address = f"/omgangar/{ended.round.pk}/avslut/{where}/"
    return client.post(address, fields | {"confirmed": "1"})


def test_from_the_rounds_page_to_the_receipt(skr, ended, django_capture_on_commit_callbacks):
    home = f"/omgangar/{ended.round.pk}/"
    assert f'href="{home}avslut/"' in skr.get(home).text
    assert "Inget återstår" in page(skr, ended)

    assert post(skr, ended, "avsluta").url == f"{home}avslut/"
    assert "Omgången avslutades" in page(skr, ended)

    post(skr, ended, "paket")
    assert "Arkivpaketet väntar på sin tur." in page(skr, ended)
    pack_archive.build_pack(Pack.objects.get().pk)
    assert "Ladda ner arkivpaketet" in page(skr, ended)

    post(skr, ended, "gallring", remove_on=tomorrow().isoformat(), decision=DECISION)
    assert "Fram till dess kan ni ändra dagen eller avbryta." in page(skr, ended)

    removal.remove_due_data(tomorrow())
    text = page(skr, ended)
    assert "Kvitto på gallring" in text
    assert DECISION in text
    build_files(Document.objects.get(kind="closing-receipt").pk)
    assert "Kvittot som PDF och Word" in page(skr, ended)
    assert f'href="{Document.objects.get(kind="closing-receipt").get_absolute_url()}"' in page(
        skr, ended
    )


def test_the_pack_is_a_zip_for_skr_alone(skr, ended):
    ended.packed()
    address = f"/omgangar/{ended.round.pk}/avslut/paket/hamta/"

    response = skr.get(address)

    content = async_to_sync(read_all)(response)
    assert int(response["Content-Length"]) == len(content)
    assert "INNEHALL.html" in zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert response["Content-Type"] == "application/zip"
    assert response["Cache-Control"] == "no-store, private"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "Arkivpaket" in response["Content-Disposition"]
    others = Client()
    assert others.get(address).status_code == 302
    for user in [*ended.goes, ended.stays]:
        others.force_login(user)
        assert others.get(address).status_code == 403


@pytest.mark.parametrize(
    "where", ["avsluta", "oppna", "paket", "gallring", "gallring/avbryt", "kvitto"]
)
def test_only_skr_may_take_a_step(ended, where):
    ended.close()
    client = Client()
    client.force_login(ended.stays)

    assert post(client, ended, where).status_code == 403


@pytest.mark.parametrize("where", ["avsluta", "oppna", "gallring"])
def test_what_matters_is_asked_first(skr, ended, where):
    if where != "avsluta":
        ended.packed()
    before = Closing.objects.count()

    response = skr.post(
        f"/omgangar/{ended.round.pk}/avslut/{where}/",
        {"remove_on": tomorrow().isoformat(), "decision": DECISION},
    )

    assert 'name="confirmed" value="1"' in in_words(response)
    assert Closing.objects.count() == before
    assert Closing.objects.filter(remove_on__isnull=False).count() == 0


def test_an_open_board_is_named_and_the_button_is_not_there(skr, ended):
    SectionFactory(board=BoardFactory(meeting=ended.meeting, title="Öppen tavla", state="open"))

    text = page(skr, ended)

    assert "Tavlan ”Öppen tavla”" in text
    assert 'avslut/avsluta/"' not in text
    post(skr, ended, "avsluta")
    assert not Round.objects.get(pk=ended.round.pk).is_closed


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"remove_on": timezone.localdate()}, "Välj en dag från och med i morgon"),
        ({"decision": "Vi bestämde det"}, "Beslutet ska ha datum (2028-04-03)"),
        ({}, "Inget arkivpaket är skapat. Skapa det först, eller kryssa i här."),
    ],
)
def test_a_wrong_form_says_why(skr, ended, fields, sentence):
    ended.close()

    response = post(
        skr, ended, "gallring", **{"remove_on": tomorrow(), "decision": DECISION} | fields
    )

    assert response.status_code == 422
    assert sentence in response.text


def test_while_the_pack_is_made_no_day_can_be_set_and_the_page_says_what_it_waits_for(skr, ended):
    post(skr, ended, "avsluta")
    closing = Closing.objects.get()
    services.plan_removal(
        closing=closing, remove_on=tomorrow(), decision=DECISION, without_pack=True
    )
    request_pack(closing=closing)

    assert "men inte förrän arkivpaketet är klart." in page(skr, ended)
    answer = post(skr, ended, "gallring", remove_on=tomorrow().isoformat(), decision=DECISION)

    assert answer.status_code == 422
    assert "Arkivpaketet skapas just nu. Vänta tills det är klart" in answer.text


def test_the_pages_of_a_closed_round_say_so_and_still_open(skr, ended):
    ended.close()
    closed = "Omgången avslutades"

    for address in (
        f"/omgangar/{ended.round.pk}/",
        f"/moten/{ended.meeting.pk}/",
        f"/moten/{ended.meeting.pk}/dagordning/",
        f"/tavlor/{ended.board.pk}/",
    ):
        assert closed in in_words(skr.get(address)), address


def test_a_change_in_a_closed_round_is_refused_in_words(skr, ended):
    ended.close()
    address = f"/moten/{ended.meeting.pk}/dagordning/punkter/"

    response = skr.post(address, {"title": "Ny", "minutes": "5", "kind": "session"})
    by_htmx = skr.post(
        address, {"title": "Ny", "minutes": "5", "kind": "session"}, headers={"HX-Request": "true"}
    )

    assert (response.status_code, by_htmx.status_code) == (409, 409)
    assert '<h1 dir="auto">Omgången är avslutad</h1>' in on_one_line(response.text)
    assert by_htmx["HX-Retarget"] == "#main"


def test_the_part_of_the_pack_draws_news_only(skr, ended):
    pack = request_pack(closing=ended.close())
    address = f"/omgangar/{ended.round.pk}/avslut/paket/"

    def asked(seen):
        return skr.get(address, {"sett": seen}, headers={"HX-Request": "true"})

    assert asked("queued-0").status_code == 204
    assert 'hx-get="' in asked("running-10").text
    pack_archive.build_pack(pack.pk)
    assert asked("queued-0")["HX-Refresh"] == "true"


@pytest.mark.parametrize("how_many", [1, 3])
@pytest.mark.parametrize(("step", "queries"), [("open", 13), ("packed", 6), ("removed", 5)])
def test_the_number_of_queries_is_the_same_for_one_and_for_many(
    skr, ended, django_assert_num_queries, step, queries, how_many
):
    address = f"/omgangar/{ended.round.pk}/avslut/"
    for _number in range(how_many):
        made = MeetingFactory(round=ended.round, date=timezone.localdate())
        SectionFactory(board=BoardFactory(meeting=made))
        Document.objects.create(kind="agenda", of=str(made.pk), title="Dagordning")
    if step == "packed":
        ended.planned()
    elif step == "removed":
        removal.remove_personal_data(closing=ended.planned(), today=tomorrow())

    with django_assert_num_queries(queries):
        skr.get(address)


def test_the_receipt_says_what_is_kept_and_why_and_when_the_storage_is_empty(skr, ended):
    closing = removal.remove_personal_data(closing=ended.planned(), today=tomorrow())
    build_files(Document.objects.get(kind="closing-receipt").pk)

    text = page(skr, ended)
    assert "Några filer återstår att ta bort ur lagringen." in text
    assert "Kvittot som PDF och Word" in text
    for kept in (
        (
            "Idéer som organisationerna sparade. De hör till organisationen och visar inte"
            " vem som sparade dem."
        ),
        (
            "Bilagor till tavlornas instruktioner. De hör till tavlorna och är så som de"
            " laddades upp. Namn kan stå i dem."
        ),
        "Rader i tavlornas logg som visar vem. De gäller SKR:s personal, som finns kvar.",
    ):
        assert text.count(kept) == 1
    assert "Dokumentation av tavlor" not in text  # there is none

    Closing.objects.filter(pk=closing.pk).update(files_pending=[])
    text = page(skr, ended)
    assert "är borttagna ur lagringen. Allt är klart." in text
    assert "Skapa kvittot som PDF och Word" in text  # the one on paper does not say so


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"state": Pack.State.QUEUED}, "Ingenting tas bort förrän arkivpaketet är klart."),
        ({}, "Står det här kvar längre än så har något gått fel, och ingenting är borttaget."),
    ],
)
def test_on_the_day_no_more_is_said_than_is_known(skr, ended, given, sentence):
    ended.planned()
    Closing.objects.update(remove_on=timezone.localdate())
    Pack.objects.update(**{"state": Pack.State.DONE} | given)

    text = page(skr, ended)

    assert sentence in text
    assert "inte helt" not in text


@pytest.mark.usefixtures("true_pdfs")
def test_the_receipt_as_a_document(skr, ended):
    removal.remove_personal_data(closing=ended.planned(), today=tomorrow())
    post(skr, ended, "kvitto")
    made = Document.objects.filter(kind="closing-receipt").latest("requested_at")

    build_files(made.pk)

    made.refresh_from_db()
    with made.pdf.open("rb") as file:
        content = file.read()
    assert re.search(rb"%PDF-1.7", content)
    assert made.state == Document.State.DONE
