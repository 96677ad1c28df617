"""Small systems to back up: a database with two tables, some files, and keys."""

from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings

from modellkoncept.embedded import backup
from modellkoncept.embedded.backup import System
from modellkoncept.embedded.database_copy import state_of

KNOWN = {("padlet", "0001_initial"), ("meetings", "0001_initial")}
TABLES = """
CREATE TABLE django_migrations (id serial PRIMARY KEY, app text, name text);
INSERT INTO django_migrations (app, name)
  VALUES ('padlet', '0001_initial'), ('meetings', '0001_initial');
CREATE TABLE board (id serial PRIMARY KEY, title text);
CREATE TABLE note (id serial PRIMARY KEY, board int REFERENCES board, text text);
INSERT INTO board (title) VALUES ('Åre'), ('Örebro');
INSERT INTO note (board, text) SELECT 1 + n % 2, 'lapp ' || n FROM generate_series(1, 40) n;
"""


def server() -> str:
    """The address of the test run's server, without the name of a database."""
    return settings.DATABASE_URL.rpartition("/")[0]


def execute(system: System, statement: str) -> list[Any]:
    with psycopg.connect(system.database_url, autocommit=True) as there:
        done = there.execute(statement)  # type: ignore[arg-type]
        return done.fetchall() if done.description else []


def everything(system: System) -> tuple[Any, ...]:
    """All that a backup must bring back."""
    with psycopg.connect(system.database_url) as there:
        state = state_of(there)
    rows = [execute(system, f"TABLE {name}") for name in sorted(state.tables)]
    files = {
        str(path.relative_to(system.data)): path.read_bytes()
        for path in system.data.rglob("*")
        if path.is_file()
    }
    return state, rows, files


def backed_up(system: System, path: Path, **how: Any) -> Path:
    backup.back_up(system, path, version="1", **how)
    return path
