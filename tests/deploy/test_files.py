"""What the files in deploy/ say, without starting anything."""

import re
import shlex
import shutil
import subprocess

import pytest
from django.conf import settings

from modellkoncept.embedded.web_and_worker import WEB_COMMAND, worker_program
from modellkoncept.environment import LINE
from modellkoncept.web.bypass import LARGEST_BODY
from modellkoncept.web.limits.body_size import MEGABYTE, ORDINARY, body_limit
from padlet.services.attachments import MAX_ATTACHMENT_BYTES, MAX_ATTACHMENTS
from tests.deploy.machine import DEPLOY, README, commands, unit
from tests.modellkoncept.test_settings import LOCAL, settings_from

NGINX = re.sub(r"^ *#.*\n", "", (DEPLOY / "nginx.conf").read_text(), flags=re.MULTILINE)
UNITS = sorted(path.name for path in (DEPLOY / "systemd").glob("*.service"))
BACKUP = "modellkoncept-backup.service"


def command_of(name: str) -> list[str]:
    [line] = unit(name)["ExecStart"]
    return shlex.split(line)


def names_in(text: str) -> dict[str, str]:
    """The settings of a file, by name."""
    return dict(found.groups() for line in text.splitlines() if (found := LINE.fullmatch(line)))


def locations() -> dict[str, str]:
    """The blocks of nginx.conf by what they match; none of them holds another."""
    https = NGINX.partition("error_page 413")[2]
    return dict(re.findall(r"location ([^{]+?) \{(.*?)\}", https, re.DOTALL))


def size_in(directive: str, block: str) -> int:
    """The bytes that a directive names."""
    found = re.search(rf"{directive} (\d+)([km]);", block)
    assert found, directive
    return int(found[1]) * {"k": 1024, "m": MEGABYTE}[found[2]]


def test_the_services_run_what_start_runs():
    web, worker = (
        command_of("modellkoncept-web@.service"),
        command_of("modellkoncept-worker@.service"),
    )
    started = [str(word) for word in worker_program(settings.DATA_DIR, settings.BASE_DIR).command]

    assert web[0] == "/opt/modellkoncept/.venv/bin/uvicorn"
    assert web[1:] == [*WEB_COMMAND[1:], "--host", "127.0.0.1", "--port", "%i"]
    assert worker[0] == "/opt/modellkoncept/.venv/bin/celery"
    assert set(started[2:]) - {"celery", "--beat"} == set(worker[1:]) - {"--hostname", "%i@%%h"}
    assert "--beat" not in worker  # only one of all processes has the timetable
    assert unit("modellkoncept-web@.service")["Environment"] == ["DATABASE_POOL_SIZE=10"]
    assert unit("modellkoncept-worker@.service")["Environment"] == ["DATABASE_POOL_SIZE=0"]


@pytest.mark.parametrize("name", UNITS)
def test_no_service_is_given_up_and_each_is_shut_in(name):
    directives = unit(name)

    assert "\nStartLimitIntervalSec=0\n" in (DEPLOY / "systemd" / name).read_text()
    restart = "on-failure" if name == BACKUP else "always"
    assert (directives["Restart"], directives["User"]) == ([restart], ["modellkoncept"])
    shut = ("NoNewPrivileges", "PrivateTmp", "ProtectHome", "PrivateDevices")
    assert [directives[each] for each in shut] == [["yes"]] * len(shut)
    assert directives["ProtectSystem"] == ["strict"]
    assert directives["LimitCORE"] == ["0"]  # a dump would hold notes


def test_a_backup_is_made_every_night_with_no_key_in_its_archive():
    timer = (DEPLOY / "systemd" / "modellkoncept-backup.timer").read_text()

    assert command_of(BACKUP) == [
        *("/opt/modellkoncept/.venv/bin/python", "manage.py", "backup"),
        *("/var/backups/modellkoncept", "--keys-beside", "/var/backups/modellkoncept/keys"),
    ]
    assert unit(BACKUP)["Type"] == ["oneshot"]
    assert unit(BACKUP)["ReadWritePaths"] == ["/var/backups/modellkoncept"]
    assert "\nOnCalendar=*-*-* 02:15\nAccuracySec=1min\n" in timer
    assert ("\nPersistent=yes\n" in timer, "\nWantedBy=timers.target\n" in timer) == (True, True)
    assert "modellkoncept-backup.timer" in commands("First start")


