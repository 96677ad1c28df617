"""People at the machine under test: the leader with her cookies, guests without."""

import http.client
import json
import re
import secrets
import time
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlencode

from tests.deploy.machine import HOST, LEADER, Machine

AGENT = "Telefon-hos-gästen/1.0"


@dataclass
class Leader:
    """A person who signs in; one connection for each request, as a browser may do."""

    machine: Machine
    cookies: dict[str, str] = field(default_factory=dict)
    status: int = 0
    place: str = ""  # where the last answer sends on to

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> bytes:
        line = http.client.HTTPConnection(HOST)
        line.sock = self.machine.connect()
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Referer": f"https://{HOST}/",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        line.request(method, path, urlencode(form) if form else None, headers)
        answer = line.getresponse()
        told = answer.read()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _equals, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        line.close()
        self.status, self.place = answer.status, answer.headers.get("Location", "")
        return told

    def get(self, path: str) -> str:
        return self.ask("GET", path).decode()

    def post(self, path: str, **form: str) -> str:
        return self.ask("POST", path, {"csrfmiddlewaretoken": self.token, **form}).decode()

    @property
    def token(self) -> str:
        return self.cookies["__Host-csrf"]

    def sign_in(self) -> None:
        """As the first person: by the key that was printed, and the code in the letter."""
        self.get("/forsta-personen/")
        key = self.machine.first_persons_key
        self.post("/forsta-personen/", full_name="Anna Ek", email=LEADER, key=key)
        assert (self.status, self.place) == (302, "/logga-in/kod/")
        letters = self.machine.mailbox.letters
        self.machine.wait_for(lambda: letters)
        code = re.search(r"^ +([0-9]{6})\r$", letters.pop(), re.MULTILINE)
        assert code
        self.post("/logga-in/kod/", code=code[1])
        assert (self.status, self.place) == (302, "/")


@dataclass
class Board:
    """An open board as its guests know it."""

    machine: Machine
    number: int
    path: str
    sections: list[int]
    prompts: list[int]
    taken: list[str] = field(default_factory=list)  # what was posted and answered with 200
    refused: list[int] = field(default_factory=list)  # and how else a post was answered

    def ask(
        self, method: str, path: str, body: str | None = None, source: str = "127.0.0.9"
    ) -> tuple[int, bytes]:
        """Everything that could tell who it is comes along."""
        line = http.client.HTTPConnection(HOST)
        try:
            line.sock = self.machine.connect(source)
            headers = {
                "Content-Type": "application/json",
                "User-Agent": AGENT,
                "Cookie": "__Host-session=kaka",
                "Referer": f"https://{HOST}{self.path}skriv/{self.sections[0]}/1/",
                "X-Forwarded-For": "203.0.113.7",
            }
            line.request(method, path, body, headers)
            answer = line.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            return 0, b""
        finally:
            line.close()

    def state(self) -> dict:
        status, told = self.ask("GET", f"{self.path}lage/")
        assert status == 200, (status, told)
        return json.loads(told)

    def texts(self) -> Counter[str]:
        return Counter(note["text"] for note in self.state()["notes"])

    def post(
        self, text: str, passes: dict[str, str], source: str, place: int = 0
    ) -> tuple[int, bytes]:
        section = self.sections[place % len(self.sections)]
        door = (
            f"{self.path}lapp/{section}/{self.prompts[place % len(self.prompts)]}/{1 + place % 3}/"
        )
        token = secrets.token_hex(24)
        body = json.dumps({"pass": passes[str(section)], "token": token, "text": text})
        status, told = self._until_taken(door, body, source)
        if status == 200:
            self.taken.append(text)
        return status, told

    def wait_for_posts(self, number: int = 12) -> None:
        """Until so many more posts have been taken."""
        enough = len(self.taken) + number
        self.machine.wait_for(lambda: len(self.taken) >= enough)

    def wait_for_refusals(self, status: int, number: int = 3) -> None:
        """Until so many more posts have been answered so; 0 is no answer."""
        enough = self.refused.count(status) + number
        self.machine.wait_for(lambda: self.refused.count(status) >= enough)

    def _until_taken(self, door: str, body: str, source: str) -> tuple[int, bytes]:
        """As a phone does: the same again, with the same token, until it is taken."""
        end = time.monotonic() + 40
        while True:
            status, told = self.ask("POST", door, body, source)
            if status == 200 or time.monotonic() > end:
                return status, told
            self.refused.append(status)
            if status:  # 0 is no answer at all
                assert (status, set(json.loads(told))) == (503, {"error", "sentence"})
            time.sleep(0.15)
