"""An open board with notes, and somebody who is signed in: prints what was made.

Run as `python -m tests.modellkoncept.open_board` in the environment of the system under test.
"""

import json
import secrets

import django

django.setup()

from django.conf import settings  # noqa: E402 – only after Django is set up
from django.core.files.base import ContentFile  # noqa: E402 – as above
from django.core.files.storage import default_storage  # noqa: E402 – as above
from django.test import Client  # noqa: E402 – as above

from padlet import credentials  # noqa: E402 – as above
from padlet.services import boards, notes  # noqa: E402 – as above
from tests import factories  # noqa: E402 – as above

TEXTS = ["Mer tid till varandra", "Å, ä och ö – 🙂", "En rad\noch en till"]


def main() -> None:
    group = factories.LearningGroupFactory()
    meeting = factories.MeetingFactory(round=group.round)
    board = boards.create_board(meeting=meeting, title="Kopieras", prompts=["Vad?"])
    section = board.sections.first()
    board = boards.open_board(
        board=board, breakout_sizes={each.pk: [200] for each in board.sections.all()}
    )
    for text in TEXTS:
        notes.add_note(
            board_path=board.path,
            section_id=section.pk,
            prompt_id=board.prompts.get().pk,
            breakout=0,
            pass_=credentials.write_pass(board, section),
            token=secrets.token_hex(24),
            text=text,
        )
    client = Client()
    client.force_login(factories.UserFactory(is_staff=True, is_superuser=True))
    made = {
        "board": board.pk,
        "path": board.path,
        "key": f"{board.key_id.hex}.key",
        "session": f"{settings.SESSION_COOKIE_NAME}={client.session.session_key}",
        "file": default_storage.save("papper.pdf", ContentFile(b"papper")),
    }
    print(json.dumps(made))  # noqa: T201 – a command's answer


if __name__ == "__main__":
    main()
