"""Live: one Redis subscription per web process, the same bytes to every open stream.

The only importer of redis. A service rings the bell (`ping`) after its commit; in each web process
the hub hears it, reads what changed at most once per tick, words the difference once, and hands
the same bytes to all who listen. It knows no app: an app registers a Source.

When Redis is away the hub ends every stream and refuses new ones; the pages then poll, and come
back by themselves. A bell that is lost costs at most that: the truth is in Postgres.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, Protocol

import redis
import redis.asyncio
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection
from redis.backoff import NoBackoff
from redis.retry import Retry

logger = logging.getLogger(__name__)

HEARTBEAT = "modellkoncept:worker-heartbeat"
BELL = "modellkoncept:bell"
LISTEN_AGAIN_AFTER = 1.0  # seconds between tries to reach Redis
SILENCE = 15.0  # seconds after which a stream hears a comment, so that proxies keep it open
LONGEST_STREAM = 3600.0  # seconds; then the page comes again, and shows that it still may
MOST_STREAMS = 5000  # per process; the next one is told to poll

Send = Callable[[Any], Coroutine[Any, Any, None]]
Receive = Callable[[], Awaitable[Any]]


def _client() -> redis.Redis:
    """A client that gives up at once: nobody waits for a bell."""
    return redis.Redis.from_url(
        settings.REDIS_URL,
        socket_connect_timeout=0.5,
        socket_timeout=1,
        retry=Retry(NoBackoff(), 0),
    )


# --- from the services ------------------------------------------------------------------------

_bell: redis.Redis | None = None


def ping(topic: str, key: int) -> None:
    """Tell every web process that this thing changed. Redis may be away: then nobody is told."""
    global _bell  # noqa: PLW0603 – one connection pool for the process, made when first needed
    if _bell is None:
        _bell = _client()
    try:
        _bell.publish(BELL, f"{topic} {key}")
    except (redis.RedisError, OSError):
        logger.warning("the bell is out of order: %s changed unheard", topic)


# --- health -----------------------------------------------------------------------------------


def answers() -> bool:
    """Whether Redis answers now."""
    try:
        with _client() as client:
            return bool(client.ping())
    except (redis.RedisError, OSError):
        return False


def beat_heart() -> None:
    """Say that the worker lives."""
    with _client() as client:
        client.set(HEARTBEAT, int(time.time()), ex=3600)


def heartbeat_age() -> float | None:
    """Seconds since the worker last said that it lives; None when it never did or cannot say."""
    try:
        with _client() as client:
            said = client.get(HEARTBEAT)
    except (redis.RedisError, OSError):
        return None
    return time.time() - float(said) if said else None


# --- the hub ----------------------------------------------------------------------------------


class Reading(Protocol):
    """A thing as one audience may see it. The version only says whether two are the same.

    The tick is in seconds: news wait for it and come together; with 0 they come at once.
    """

    @property
    def version(self) -> str: ...
    @property
    def tick(self) -> float: ...


class Source(Protocol):
    """What an app tells the hub about the things it shows live."""

    topic: str

    def admit(self, ticket: str) -> tuple[int, str, str] | None: ...
    def read(self, key: int, audience: str) -> Any: ...
    def still_welcome(self, reading: Any, mark: str) -> bool: ...
    def say(self, before: Any, after: Any) -> bytes | None: ...


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    _sources[source.topic] = source


def _part(body: bytes) -> dict[str, Any]:
    """The message with these bytes, made once for all who get it."""
    return {"type": "http.response.body", "body": body, "more_body": True}


@dataclass(eq=False)
class _Stream:
    send: Send
    mark: str
    over: asyncio.Event = field(default_factory=asyncio.Event)

    def hand(self, message: dict[str, Any]) -> None:
        """Give the bytes to the connection now, or drop a reader too slow to take them.

        The server's send() only waits when the reader's buffer is full. Stepping it once by hand
        instead of awaiting keeps one slow phone from holding up five hundred others.
        """
        sending = self.send(message)
        try:
            sending.send(None)
        except StopIteration:
            return
        except Exception:  # noqa: BLE001 – whatever the server says of a dead connection, it is over
            self.over.set()
            return
        sending.close()
        self.over.set()


@dataclass(eq=False)
class _Room:
    """Everybody who listens to one thing as one audience."""

    source: Source
    key: int
    audience: str
    last: Any
    streams: set[_Stream] = field(default_factory=set)
    telling: bool = False
    again: bool = False  # something changed while it was being told


class Hub:
    """The streams of this process and the one subscription that feeds them."""

    def __init__(self) -> None:
        self.rooms: dict[tuple[str, int, str], _Room] = {}
        self.waiting: set[tuple[str, int]] = set()  # things whose next tick is already booked
        self.tasks: set[asyncio.Task[None]] = set()
        self.listening = False
        self.started = False

    def start(self) -> None:
        """Begin to listen for the bell, once per process."""
        if not self.started:
            self.started = True
            self._go(self._listen())
            self._go(self._break_the_silence())

    async def stop(self) -> None:
        self._end_all()
        for task in list(self.tasks):
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        self.started = False

    async def serve(self, topic: str, ticket: str, receive: Receive, send: Send) -> None:
        """Answer one request for a stream, for as long as its page is open."""
        self.start()
        source = _sources.get(topic)
        admitted = source.admit(ticket) if source else None
        if source is None or admitted is None:
            return await _refuse(send, 404)
        if not self.listening or sum(len(r.streams) for r in self.rooms.values()) >= MOST_STREAMS:
            return await _refuse(send, 503)
        key, audience, mark = admitted
        try:
            reading = await _in_thread(source.read, key, audience)
        except DatabaseError:
            return await _refuse(send, 503)
        if reading is None or not source.still_welcome(reading, mark):
            return await _refuse(send, 410)
        await self._hold(source, key, audience, mark, reading, receive, send)
        return None

    async def _hold(
        self,
        source: Source,
        key: int,
        audience: str,
        mark: str,
        reading: Any,
        receive: Receive,
        send: Send,
    ) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": STREAM_HEADERS})
        room = self.rooms.setdefault(
            (source.topic, key, audience), _Room(source, key, audience, reading)
        )
        stream = _Stream(send, mark)
        room.streams.add(stream)
        stream.hand(
            _part(
                b'retry: 3000\nevent: hello\ndata: {"version": "%s", "now": %d}\n\n'
                % (room.last.version.encode(), int(time.time() * 1000))
            )
        )
        # The page was drawn at the last tick. What happened since had perhaps nobody to tell it to,
        # so the next tick is looked at in any case.
        self._book(source.topic, key)
        try:
            await _until_gone(receive, stream)
        finally:
            room.streams.discard(stream)
            if not room.streams:
                self.rooms.pop((source.topic, key, audience), None)
        with contextlib.suppress(Exception):  # the page may be gone
            await asyncio.wait_for(send({"type": "http.response.body", "body": b""}), 1)

    # the bell

    async def _listen(self) -> None:
        while True:
            with contextlib.suppress(redis.RedisError, OSError, asyncio.TimeoutError):
                await self._listen_until_lost()
            if self.listening:
                logger.warning("Redis is away: the streams end, the pages poll")
            self.listening = False
            self._end_all()
            await asyncio.sleep(LISTEN_AGAIN_AFTER)

    async def _listen_until_lost(self) -> None:
        client = redis.asyncio.Redis.from_url(
            settings.REDIS_URL,
            socket_connect_timeout=2,
            retry=Retry(NoBackoff(), 0),
            health_check_interval=5,
            socket_timeout=10,
        )
        async with client, client.pubsub() as bell:
            await bell.subscribe(BELL)
            while True:
                # A timeout shorter than the health check's interval lets that one run.
                message = await bell.get_message(timeout=2.5)
                self.listening = True
                if message and message["type"] == "message":
                    topic, _, key = message["data"].decode().partition(" ")
                    self._book(topic, int(key))

    def _book(self, topic: str, key: int) -> None:
        """See to this thing at its next tick, however often its bell rings until then."""
        rooms = [room for (t, k, _), room in self.rooms.items() if (t, k) == (topic, key)]
        if not rooms or (topic, key) in self.waiting:
            return
        self.waiting.add((topic, key))
        tick = rooms[0].last.tick
        # The ticks lie on a fixed grid; the little extra lets the reading see the new slot.
        delay = tick - time.monotonic() % tick + 0.01 if tick else 0
        asyncio.get_running_loop().call_later(delay, self._on_tick, topic, key)

    def _on_tick(self, topic: str, key: int) -> None:
        self.waiting.discard((topic, key))
        for (t, k, _), room in list(self.rooms.items()):
            if (t, k) == (topic, key):
                self._go(self._tell(room))

    async def _tell(self, room: _Room) -> None:
        """Tell the room what is new; one telling at a time, so that no older reading comes last."""
        room.again = True
        if room.telling:
            return
        room.telling = True
        try:
            while room.again:
                room.again = False
                await self._tell_once(room)
        finally:
            room.telling = False

    async def _tell_once(self, room: _Room) -> None:
        """Read once, word the difference once, hand the same bytes to everybody."""
        try:
            now = await _in_thread(room.source.read, room.key, room.audience)
        except DatabaseError:
            self._end(room)  # the pages poll until the database is back
            return
        if now is None:
            self._end(room)
            return
        before, room.last = room.last, now
        said = room.source.say(before, now)
        frame = _part(b"data: %s\n\n" % said) if said else None
        marks = {stream.mark for stream in room.streams}
        shown_out = {mark for mark in marks if not room.source.still_welcome(now, mark)}
        for stream in list(room.streams):
            if stream.mark in shown_out:
                stream.hand(_part(b"event: gone\ndata: {}\n\n"))
                stream.over.set()
            elif frame:
                stream.hand(frame)

    async def _break_the_silence(self) -> None:
        while True:
            await asyncio.sleep(SILENCE)
            for room in list(self.rooms.values()):
                for stream in list(room.streams):
                    stream.hand(_part(b": \n\n"))

    def _end_all(self) -> None:
        for room in self.rooms.values():
            self._end(room)

    def _end(self, room: _Room) -> None:
        for stream in room.streams:
            stream.over.set()

    def _go(self, coroutine: Any) -> None:
        """Run beside the requests; asyncio keeps only weak references to its tasks."""
        task = asyncio.get_running_loop().create_task(coroutine)
        self.tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: "asyncio.Task[None]") -> None:
        self.tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            logger.error("live: %s", type(error).__name__, exc_info=error)


hub = Hub()

STREAM_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
]


async def _until_gone(receive: Receive, stream: _Stream) -> None:
    """Wait until the page is closed or the stream is over, whichever comes first."""
    leaving = asyncio.ensure_future(_disconnected(receive))
    over = asyncio.ensure_future(stream.over.wait())
    try:
        await asyncio.wait(
            {leaving, over}, timeout=LONGEST_STREAM, return_when=asyncio.FIRST_COMPLETED
        )
    finally:
        for task in (leaving, over):
            task.cancel()
        await asyncio.gather(leaving, over, return_exceptions=True)


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _refuse(send: Send, status: int) -> None:
    headers = [(b"cache-control", b"no-store"), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


def _read_and_let_go(read: Callable[[int, str], Any], key: int, audience: str) -> Any:
    """Read with a connection from the pool, and give it back: a stream holds none."""
    close_old_connections()
    try:
        return read(key, audience)
    finally:
        connection.close()


_in_thread_call = sync_to_async(_read_and_let_go, thread_sensitive=False)


async def _in_thread(read: Callable[[int, str], Any], key: int, audience: str) -> Any:
    return await _in_thread_call(read, key, audience)
