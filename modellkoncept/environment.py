"""Settings from the environment: read, checked, and refused with a sentence that names them."""

import os
import re
import shlex
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

LINE = re.compile(r"(?:export\s+)?(\w+)\s*=\s*(.*)")


def read_env_file(path: Path) -> None:
    """Add NAME=value lines to the environment, which wins where both have a name.

    A value may stand in quotes; blank lines and lines that begin with # say nothing.
    """
    if not path.is_file():
        return
    for line in path.read_text().splitlines():
        if found := LINE.fullmatch(line.strip()):
            name, value = found.groups()
            if value[:1] in {"'", '"'} and value.endswith(value[0]) and len(value) > 1:
                value = value[1:-1]
            os.environ.setdefault(name, value)


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
