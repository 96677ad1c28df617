"""Copy a Postgres database to a file and back, with the programs of a fitting version."""

import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import psycopg
from psycopg import conninfo, pq, sql

from modellkoncept.embedded.backup_archive import BackupError, Manifest
from modellkoncept.embedded.postgres_binaries import client

Parameters = dict[str, str]
CHECKED = "checked"
COMMITTED = "committed"
# What a newer pg_restore sets and an older server does not know.
UNKNOWN_TO_OLDER = (b"SET transaction_timeout",)
# No limit of the role or the server may end a long copy.
NO_LIMITS = (
    "SET statement_timeout = 0; SET lock_timeout = '60s';"
    " SET idle_in_transaction_session_timeout = 0;"
)
EMPTY_THE_SCHEMA = """
DO $empty$
DECLARE found record;
BEGIN
  FOR found IN
    SELECT CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW'
      WHEN 'S' THEN 'SEQUENCE' WHEN 'f' THEN 'FOREIGN TABLE' ELSE 'TABLE' END AS kind,
      format('public.%I', c.relname) AS name
    FROM pg_catalog.pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.objid = c.oid
                      AND d.deptype IN ('e', 'i'))
    UNION ALL
    SELECT 'ROUTINE', p.oid::regprocedure::text FROM pg_catalog.pg_proc p
    WHERE p.pronamespace = 'public'::regnamespace
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
    UNION ALL
    SELECT 'TYPE', format('public.%I', t.typname) FROM pg_catalog.pg_type t
    WHERE t.typnamespace = 'public'::regnamespace AND t.typtype IN ('d', 'e', 'r')
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.objid = t.oid AND d.deptype = 'e')
    UNION ALL
    SELECT 'COLLATION', format('public.%I', c.collname) FROM pg_catalog.pg_collation c
    WHERE c.collnamespace = 'public'::regnamespace
  LOOP
    EXECUTE format('DROP %s IF EXISTS %s CASCADE', found.kind, found.name);
  END LOOP;
END $empty$;
"""


@dataclass(frozen=True)
class State:
    """What a database holds, by number."""

    postgres: int  # major version of the server
    migrations: list[list[str]]
    tables: dict[str, int]


def parameters_of(database_url: str) -> Parameters:
    """The parts of the address that Postgres' own programs know."""
    known = {each.keyword.decode() for each in pq.Conninfo.get_defaults()}
    parts = urlsplit(database_url)
    query = urlencode([pair for pair in parse_qsl(parts.query) if pair[0] in known])
    parsed = conninfo.conninfo_to_dict(parts._replace(query=query).geturl())
    return {name: str(value) for name, value in parsed.items() if value is not None}


def connect(parameters: Parameters) -> "psycopg.Connection[Any]":
    """Raises BackupError when the server does not answer."""
    try:
        return psycopg.connect(conninfo.make_conninfo("", **{"connect_timeout": "10"} | parameters))
    except psycopg.OperationalError as error:
        raise BackupError(f"Databasen svarar inte: {error}") from error


