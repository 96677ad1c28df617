"""What the demo's mentors have done before, and what they offer. All of it invented."""

from programmes.models import Organisation, Participation
from programmes.services import histories, organisations

PARTICIPANT, MENTOR = Participation.Kind.PARTICIPANT, Participation.Kind.MENTOR
# By the code of the organisation: its earlier rounds, as what and from which year to which.
EARLIER = {
    "9904": [(PARTICIPANT, 2017, 2018), (MENTOR, 2020, 2021)],
    "9905": [(PARTICIPANT, 2019, 2020)],
    "9906": [(PARTICIPANT, 2020, 2021)],
}
# Invented places, for distances: latitude and longitude.
PLACES = {
    "9901": (58.41, 15.62),
    "9902": (59.27, 15.21),
    "9903": (58.75, 17.01),
    "9904": (58.94, 16.21),
    "9905": (60.67, 17.14),
    "9906": (56.88, 14.81),
}
PROFILES = {
    "9904": {
        "themes": "Styrning och ledning",
        "experience": "Vi har skrivit om mål och budget två gånger. Den andra gången höll det.",
        "capacity": 2,
        "place": "Åviken. Vi reser gärna en dag.",
    },
    "9905": {
        "themes": "Systematiskt förbättringsarbete\nAnalys och uppföljning",
        "experience": "Vården började, sedan kom trafiken efter. Det tog längre tid än vi trodde.",
        "capacity": 1,
        "place": "Mellandal. Helst digitalt.",
    },
}


def fill_histories() -> None:
    """Enter the earlier rounds and the profiles of organisations that are there."""
    for code, (latitude, longitude) in PLACES.items():
        organisations.change_organisation(
            organisation=Organisation.objects.get(code=code),
            latitude=latitude,
            longitude=longitude,
        )
    for code, rounds in EARLIER.items():
        organisation = Organisation.objects.get(code=code)
        for role, first_year, last_year in rounds:
            histories.add_earlier_part(
                organisation=organisation, role=role, first_year=first_year, last_year=last_year
            )
    for code, fields in PROFILES.items():
        histories.save_mentor_profile(
            organisation=Organisation.objects.get(code=code), version=0, **fields
        )
