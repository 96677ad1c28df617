"""Settings from the environment: read, checked, and refused with a sentence that names them."""

import os
import re
import shlex
from ipaddress import ip_address, ip_network
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

# What ./start leaves beside itself, and what of its environment a command needs too.
STARTED_FILE = ".started"
STARTED_WITH = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "EMAIL_URL", "KEYS_URL")
OIDC_PARTS = ("NAME", "ISSUER", "CLIENT_ID", "CLIENT_SECRET")
LINE = re.compile(r"(?:export\s+)?(\w+)\s*=\s*(.*)")


def read_env_file(path: Path) -> None:
    """Add NAME=value lines to the environment, which wins where both have a name.

    A value may stand in quotes; blank lines and lines that begin with # say nothing.
    """
    for name, value in _lines_of(path):
        os.environ.setdefault(name, value)


def read_started_file(path: Path) -> None:
    """As an env file, what ./start has left; nothing when its data folder is gone."""
    started = dict(_lines_of(path))
    if Path(started.get("DATA_DIR", "/nowhere")).is_dir():
        read_env_file(path)


def _lines_of(path: Path) -> list[tuple[str, str]]:
    found = []
    for line in path.read_text().splitlines() if path.is_file() else []:
        if match := LINE.fullmatch(line.strip()):
            name, value = match.groups()
            if value[:1] in {"'", '"'} and value.endswith(value[0]) and len(value) > 1:
                value = value[1:-1]
            found.append((name, value))
    return found


def record_start(path: Path, data: Path, base_url: str) -> None:
    """Let commands that are typed beside this start find its data, servers and address.

    Only the owner may read it: an address of a database may hold a password.
    """
    given = {name: os.environ[name] for name in STARTED_WITH if os.environ.get(name)}
    lines = given | {"DATA_DIR": str(data), "BASE_URL": base_url, "STARTED_HERE": "1"}
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    unfinished.touch(mode=0o600)
    unfinished.write_text("".join(f'{name}="{value}"\n' for name, value in lines.items()))
    unfinished.replace(path)


def refuse(name: str, why: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"{name}: {why} (se .env.example)")


def yes_or_no(name: str, default: str) -> bool:
    value = os.environ.get(name, default).strip().lower()
    if value not in {"1", "0", "ja", "nej", "true", "false", "yes", "no"}:
        raise refuse(name, f"”{value}” ska vara 1 eller 0.")
    return value in {"1", "ja", "true", "yes"}


def whole_number(name: str, default: int, lowest: int, highest: int) -> int:
    value = os.environ.get(name) or str(default)
    if not value.strip().isdigit() or not lowest <= int(value) <= highest:
        raise refuse(name, f"”{value}” ska vara ett heltal mellan {lowest} och {highest}.")
    return int(value)


def one_url(name: str, value: str, schemes: set[str]) -> str:
    if urlsplit(value).scheme not in schemes:
        raise refuse(name, f"”{value}” ska börja med {' eller '.join(sorted(schemes))}://.")
    return value


def one_of(name: str, default: str, choices: set[str]) -> str:
    value = os.environ.get(name, default).strip().upper()
    if value not in choices:
        raise refuse(name, f"”{value}” ska vara {' eller '.join(sorted(choices))}.")
    return value


def words(name: str, default: list[str]) -> list[str]:
    """The values between the commas; the default when the name is not set at all."""
    if name not in os.environ:
        return default
    return [word.strip() for word in os.environ[name].split(",") if word.strip()]


def command(name: str) -> list[str]:
    """A command and its arguments, as a shell would read them but without running one."""
    value = os.environ.get(name, "")
    try:
        return shlex.split(value)
    except ValueError as error:
        raise refuse(name, f"”{value}” går inte att läsa som ett kommando.") from error


def networks(name: str) -> list[str]:
    """Addresses and networks (10.0.0.0/8) between commas; the word unix names a socket."""
    found = words(name, [])
    for each in found:
        try:
            if each != "unix":
                ip_network(each, strict=False)
        except ValueError as error:
            raise refuse(name, f"”{each}” ska vara en adress, ett nät eller unix.") from error
    return found


def is_this_machine(url: str) -> bool:
    """Whether nobody but this machine's own user comes by this address."""
    name = urlsplit(url).hostname or ""
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"


def oidc_providers() -> list[dict[str, Any]]:
    """The organisations' own sign-ins: OIDC_ISSUER with its companions, OIDC_2_ISSUER and on."""
    found: list[dict[str, Any]] = []
    for number in count(1):
        prefix = "OIDC_" if number == 1 else f"OIDC_{number}_"
        given = {part: os.environ.get(prefix + part, "").strip() for part in OIDC_PARTS}
        if not any(given.values()):
            if number > 1:
                return found
            continue
        for part in OIDC_PARTS:
            if not given[part]:
                raise refuse(prefix + part, "saknas, men andra uppgifter om inloggningen finns.")
        issuer = one_url(f"{prefix}ISSUER", given["ISSUER"], {"http", "https"})
        if not (issuer.startswith("https://") or is_this_machine(issuer)):
            raise refuse(f"{prefix}ISSUER", "ska börja med https://.")
        found.append(
            {
                "id": str(number),
                "name": given["NAME"],
                "issuer": issuer.removesuffix("/.well-known/openid-configuration").rstrip("/"),
                "client_id": given["CLIENT_ID"],
                "client_secret": given["CLIENT_SECRET"],
                "trusted_domains": [
                    domain.lower() for domain in words(f"{prefix}TRUSTED_DOMAINS", [])
                ],
            }
        )
    return found


def email_settings(url: str) -> dict[str, object]:
    """Django's EMAIL_ settings of an smtp://, smtp+tls:// or smtp+ssl:// address."""
    parts = urlsplit(url)
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "",
        "EMAIL_PORT": parts.port,
        "EMAIL_HOST_USER": unquote(parts.username) if parts.username else None,
        "EMAIL_HOST_PASSWORD": unquote(parts.password) if parts.password else None,
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtp+ssl",
    }


def key_storage(url: str, folder: Path) -> dict[str, object]:
    """Django's storage of the boards' keys: a folder, or s3://bucket/prefix for several machines.

    The bucket must not keep versions: a key that is deleted has to be gone.
    """
    if not url:
        return {
            "BACKEND": "modellkoncept.files.keys.KeyFolder",
            "OPTIONS": {"location": folder, "file_permissions_mode": 0o600},
        }
    parts = urlsplit(one_url("KEYS_URL", url, {"s3"}))
    if not parts.netloc:
        raise refuse("KEYS_URL", f"”{url}” ska ha ett namn på en hink: s3://namn/mapp.")
    return {
        "BACKEND": "modellkoncept.files.key_bucket.KeyBucket",
        "OPTIONS": {"bucket_name": parts.netloc, "location": parts.path.strip("/")},
    }
