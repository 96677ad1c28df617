"""What a live board costs, beside the least a server can cost, measured in the same run.

    .venv/bin/python -m tests.benchmarks.board              about four minutes
    .venv/bin/python -m tests.benchmarks.board --quick      a look in one minute

The product's own web process (one, on one core) with a throw-away Postgres and Redis; the bare
asyncio server of bare.py on the same core; viewers and writers over loopback on another. The times
of one machine say little, so most figures are ratios to the bare server's. Never part of ./test.
"""

import argparse
import asyncio
import contextlib
import gzip
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvloop

from tests.throwaway_servers import ThrowawayServers

SERVICES = ThrowawayServers()
SERVICES.set_environment()  # before anything loads the settings

# ruff: noqa: E402
from modellkoncept.embedded import postgres
from modellkoncept.embedded.supervisor import Supervisor
from tests.benchmarks.load import (
    Box,
    Caller,
    Count,
    Viewer,
    Writers,
    now,
    open_viewers,
    percentile,
)
from tests.site_processes import Site, free_port

AT_ONCE = "tests.benchmarks.at_once:application"
ONE_CORE, THE_OTHERS = {0}, set(range(1, os.cpu_count() or 1)) or {0}
TICKS = os.sysconf("SC_CLK_TCK")
WORDS = [
    "vi",
    "behöver",
    "underlag",
    "som",
    "går",
    "att",
    "fatta",
    "beslut",
    "på",
    "politiken",
    "ska",
    "efterfråga",
    "könsuppdelad",
    "statistik",
    "cheferna",
    "tar",
    "med",
    "frågan",
    "i",
    "budgeten",
    "och",
    "följer",
    "upp",
    "den",
    "varje",
    "tertial",
    "tid",
    "för",
    "analys",
    "stöd",
    "från",
    "ledningen",
    "kunskap",
    "om",
    "resurser",
    "fördelning",
    "mellan",
    "flickor",
    "pojkar",
    "kvinnor",
    "män",
    "mötesplatser",
    "skolan",
    "socialtjänsten",
    "kollektivtrafiken",
    "kulturen",
    "idrotten",
    "tydliga",
    "uppdrag",
    "mål",
    "ansvar",
    "arbetssätt",
    "vardagen",
    "goda",
    "exempel",
    "andra",
    "kommuner",
    "gemensamt",
    "språk",
    "mod",
    "uthållighet",
]


def some_text(lot: random.Random) -> str:
    return " ".join(lot.choices(WORDS, k=lot.randint(6, 14))).capitalize() + "."


# --- the table --------------------------------------------------------------------------------


@dataclass
class Line:
    what: str
    found: str
    wanted: str
    is_met: bool


@dataclass
class Table:
    lines: list[Line] = field(default_factory=list)

    def add(
        self, what: str, value: float, most: float, unit: str = "", *, at_least: bool = False
    ) -> None:
        met = value >= most if at_least else value <= most
        sign = "≥" if at_least else "≤"
        self.lines.append(Line(what, f"{value:.3g}{unit}", f"{sign} {most:g}{unit}", met))
        self.show(self.lines[-1])

    def note(self, what: str, found: str) -> None:
        self.lines.append(Line(what, found, "", True))
        self.show(self.lines[-1])

    def show(self, line: Line) -> None:
        mark = " " if not line.wanted else "✓" if line.is_met else "✗"
        print(f"| {line.what:<66} | {line.found:>12} | {line.wanted:>10} | {mark} |", flush=True)  # noqa: T201 – the answer


# --- processes --------------------------------------------------------------------------------


@dataclass
class Server:
    """A process under measurement, the product's or the bare one's."""

    pid: int
    port: int

    def cpu(self) -> float:
        """Seconds of processor time so far, of all its threads."""
        stat = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(stat[11]) + int(stat[12])) / TICKS

    def memory(self) -> int:
        """Bytes that are this process' own."""
        rollup = Path(f"/proc/{self.pid}/smaps_rollup").read_text()
        found = re.search(r"Private_Dirty: +(\d+)", rollup)
        return int(found[1]) * 1024 if found else 0

    def threads(self) -> int:
        return len(list(Path(f"/proc/{self.pid}/task").iterdir()))


