"""A round with one meeting and a draft of a board, for whom an address names: prints what was made.

Run as `python -m tests.deploy.first_round ADDRESS` in the environment of the machine under test.
"""

import json
import sys

import django

django.setup()

from padlet.services import boards  # noqa: E402 – only after Django is set up
from programmes.models import User  # noqa: E402 – as above
from tests import factories  # noqa: E402 – as above


def main(address: str) -> None:
    group = factories.LearningGroupFactory()
    participation = factories.ParticipationFactory(round=group.round, group=group)
    leader = User.objects.get(email=address)
    factories.MembershipFactory(participation=participation, user=leader)
    meeting = factories.MeetingFactory(round=group.round)
    board = boards.create_board(meeting=meeting, title="Skarpt läge", prompts=["Vad?", "Hur?"])
    made = {
        "board": board.pk,
        "sections": [section.pk for section in board.sections.all()],
        "prompts": [prompt.pk for prompt in board.prompts.all()],
    }
    print(json.dumps(made))  # noqa: T201 – a command's answer


if __name__ == "__main__":
    main(sys.argv[1])