def state_of(connection: "psycopg.Connection[Any]") -> State:
    """The rows of each table and the migrations, as this transaction sees them."""
    names = [
        name
        for (name,) in connection.execute(
            "SELECT tablename::text FROM pg_catalog.pg_tables"
            " WHERE schemaname = 'public' ORDER BY 1"
        )
    ]
    counts: dict[str, int] = {}
    for name in names:
        counting = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier("public", name))
        ((counts[name],),) = connection.execute(counting).fetchall()
    migrations: list[list[str]] = []
    if "django_migrations" in counts:
        rows = connection.execute("SELECT app, name FROM public.django_migrations ORDER BY 1, 2")
        migrations = [list(row) for row in rows.fetchall()]
    return State(connection.info.server_version // 10_000, migrations, counts)


def others_connected(connection: "psycopg.Connection[Any]") -> int:
    """How many other programs are connected to the database."""
    asked = connection.execute(
        "SELECT count(*) FROM pg_catalog.pg_stat_activity WHERE datname = current_database()"
        " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )
    ((number,),) = asked.fetchall()
    return int(number)


def dump(parameters: Parameters, into: Path) -> tuple[State, int]:
    """Copy the database as it is at one moment; what it held then, and pg_dump's version."""
    with connect(parameters) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.execute(NO_LIMITS)
        ((snapshot,),) = connection.execute("SELECT pg_export_snapshot()").fetchall()
        state = state_of(connection)
        programs = client("pg_dump", state.postgres)
        with tempfile.TemporaryFile() as errors:
            done = subprocess.run(
                [
                    *(
                        programs.folder / "pg_dump",
                        "--format=custom",
                        "--no-password",
                        f"--snapshot={snapshot}",
                    ),
                    *("--no-owner", "--no-privileges", "--no-comments", "--no-tablespaces"),
                    *("--no-publications", "--no-subscriptions", "--no-security-labels"),
                    *("--lock-wait-timeout=60s", f"--file={into}"),
                ],
                env=_environment(parameters),
                stdin=subprocess.DEVNULL,
                stdout=errors,
                stderr=errors,
            )
            if done.returncode:
                raise BackupError(f"Databasen kunde inte kopieras: {_first_error(errors)}")
    return state, programs.major


@contextmanager
def restoring(
    parameters: Parameters, dumped: Path, manifest: Manifest
) -> Iterator[Callable[[], None]]:
    """Replace what the database holds in one transaction, checked against the manifest.

    The block is entered when all is in place and counted; it gets the function that commits. When
    it is left without having called it, or anything fails, nothing has changed.
    """
    with connect(parameters) as connection:
        server = connection.info.server_version // 10_000
    reader = client("pg_restore", manifest.dumped_with).folder / "pg_restore"
    writer = client("psql", server).folder / "psql"
    with tempfile.TemporaryFile() as errors:
        psql = subprocess.Popen(
            [writer, "--no-psqlrc", "--quiet", "--no-password", "--set=ON_ERROR_STOP=1", "-f", "-"],
            env=_environment(parameters),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
        )
        assert psql.stdin is not None and psql.stdout is not None  # noqa: S101, PT018 – pipes, as asked
        try:
            _say(psql.stdin, f"\\set VERBOSITY terse\n\\o /dev/null\nBEGIN;\n{NO_LIMITS}\n")
            _say(psql.stdin, EMPTY_THE_SCHEMA)
            _copy_script(reader, dumped, psql.stdin)
            _say(psql.stdin, f"{_check(manifest)}\n\\echo {CHECKED}\n")
            _wait_for(CHECKED, psql.stdout)

            def commit(stdin: IO[bytes] = psql.stdin, stdout: IO[bytes] = psql.stdout) -> None:
                _say(stdin, f"COMMIT;\n\\echo {COMMITTED}\n")
                _wait_for(COMMITTED, stdout)

            yield commit
        except _EndedError as error:
            psql.wait(30)
            raise BackupError(
                f"Databasen kunde inte återställas, den är som förut: {_first_error(errors)}"
            ) from error
        finally:
            psql.kill()
            psql.communicate()


def analyze(parameters: Parameters) -> None:
    """Renew the statistics that the planner lost with the old tables."""
    with connect(parameters) as connection:
        connection.autocommit = True
        connection.execute(NO_LIMITS)
        connection.execute("ANALYZE")


class _EndedError(Exception):
    """psql has ended: something failed, and its transaction is rolled back."""


def _say(stdin: IO[bytes], text: str | bytes) -> None:
    try:
        stdin.write(text.encode() if isinstance(text, str) else text)
        if isinstance(text, str):
            stdin.flush()
    except BrokenPipeError as error:
        raise _EndedError from error


def _wait_for(word: str, stdout: IO[bytes]) -> None:
    for line in stdout:
        if line.strip() == word.encode():
            return
    raise _EndedError


def _copy_script(reader: Path, dumped: Path, stdin: IO[bytes]) -> None:
    """Write the dump to psql as SQL, without what an older server does not know."""
    with tempfile.TemporaryFile() as errors:
        script = subprocess.Popen(
            [reader, "--no-owner", "--no-privileges", "--no-comments", "--file=-", dumped],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
        )
        assert script.stdout is not None  # noqa: S101 – a pipe, as asked
        try:
            is_header = True
            for line in script.stdout:
                is_header = is_header and not line.startswith((b"CREATE ", b"COPY "))
                if not (is_header and line.startswith(UNKNOWN_TO_OLDER)):
                    _say(stdin, line)
        except _EndedError:
            script.kill()
            raise
        finally:
            script.stdout.close()
            code = script.wait()
        if code:
            said = _first_error(errors)
            raise BackupError(f"Databasens kopia går inte att läsa: {said}. Ingenting är ändrat.")


def _check(manifest: Manifest) -> str:
    """SQL that fails unless the tables, their rows and the migrations are the manifest's."""
    expected = sql.SQL(", ").join(
        sql.SQL("({}, {})").format(sql.Literal(name), sql.Literal(count))
        for name, count in sorted(manifest.tables.items())
    )
    applied = sql.SQL(", ").join(
        sql.SQL("({}, {})").format(sql.Literal(app), sql.Literal(name))
        for app, name in manifest.migrations
    )
    parts = [
        sql.SQL(
            "SELECT 1 / (count(*) = {} AND count(*) FILTER (WHERE e.name IS NULL) = 0)::int"
            " FROM pg_catalog.pg_tables t LEFT JOIN (VALUES {}) AS e(name, rows)"
            " ON e.name = t.tablename WHERE t.schemaname = 'public';"
        ).format(sql.Literal(len(manifest.tables)), expected)
    ]
    parts += [
        sql.SQL("SELECT 1 / (count(*) = {})::int FROM {};").format(
            sql.Literal(count), sql.Identifier("public", name)
        )
        for name, count in sorted(manifest.tables.items())
    ]
    if manifest.migrations:
        parts.append(
            sql.SQL(
                "SELECT 1 / (count(*) = {})::int FROM public.django_migrations m"
                " JOIN (VALUES {}) AS e(app, name) ON (e.app, e.name) = (m.app, m.name);"
            ).format(sql.Literal(len(manifest.migrations)), applied)
        )
    return "\n".join(part.as_string(None) for part in parts)


def _environment(parameters: Parameters) -> dict[str, str]:
    """The address and the password, where no list of processes shows them."""
    variables = {each.keyword.decode(): each.envvar for each in pq.Conninfo.get_defaults()}
    ours = {name: value for name, value in os.environ.items() if name != "PGOPTIONS"}
    given = {
        variable.decode(): parameters[name]
        for name, variable in variables.items()
        if variable and name in parameters
    }
    return ours | given | {"LC_ALL": "C.UTF-8"}


def _first_error(errors: IO[bytes]) -> str:
    """The first line that tells of an error; a check that failed divides by zero."""
    errors.seek(0)
    lines = [line.strip() for line in errors.read().decode(errors="replace").splitlines()]
    telling = [line for line in lines if "error" in line.lower() or "fatal" in line.lower()]
    said = (telling or [line for line in lines if line] or ["okänt fel"])[0]
    return "rader eller tabeller saknas" if "division by zero" in said else said