@contextlib.contextmanager
def bare_server() -> Iterator[Server]:
    port = free_port()
    command = [sys.executable, "-m", "tests.benchmarks.bare", str(port)]
    process = subprocess.Popen(command, preexec_fn=lambda: os.sched_setaffinity(0, ONE_CORE))  # noqa: PLW1509 – one line
    try:
        time.sleep(1)
        yield Server(process.pid, port)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


@contextlib.contextmanager
def product(folder: Path, application: str = "modellkoncept.asgi:application") -> Iterator[Server]:
    """The product's web process as deploy/ runs it: pool of ten, no access log."""
    folder.mkdir(exist_ok=True)
    site = Site(folder, dict(os.environ), application=application, pool_size=10)
    site.start_web()
    process = site.processes["web"]
    for task in Path(f"/proc/{process.pid}/task").iterdir():
        os.sched_setaffinity(int(task.name), ONE_CORE)
    try:
        yield Server(process.pid, site.port)
    finally:
        site.stop()
        # Streams that are still open when it stops are no trouble.
        told = site.said().partition("Shutting down")[0]
        troubles = [line for line in told.splitlines() if "ERROR" in line]
        assert troubles == [], troubles[:5]


# --- boards -----------------------------------------------------------------------------------


def new_board(notes: int = 0) -> Any:
    """An open board with three groups so large that their pace is no limit."""
    from padlet.models import Note
    from padlet.services import boards
    from padlet.texts.prompt_wording import STANDARD_PROMPTS
    from tests.factories import MeetingFactory, count_notes

    board = boards.create_board(
        meeting=MeetingFactory(), title=f"Tavla {now()}", prompts=STANDARD_PROMPTS
    )
    sizes = {section.pk: [500] * 12 for section in board.sections.all()}
    board = boards.open_board(board=board, breakout_sizes=sizes)
    lot, sections, prompts = random.Random(4), list(board.sections.all()), list(board.prompts.all())  # noqa: S311 – the same every time
    Note.objects.bulk_create(
        Note(
            board=board, section=lot.choice(sections), prompt=lot.choice(prompts), breakout=1,
            text=some_text(lot),
        )
        for _ in range(notes)
    )  # fmt: skip
    count_notes(board)
    return board


def boxes_of(board: Any) -> list[Box]:
    from padlet import credentials

    return [
        Box(
            f"/t/{board.path}/lapp/{section.pk}/{prompt.pk}/1/",
            credentials.write_pass(board, section),
        )
        for section in board.sections.all()
        for prompt in board.prompts.all()
    ]


def session_of_staff() -> str:
    """The cookie of somebody at SKR who has just signed in."""
    from django.conf import settings
    from django.test import Client

    from tests.factories import UserFactory

    client = Client()
    client.force_login(UserFactory(is_staff=True))
    return f"{settings.SESSION_COOKIE_NAME}={client.session.session_key}"


def stream_of(board: Any) -> str:
    from padlet.live import board_cache, projection, tickets

    board_cache.clear()
    snapshot = board_cache.current_snapshot(board.pk, projection.GUEST)
    assert snapshot
    return f"/strom/board/{tickets.ticket(snapshot)}"


def connections_of_web() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return int(cursor.fetchone()[0])


# --- what is measured -------------------------------------------------------------------------


@dataclass
class Spread:
    """One run of writers and viewers against one server."""

    count: Count
    cpu: float  # seconds of the server's, while it ran
    seconds: float
    viewers: int

    @property
    def arrival(self) -> float:
        return percentile(self.count.arrivals, 0.95)


async def spread(
    server: Server, path: str, boxes: list[Box], viewers: int, a_second: float, seconds: float,
    settle: float = 0.5,
) -> Spread:  # fmt: skip
    """Let so many look on while so many notes a second are posted."""
    count, lot = Count(), random.Random(7)  # noqa: S311 – the same every time
    watching = await open_viewers(count, viewers, path, server.port) if viewers else []
    writers = Writers(count, boxes, server.port)
    warm_up = Writers(Count(), boxes, server.port)
    await warm_up.steadily(20, 1, lambda: some_text(lot))
    warm_up.close()
    await asyncio.sleep(1)
    began, before = now(), server.cpu()
    await writers.steadily(a_second, seconds, lambda: some_text(lot))
    await asyncio.sleep(settle)
    done = Spread(count, server.cpu() - before, now() - began, viewers)
    close(watching)
    writers.close()
    await asyncio.sleep(0.3)
    assert set(count.statuses) == {200}, count.statuses
    assert count.lost_streams == 0
    assert viewers == 0 or set(count.seen.values()) == {viewers}, "a note did not reach everybody"
    return done