def test_archives_are_removed_in_the_end_and_the_copy_of_the_keys_is_left_to_the_backups():
    lines = (DEPLOY / "tmpfiles.conf").read_text().splitlines()
    ages = {line.split()[1]: line.split()[-1] for line in lines if line.startswith("d ")}

    assert ages["/var/backups/modellkoncept"] == "30d"
    assert ages["/var/backups/modellkoncept/keys"] == "-"
    assert set(ages.values()) == {"30d", "-"}


def test_the_readme_has_one_way_to_back_up_and_one_to_restore():
    assert commands("Back up") == "sudo systemctl start modellkoncept-backup.service"
    restore = [line for line in commands("Restore").splitlines() if "manage.py restore" in line]
    assert restore == [
        (
            'sudo -u modellkoncept .venv/bin/python manage.py restore "$archive" --yes'
            " --keys-beside /var/backups/modellkoncept/keys"
        )
    ]
    assert [word for word in ("pg_dump", "pg_restore", "cp -a", "dropdb") if word in README] == []


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze saknas.")
def test_systemd_understands_the_services(tmp_path):
    for path in (DEPLOY / "systemd").iterdir():
        text = re.sub(r"/opt/modellkoncept/\.venv/bin/\w+", "/bin/true", path.read_text())
        (tmp_path / path.name).write_text(text.replace("/opt/modellkoncept", "/tmp"))  # noqa: S108 – any folder

    checked = subprocess.run(
        ["systemd-analyze", "verify", *sorted(tmp_path.iterdir())],  # noqa: S607 – the system's own
        capture_output=True,
        text=True,
    )

    assert (checked.returncode, checked.stderr) == (0, "")


def test_the_example_of_the_settings_starts_when_what_is_empty_is_filled_in():
    example = (DEPLOY / "modellkoncept.env").read_text()
    given = {name: value.strip('"') for name, value in names_in(example).items()}
    known = names_in((settings.BASE_DIR / ".env.example").read_text())

    assert set(given) - set(known) == set()
    needed = {"BASE_URL", "SECRET_KEY", "DATABASE_URL", "REDIS_URL", "EMAIL_URL", "FROM_EMAIL"}
    assert needed - set(given) == set()
    loaded = settings_from(LOCAL | given | {"SECRET_KEY": "x" * 60})
    assert (loaded["SECURE"], loaded["DATABASES"]["default"]["HOST"]) == (True, "/run/postgresql")


def test_nginx_writes_no_log_in_which_a_board_could_stand():
    logs = [
        line.strip() for line in NGINX.splitlines() if re.match(r"\s*(access|error)_log ", line)
    ]

    assert logs == [
        "error_log /var/log/nginx/error.log;  # the program's own words, on starting and reloading",
        "error_log /dev/null emerg;",
        "access_log off;",
        "access_log /var/log/nginx/access.log pages;",
    ]
    assert [where for where, block in locations().items() if "access_log" in block] == ["/"]
    assert {"/t/", "/tavlor/", "/strom/", "/static/", "/fel/"} <= set(locations())
    assert {"/inbjudan/", "/mejl/avsluta/"} <= set(locations())  # nor a letter's own address
    [form] = re.findall(r"log_format pages (.*);", NGINX)
    assert re.findall(r"\$\w+", form) == [
        "$time_iso8601", "$remote_addr", "$request_method", "$uri", "$status", "$request_time",
    ]  # fmt: skip


def test_nginx_sets_where_a_request_came_from_and_never_appends():
    claims = re.findall(r"proxy_set_header (X-\S+|Forwarded) (\S+);", NGINX)

    assert sorted(set(claims)) == [
        ("Forwarded", '""'),
        ("X-Forwarded-For", '""'),
        ("X-Forwarded-For", "$remote_addr"),
        ("X-Forwarded-Host", '""'),
        ("X-Forwarded-Proto", "$scheme"),
    ]


