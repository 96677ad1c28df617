"""The baseline: the least a Python server can do. A posted text goes to every open stream.

One process, one loop, one protocol; no database, no template, no check of anything.
"""

import asyncio
import json
import re
import sys
import uuid
from typing import Any

import uvloop

STREAM = (
    b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n"
    b"transfer-encoding: chunked\r\n\r\n8\r\n: hello\n\r\n"
)
LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
viewers: set[asyncio.Transport] = set()


class Connection(asyncio.Protocol):
    def __init__(self) -> None:
        self.came = b""

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def connection_lost(self, _error: Exception | None) -> None:
        viewers.discard(self.transport)

    def data_received(self, data: bytes) -> None:
        self.came += data
        while (end := self.came.find(b"\r\n\r\n")) >= 0:
            head, length = self.came[:end], 0
            if found := LENGTH.search(head):
                length = int(found[1])
            if len(self.came) < end + 4 + length:
                return
            body, self.came = self.came[end + 4 : end + 4 + length], self.came[end + 4 + length :]
            if head.startswith(b"GET"):
                viewers.add(self.transport)
                self.transport.write(STREAM)
            else:
                self.put_up(json.loads(body)["text"])

    def put_up(self, text: str) -> None:
        """Say it in as many bytes as the product does, to everybody, and then answer."""
        note = {"id": str(uuid.uuid4()), "section": 1, "prompt": 1, "breakout": 0, "text": text}
        note |= {"likes": 0, "dots": 0, "cluster": None, "paper": False, "hidden": False}
        news = {"from": "0" * 16, "version": "0" * 16, "changed": [note], "removed": [], "total": 1}
        frame = b"data: %s\n\n" % json.dumps(news).encode()
        chunk = b"%x\r\n%s\r\n" % (len(frame), frame)
        for viewer in viewers:
            viewer.write(chunk)
        answer = json.dumps({"id": note["id"], "text": text}).encode()
        self.transport.write(
            b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%s" % (len(answer), answer)
        )


async def main(port: int) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Connection, "127.0.0.1", port, backlog=1024)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1])))