def close(viewers: list[Viewer]) -> None:
    for viewer in viewers:
        viewer.close()


def a_viewers_cost(run: Spread, without: Spread) -> float:
    """Microseconds of the server's processor for each viewer and note, beside the note's own."""
    return (run.cpu - without.cpu) / run.viewers / len(run.count.sent) * 1e6


async def at_once(table: Table, folder: Path, sizes: list[int], seconds: float) -> None:
    """Tick 0: how much later, and how much dearer, than the least there can be."""
    a_second = 10
    bare: dict[int, Spread] = {}
    with bare_server() as server:
        for viewers in (0, *sizes):
            box = [Box("/", "")]
            bare[viewers] = await spread(server, "/stream", box, viewers, a_second, seconds)
    with product(folder / "at-once", AT_ONCE) as server:
        ours: dict[int, Spread] = {}
        for viewers in (0, *sizes):
            board = new_board()
            ours[viewers] = await spread(
                server, stream_of(board), boxes_of(board), viewers, a_second, seconds
            )
        for viewers in sizes:
            b, o = bare[viewers], ours[viewers]
            table.note(
                f"tick 0, {viewers} viewers: arrival p95, bare / ours",
                f"{b.arrival * 1e3:.1f} / {o.arrival * 1e3:.1f} ms",
            )
            table.note(
                "… of which until the writer had her answer",
                f"{percentile(b.count.answers, 0.95) * 1e3:.1f}"
                f" / {percentile(o.count.answers, 0.95) * 1e3:.1f} ms",
            )
            table.note(
                f"tick 0, {viewers} viewers: processor per viewer and note, bare / ours",
                f"{a_viewers_cost(b, bare[0]):.1f} / {a_viewers_cost(o, ours[0]):.1f} µs",
            )
        most = sizes[-1]
        table.add(
            f"tick 0, {most} viewers: arrival p95, times bare",
            ours[most].arrival / bare[most].arrival, 2.5,
        )  # fmt: skip
        table.add(
            f"tick 0, {most} viewers: processor per viewer and note, times bare",
            a_viewers_cost(ours[most], ours[0]) / a_viewers_cost(bare[most], bare[0]), 2,
        )  # fmt: skip
        table.note(
            "a note itself, without viewers: processor",
            f"{ours[0].cpu / len(ours[0].count.sent) * 1e3:.1f} ms",
        )
        board = new_board()
        fast = await spread(server, stream_of(board), boxes_of(board), 200, 170, 5, settle=2)
        took = len(fast.count.answers) / (fast.seconds - 2)
        table.add("tick 0, 200 viewers: posts a second", took, 160, at_least=True)
        table.add("… and their arrival p95", fast.arrival, 1, " s")
        table.add("… and their answer p95", percentile(fast.count.answers, 0.95), 1, " s")


async def with_tick(table: Table, server: Server, seconds: float) -> None:
    board = new_board()
    run = await spread(server, stream_of(board), boxes_of(board), 500, 10, seconds, settle=3)
    table.add("tick 2 s, 500 viewers: arrival p95", run.arrival, 2.3, " s")
    table.add("… and writers' answer p95, pool of 10", percentile(run.count.answers, 0.95), 1, " s")


async def costs_of_waiting(table: Table, server: Server, seconds: float) -> None:
    """What 500 open streams cost while nothing happens."""
    board, count = new_board(), Count()
    path = stream_of(board)
    close(await open_viewers(count, 50, path, server.port))  # what is made once is made now
    await asyncio.sleep(1)
    memory, threads, connections = server.memory(), server.threads(), connections_of_web()
    viewers = await open_viewers(count, 500, path, server.port)
    await asyncio.sleep(3)
    table.add("500 viewers: memory for each", (server.memory() - memory) / 500 / 1000, 15, " kB")
    table.add("500 viewers: threads more", server.threads() - threads, 0)
    table.add("500 viewers: database connections more", connections_of_web() - connections, 0)
    before = server.cpu()
    await asyncio.sleep(seconds)
    table.add(
        "500 viewers, nothing happens: processor", (server.cpu() - before) / seconds * 100, 1, " %"
    )
    close(viewers)


