"""One Redis subscription per web process, the same bytes to every open stream.

A service publishes that a thing changed (`pubsub.publish`) after its commit; in each web process
the hub hears it, reads what changed at most once per tick, encodes the difference once, and sends
the same bytes to all who listen. It knows no app: an app registers a Source.

When Redis is away, or hangs, the hub ends every stream and refuses new ones; the pages then poll,
and come back by themselves. A lost message costs at most that: the truth is in Postgres.

Every few seconds each stream hears that it is alive, in an event that its page can see, and the
right of those who listen in their own name is asked for again.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import redis
import redis.asyncio
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import Error as DatabaseError
from django.db import OperationalError, close_old_connections, connection
from redis.backoff import NoBackoff
from redis.retry import Retry

from modellkoncept.files.keys import KeyStorageError
from modellkoncept.live import ticks
from modellkoncept.live.loops import Loops, log_kind
from modellkoncept.live.pubsub import CHANNEL
from modellkoncept.live.source import Source, Ticket, sources
from modellkoncept.live.stream import (
    PADDING,
    STREAM_HEADERS,
    Receive,
    Send,
    Stream,
    body_message,
    refuse,
    until_closed,
)

logger = logging.getLogger(__name__)

AFTER_TICK = 0.01  # seconds
LISTEN_AGAIN_AFTER = 1.0  # seconds between tries to reach Redis
SILENCE = 12.0  # seconds between the signs of life of a stream; its page waits for two
RIGHTS_HOLD = 15.0  # seconds after which the right of each listener is asked for again
REDIS_HANGS_AFTER = 6.0  # seconds without an answer
TRIES = 8  # ticks that a stream waits for its first reading
FIRST_ANSWER = 3.0  # seconds that a stream waits for Redis to answer a process that has just begun
MOST_STREAMS = 5000  # per process; the next one is told to poll


@dataclass(eq=False)
class Channel:
    """Everybody who listens to one thing as one audience."""

    source: Source
    key: int
    audience: str
    last: Any
    streams: set[Stream] = field(default_factory=set)
    broadcasting: bool = False
    again: bool = False  # something changed while it was being told


class Hub:
    """The open streams of this process and the one subscription that they share."""

    def __init__(self) -> None:
        self.channels: dict[tuple[str, int, str], Channel] = {}
        self.scheduled: set[tuple[str, int]] = set()  # things whose next tick is already booked
        self.loops = Loops()
        self.listening = False
        self.answered = asyncio.Event()  # Redis has answered, or could not be reached, once
        self.started = False

    def start(self) -> None:
        """Start to listen for published changes, once per process."""
        if not self.started:
            self.started = True
            for turn in (self._listen, self._send_keepalive, self._check_rights):
                self.loops.repeat(turn)
            for source in sources:
                source.start()

    async def stop(self) -> None:
        self._end_all()
        await self.loops.stop()
        for source in sources:
            await asyncio.to_thread(source.stop)
        self.started = False
        self.answered = asyncio.Event()

    async def serve(self, topic: str, ticket: str, receive: Receive, send: Send) -> None:
        """Answer one request for a stream, for as long as its page is open."""
        self.start()
        source = sources.get(topic)
        verified = source.verify_ticket(ticket) if source else None
        if source is None or verified is None:
            return await refuse(send, 404)
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self.answered.wait(), FIRST_ANSWER)
        if (
            not self.listening
            or sum(len(r.streams) for r in self.channels.values()) >= MOST_STREAMS
        ):
            return await refuse(send, 503)
        try:
            if verified.holder and not await _in_thread(source.still_allowed, {verified}):
                return await refuse(send, 403)
            reading = await _in_thread(source.load, verified.key, verified.audience)
        except Exception as error:  # noqa: BLE001 – whatever it is, the page polls and comes again
            _log_if_unknown("a stream did not begin", error)
            return await refuse(send, 503)
        if reading is None or not source.is_allowed(reading, verified.tag):
            return await refuse(send, 410)
        await self._keep_open(source, verified, reading, receive, send)
        return None

    async def _keep_open(
        self,
        source: Source,
        ticket: Ticket,
        reading: Any,
        receive: Receive,
        send: Send,
    ) -> None:
        key, audience = ticket.key, ticket.audience
        await send({"type": "http.response.start", "status": 200, "headers": STREAM_HEADERS})
        channel = self.channels.setdefault(
            (source.topic, key, audience), Channel(source, key, audience, reading)
        )
        stream = Stream(send, ticket)
        channel.streams.add(stream)
        stream.send_or_drop(
            body_message(
                PADDING
                + b'retry: 3000\nevent: hello\ndata: {"version": "%s", "now": %d}\n\n'
                % (channel.last.version.encode(), int(time.time() * 1000))
            )
        )
        # The page was drawn at the last tick. What happened since had perhaps nobody to tell it to,
        # so the next tick is looked at in any case.
        self._schedule(source.topic, key)
        try:
            await until_closed(receive, stream)
        finally:
            channel.streams.discard(stream)
            if not channel.streams:
                self.channels.pop((source.topic, key, audience), None)
        with contextlib.suppress(Exception):  # the page may be gone
            await asyncio.wait_for(send({"type": "http.response.body", "body": b""}), 1)

    # published changes

    async def _listen(self) -> None:
        try:
            with contextlib.suppress(redis.RedisError, OSError, asyncio.TimeoutError):
                await self._listen_until_lost()
        finally:
            if self.listening:
                logger.warning("Redis is away: the streams end, the pages poll")
            self.listening = False
            self.answered.set()
            self._end_all()
        await asyncio.sleep(LISTEN_AGAIN_AFTER)

    async def _listen_until_lost(self) -> None:
        client = redis.asyncio.Redis.from_url(
            settings.REDIS_URL,
            socket_connect_timeout=2,
            socket_timeout=REDIS_HANGS_AFTER,
            retry=Retry(NoBackoff(), 0),
        )
        async with client, client.pubsub() as subscription:
            await subscription.subscribe(CHANNEL)
            heard_at = time.monotonic()
            while True:
                message = await subscription.get_message(timeout=REDIS_HANGS_AFTER / 3)
                if message:
                    heard_at = time.monotonic()
                    self.listening = True
                    self.answered.set()
                elif time.monotonic() - heard_at > REDIS_HANGS_AFTER:
                    raise redis.TimeoutError  # connected, and nobody is at the other end
                else:
                    await subscription.ping()  # whose answer is a message
                if message and message["type"] == "message":
                    self._hear(message["data"])

    def _hear(self, message: bytes) -> None:
        try:
            topic, _, key = message.decode().partition(" ")
            if source := sources.get(topic):
                source.expect(int(key))
            self._schedule(topic, int(key))
        except Exception as error:  # noqa: BLE001 – the next message is another
            log_kind("a published change was not understood", error)

    def _schedule(self, topic: str, key: int) -> None:
        """Schedule one broadcast at the next tick, however many changes are published before it."""
        channels = [
            channel for (t, k, _), channel in self.channels.items() if (t, k) == (topic, key)
        ]
        if not channels or (topic, key) in self.scheduled:
            return
        self.scheduled.add((topic, key))
        tick = channels[0].last.tick
        # The little extra lets the reading be there when it is asked for.
        delay = ticks.next_tick(tick) - ticks.now() + AFTER_TICK if tick else 0
        asyncio.get_running_loop().call_later(delay, self._on_tick, topic, key)

    def _on_tick(self, topic: str, key: int) -> None:
        self.scheduled.discard((topic, key))
        for (t, k, _), channel in list(self.channels.items()):
            if (t, k) == (topic, key):
                self.loops.create_task(self._broadcast(channel))

    async def _broadcast(self, channel: Channel) -> None:
        """Broadcast what is new; one broadcast at a time, so that no older reading comes last."""
        channel.again = True
        if channel.broadcasting:
            return
        channel.broadcasting = True
        try:
            while channel.again:
                channel.again = False
                await self._broadcast_once(channel)
        finally:
            channel.broadcasting = False

    async def _broadcast_once(self, channel: Channel) -> None:
        """Read once, encode the difference once, send the same bytes to every stream."""
        try:
            now = await _in_thread(channel.source.load, channel.key, channel.audience)
            said = channel.source.encode_diff(channel.last, now) if now is not None else None
        except Exception as error:  # noqa: BLE001 – whatever it is, the pages poll until it is over
            _log_if_unknown("what changed was not read", error)
            self._end(channel)
            return
        if now is None:
            self._end(channel)
            return
        channel.last = now
        frame = body_message(b"data: %s\n\n" % said) if said else None
        tags = {stream.ticket.tag for stream in channel.streams}
        revoked = {tag for tag in tags if not channel.source.is_allowed(now, tag)}
        for stream in list(channel.streams):
            if stream.ticket.tag in revoked:
                stream.revoke()
            elif frame:
                stream.send_or_drop(frame)

    async def _send_keepalive(self) -> None:
        await asyncio.sleep(SILENCE)
        alive = body_message(b'event: alive\ndata: {"now": %d}\n\n' % int(time.time() * 1000))
        for channel in list(self.channels.values()):
            for stream in list(channel.streams):
                stream.send_or_drop(alive)
            try:
                channel.source.expect(channel.key)
            except Exception as error:  # noqa: BLE001 – one thing keeps no other from its sign of life
                log_kind("what is listened to was not asked for", error)

    # rights

    async def _check_rights(self) -> None:
        await asyncio.sleep(RIGHTS_HOLD)
        for source in sources:
            await self._check_rights_of(source)

    async def _check_rights_of(self, source: Source) -> None:
        """Ask once for all streams of this source that are held in somebody's name."""
        channels = [channel for channel in self.channels.values() if channel.source is source]
        held = [s for channel in channels for s in channel.streams if s.ticket.holder]
        if not held:
            return
        tickets = {stream.ticket for stream in held}
        try:
            allowed = await _in_thread(source.still_allowed, tickets)
        except Exception as error:  # noqa: BLE001 – who cannot be asked about may not listen
            _log_if_unknown("the rights were not asked for", error)
            allowed = set()  # the pages poll, and come back when it is over
        for stream in held:
            if stream.ticket in tickets - allowed:
                stream.revoke()

    def _end_all(self) -> None:
        for channel in self.channels.values():
            self._end(channel)

    def _end(self, channel: Channel) -> None:
        for stream in channel.streams:
            stream.over.set()


hub = Hub()


def _log_if_unknown(what: str, error: Exception) -> None:
    """A store that is away is told of elsewhere, and not once for each who listens."""
    if not isinstance(error, DatabaseError | KeyStorageError):
        log_kind(what, error)


def _load_with_pooled_connection(read: Callable[..., Any], *args: Any) -> Any:
    """Load with a connection from the pool, and return it: a stream holds none."""
    close_old_connections()
    try:
        with ticks.never_waiting():
            return read(*args)
    finally:
        connection.close()


_in_thread_call = sync_to_async(_load_with_pooled_connection, thread_sensitive=False)


async def _in_thread(read: Callable[..., Any], *args: Any) -> Any:
    """Call it in a thread, again at the next tick when it says so: no thread waits for that."""
    for _ in range(TRIES):
        try:
            return await _in_thread_call(read, *args)
        except ticks.NotYetError as error:
            await asyncio.sleep(error.seconds)
    raise OperationalError("it could not be read at a tick")
