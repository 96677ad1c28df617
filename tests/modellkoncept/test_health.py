"""/halsa/ answers for every part, and says which one fails."""

import time
from uuid import uuid4

import pytest
import redis
from django.conf import settings as django_settings
from django.db import connection

from modellkoncept.embedded.redis import installed_server
from modellkoncept.live import heartbeat
from modellkoncept.live.heartbeat import HEARTBEAT
from modellkoncept.live.tasks import record_heartbeat
from modellkoncept.version import VERSION

pytestmark = pytest.mark.django_db(transaction=True)
WELL = {"database": "ok", "redis": "ok", "worker": "ok"}


@pytest.fixture(autouse=True)
def _a_heart_of_our_own(monkeypatch):
    monkeypatch.setattr(heartbeat, "HEARTBEAT", f"test:{uuid4()}")
    yield
    with redis.Redis.from_url(django_settings.REDIS_URL) as client:
        client.delete(HEARTBEAT)


def set_heartbeat(seconds_ago):
    with redis.Redis.from_url(django_settings.REDIS_URL) as client:
        client.set(HEARTBEAT, int(time.time() - seconds_ago))


def parts(report):
    return {name: report[name] for name in WELL}


def test_all_is_well_without_signing_in(client):
    record_heartbeat()

    response = client.get("/halsa/")

    report = response.json()
    assert response.status_code == 200
    assert (report["ok"], report["failing"], parts(report)) == (True, [], WELL)
    assert report["version"] == VERSION
    assert report["redis_server"] == str(installed_server())
    assert 0 <= report["worker_heartbeat_seconds_ago"] < 5
    assert response.cookies.keys() == set()
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.parametrize("seconds_ago", [None, 31, 3600])
def test_a_worker_that_is_silent_is_named(client, seconds_ago):
    if seconds_ago is not None:
        set_heartbeat(seconds_ago)

    response = client.get("/halsa/")

    assert response.status_code == 503
    assert response.json()["failing"] == ["worker"]
    assert parts(response.json()) == {**WELL, "worker": "svarar inte"}


def test_redis_that_is_gone_is_named_at_once(client, settings, tmp_path):
    record_heartbeat()
    there = settings.REDIS_URL
    settings.REDIS_URL = f"unix://{tmp_path}/nobody.sock"
    begun = time.monotonic()

    response = client.get("/halsa/")

    settings.REDIS_URL = there
    assert response.status_code == 503
    assert response.json()["failing"] == ["redis", "worker"]
    assert time.monotonic() - begun < 2


def test_a_database_that_is_gone_is_named_at_once(client, monkeypatch, tmp_path):
    record_heartbeat()
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "HOST", str(tmp_path))
    begun = time.monotonic()

    response = client.get("/halsa/")

    assert response.status_code == 503
    assert response.json()["failing"] == ["database"]
    assert parts(response.json()) == {**WELL, "database": "svarar inte"}
    assert time.monotonic() - begun < 2