async def the_page(table: Table, server: Server) -> None:
    """A full board, opened by everybody at once."""
    board = new_board(notes=2000)
    path, caller = f"/t/{board.path}/duk/", Caller(server.port)
    packed = "Accept-Encoding: gzip\r\n"
    await caller.ask("GET", path, headers=packed)
    times = []
    before = server.cpu()
    for _ in range(200):
        began = now()
        answer = await caller.ask("GET", path, headers=packed)
        times.append(now() - began)
    assert answer.text().count("data-note=") >= 2000
    table.add("page with 2,000 notes, kept: answer p50", percentile(times, 0.5) * 1e3, 5, " ms")
    table.add("… and the processor for it", (server.cpu() - before) / 200 * 1e3, 5, " ms")
    size = len(answer.body) if b"gzip" in answer.headers else len(gzip.compress(answer.body))
    table.add("… and its bytes", size / 1000, 60, " kB")

    state = f"/t/{board.path}/lage/"
    whole = await caller.ask("GET", state)
    etag = re.search(rb"etag: *(\S+)", whole.headers, re.IGNORECASE)
    assert etag
    before = server.cpu()
    for _ in range(300):
        same = await caller.ask("GET", state, headers=f"If-None-Match: {etag[1].decode()}\r\n")
        assert same.status == 304, same.status
    table.add(
        "a poll that finds nothing new (304): processor",
        (server.cpu() - before) / 300 * 1e3,
        2,
        " ms",
    )

    phone = next(box for box in boxes_of(board)).path.split("/")[4]
    group = f"/t/{board.path}/skriv/{phone}/1/"
    answer = await caller.ask("GET", group, headers=packed)
    table.add(
        "a phone's page of that board (a third of the notes): bytes",
        len(answer.body) / 1000,
        60,
        " kB",
    )
    caller.close()
    for what, address in (("the projector's page", path), ("a phone's page", group)):
        took, failures = await open_at_once(server, address)
        table.add(f"500 open {what} at once: p95", percentile(took, 0.95), 1.5, " s")
        table.add("… and failures", failures, 0)


async def open_at_once(server: Server, address: str) -> tuple[list[float], int]:
    """500 who open a page in the same instant: how long each waited, how many got none."""

    async def open_it() -> tuple[float, bool]:
        began, one = now(), Caller(server.port)
        try:
            got = await one.ask("GET", address, headers="Accept-Encoding: gzip\r\n")
        except OSError:
            return now() - began, False
        finally:
            one.close()
        return now() - began, got.status == 200  # noqa: PLR2004 – OK

    done = await asyncio.gather(*(open_it() for _ in range(500)))
    return [took for took, _ in done], sum(not came for _, came in done)