FILES = "~ ^/(omgangar/[0-9]+/filer/ny|filer/[0-9]+/ny-version|moten/[0-9]+/filer/ny)/$"


def test_nginx_lets_through_what_the_forms_take_and_writes_no_text_to_a_file():
    blocks = {"/": NGINX.partition("upstream web")[0]} | {
        where: block for where, block in locations().items() if "client_max_body_size" in block
    }
    limits = {where: size_in("client_max_body_size", block) for where, block in blocks.items()}

    assert limits == {
        "/": ORDINARY,
        "= /tavlor/importera/": 4 * MEGABYTE,
        "~ ^/tavlor/[0-9]+/instruktion/$": 51 * MEGABYTE,
        FILES: 50 * MEGABYTE,
        "~ ^/(beslut/[0-9]+/|deltagande/[0-9]+/beslut/nytt/)$": 11 * MEGABYTE,
        "~ ^/(omgangar|deltagande)/[0-9]+/bjud-in/$": 8 * MEGABYTE,
        "~ ^/t/[0-9a-f]+/(lapp|egen|gilla|prick|klar)/": LARGEST_BODY,
    }
    for path in ("/omgangar/1/filer/ny/", "/filer/1/ny-version/", "/moten/1/filer/ny/"):
        assert re.match(FILES.removeprefix("~ "), path)
        assert body_limit(path, 2 * MEGABYTE) == limits[FILES]
    assert "proxy_request_buffering off;" in blocks.pop(FILES)
    assert body_limit("/tavlor/importera/", 2 * MEGABYTE) <= limits["= /tavlor/importera/"]
    upload = "~ ^/tavlor/[0-9]+/instruktion/$"
    assert body_limit("/tavlor/1/instruktion/", 2 * MEGABYTE) <= limits[upload]
    assert "proxy_request_buffering off;" in blocks.pop(upload)
    decision = "~ ^/(beslut/[0-9]+/|deltagande/[0-9]+/beslut/nytt/)$"
    for path in ("/beslut/1/", "/deltagande/1/beslut/nytt/"):
        assert ORDINARY < body_limit(path, 2 * MEGABYTE) <= limits[decision]
    assert "proxy_request_buffering off;" in blocks.pop(decision)
    people = "~ ^/(omgangar|deltagande)/[0-9]+/bjud-in/$"
    for path in ("/omgangar/1/bjud-in/", "/deltagande/1/bjud-in/"):
        assert re.match(people.removeprefix("~ "), path)
        assert ORDINARY < body_limit(path, 2 * MEGABYTE) <= limits[people]
    assert "proxy_request_buffering off;" in blocks.pop(people)
    for where, block in blocks.items():
        assert size_in("client_body_buffer_size", block) == limits[where]
    assert NGINX.count("proxy_max_temp_file_size 0;") == 1


def test_the_pages_of_the_proxy_say_what_the_forms_say():
    page = (DEPLOY / "pages" / "413.html").read_text()

    told = [int(number) for number in re.findall(r"(\d+) MB", page)]
    assert told == [ORDINARY // MEGABYTE, MAX_ATTACHMENT_BYTES // MEGABYTE]
    assert ("fem" in page, MAX_ATTACHMENTS) == (True, 5)
    for path in (DEPLOY / "pages").iterdir():
        text = path.read_text()
        assert ('<html lang="sv">' in text, "http" in text, "<h1>" in text) == (True, False, True)


def test_the_readme_names_every_file_and_the_readme_of_the_project_repeats_nothing():
    files = [path for path in DEPLOY.iterdir() if path.name != "README.md"]
    assert [path.name for path in files if path.name not in README] == []

    project = (settings.BASE_DIR / "README.md").read_text()
    assert project.count("(deploy/README.md)") >= 1
    assert [word for word in ("proxy_pass", "pg_dump", "createsuperuser") if word in project] == []