class Conference:
    """150 phones, 10 notes and 3 likes each; a projector, a facilitator, a reader of everything."""

    NOTES, LIKES_AFTER = 10, (2, 5, 8)
    LOST_ANSWERS = (1, 5, 9)  # after these notes the phone heard nothing, and sends again

    def __init__(self, server: Server, phones: int, seconds: float) -> None:
        self.server, self.phones, self.seconds = server, phones, seconds
        self.board, self.count = new_board(), Count()
        self.boxes, self.lot = boxes_of(self.board), random.Random(9)  # noqa: S311 – the same every time
        self.errors: list[str] = []
        self.exports: list[int] = []

    async def run(self, table: Table) -> None:
        stream, port = stream_of(self.board), self.server.port
        projector = await open_viewers(self.count, 1, stream, port)
        streams = await open_viewers(Count(), self.phones, stream, port)
        phones = (self.phone(number) for number in range(self.phones))
        await asyncio.gather(*phones, self.facilitator(), self.export())
        await asyncio.sleep(4)
        close(projector + streams)
        await self.judge(table)

    async def phone(self, number: int) -> None:
        caller, box = Caller(self.server.port), self.boxes[number % len(self.boxes)]
        section = box.path.split("/")[4]
        await asyncio.sleep(self.lot.random() * 2)
        await caller.ask("GET", f"/t/{self.board.path}/skriv/{section}/1/")
        for turn in range(self.NOTES):
            await asyncio.sleep(self.lot.random() * 2 * (self.seconds - 3) / self.NOTES)
            mark, sign = self.count.mark()
            token = f"{self.lot.getrandbits(192):048x}"
            body = {"pass": box.pass_, "token": token, "text": f"{sign} {some_text(self.lot)}"}
            self.count.sent[mark] = now()
            made = await self.post(caller, box.path, body)
            if turn in self.LOST_ANSWERS and made != await self.post(caller, box.path, body):
                self.errors.append("another note for the same token")
            if turn in self.LIKES_AFTER and "id" in made:
                like = f"/t/{self.board.path}/gilla/{section}/{made['id']}/"
                await self.post(caller, like, {"pass": box.pass_})
        caller.close()

    async def post(self, caller: Caller, path: str, body: dict[str, str]) -> dict[str, Any]:
        answer = await caller.ask("POST", path, json.dumps(body).encode())
        if answer.status != 200:  # noqa: PLR2004 – OK
            self.errors.append(f"{answer.status} {answer.body[:200]!r}")
        return dict(json.loads(answer.body or b"{}"))

    async def facilitator(self) -> None:
        from padlet.services import facilitation

        for question in (2, 3, 0, 1):
            await asyncio.sleep(self.seconds / 6)
            await asyncio.to_thread(
                facilitation.show_on_projector, board=self.board, prompt_number=question
            )

    async def export(self) -> None:
        """By the same server, as somebody at SKR who is signed in."""
        caller = Caller(self.server.port)
        cookie = await asyncio.to_thread(session_of_staff)
        for _ in range(4):
            await asyncio.sleep(self.seconds / 6)
            path = f"/tavlor/{self.board.pk}/export/json/"
            answer = await caller.ask("GET", path, headers=f"Cookie: {cookie}\r\n")
            if answer.status != 200:  # noqa: PLR2004 – OK
                self.errors.append(f"{answer.status} {path}")
            self.exports.append(len(set(re.findall(rb"@@\d+@@", answer.body))))
        caller.close()

    async def judge(self, table: Table) -> None:
        texts = await asyncio.to_thread(lambda: list(self.board.notes.values_list("text", "likes")))
        marks = [int(found[1]) for text, _ in texts if (found := re.search(r"@@(\d+)@@", text))]
        sent = set(self.count.sent)
        table.add(f"the conference, {len(sent)} notes: lost", len(sent - set(marks)), 0)
        table.add("… doubled", len(marks) - len(set(marks)), 0)
        table.add("… errors", len(self.errors), 0)
        likes = self.phones * len(self.LIKES_AFTER)
        table.add("… likes counted", sum(n for _, n in texts), likes, at_least=True)
        table.add("… not seen on the projector", len(sent - set(self.count.seen)), 0)
        table.note("… notes in each export meanwhile", ", ".join(map(str, self.exports)))
        for error in sorted(set(self.errors))[:5]:
            print("   ", error)  # noqa: T201 – the answer


async def everything(table: Table, folder: Path, parts: set[str], *, quick: bool) -> None:
    seconds = 3 if quick else 8
    chosen: Callable[[str], bool] = lambda name: not parts or name in parts  # noqa: E731 – one line
    if chosen("at-once"):
        await at_once(table, folder, [50, 200, 500], seconds)
    with product(folder / "product") as server:
        if chosen("tick"):
            await with_tick(table, server, seconds)
        if chosen("page"):
            await the_page(table, server)
    if chosen("waiting"):
        with product(folder / "waiting") as server:
            await costs_of_waiting(table, server, 5 if quick else 20)
    if chosen("conference"):
        with product(folder / "conference") as server:
            await Conference(server, 150, 12 if quick else 48).run(table)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="shorter runs")
    parser.add_argument("parts", nargs="*", help="at-once, tick, waiting, page, conference")
    given = parser.parse_args()
    services, own = SERVICES, Supervisor()
    # Unlike in tests, this Postgres forces every note to the disk before it is answered.
    services.own_postgres, durable = False, services.own_postgres
    try:
        services.start()
        if durable:
            program = postgres.program(services.folder)
            own.start(program)
            own.wait_for(program)
            postgres.create_database(services.folder)
        os.environ["DATA_DIR"] = str(services.folder)
        os.sched_setaffinity(0, THE_OTHERS)
        set_up()
        table = Table()
        parts = set(given.parts)
        # The loop reads the database itself now and then, between what it measures.
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        uvloop.run(everything(table, services.folder, parts, quick=given.quick))
        return int(not all(line.is_met for line in table.lines))
    finally:
        own.stop()
        services.stop()


def set_up() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "modellkoncept.settings")
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


if __name__ == "__main__":
    sys.exit(main())
