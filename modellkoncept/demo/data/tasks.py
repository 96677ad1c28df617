"""How far the demo's organisations have come: not everything is done, and somebody is late."""

from modellkoncept.demo.data.people import AVIKEN, GRANVIK, MELLANDAL, NORDHAV, TALLSUND

# Answers to the organisation's facts; the others have answered nothing yet.
GRANVIK_FACTS = {
    "responsible": "Kommunstyrelsen. Hållbarhetschefen håller ihop arbetet.",
    "decided": "Kommunfullmäktige i mars, när CEMR-deklarationen skrevs under.",
    "politics": "Kommunstyrelsens ordförande, fyra halvdagar under omgången.",
    "management": "Kommundirektören och förvaltningschefen för skolan.",
}
FULL_FACTS = GRANVIK_FACTS | {
    "key_people": "Controller och kommunikatör, två timmar i veckan.",
    "competence": "Alla chefer har gått en halvdag om könsuppdelad statistik.",
    "population": "Omkring 48 000 invånare, och fler äldre för varje år.",
    "organisation": "Sex nämnder och två bolag.",
    "goals": "Likvärdig service till kvinnor och män, flickor och pojkar.",
    "priorities": "Fritid och skola: där skiljer det mest.",
    "stakeholders": "Nämnder, chefer, fack och föreningar.",
    "channels": "Intranätet, chefsmöten och nämndernas möten.",
}
FACTS = {
    GRANVIK.code: GRANVIK_FACTS,
    NORDHAV.code: FULL_FACTS,
    AVIKEN.code: FULL_FACTS,
    MELLANDAL.code: FULL_FACTS,
}
# By organisation and the task's label: what its people have said.
STATES = {
    GRANVIK.code: {"Beslut": "done", "Självskattning": "part", "Planeringsfrågor": "done"},
    NORDHAV.code: {
        "Beslut": "done",
        "Planeringsfrågor": "done",
        "Självskattning": "done",
        "Presentation till träff 1": "part",
    },
    TALLSUND.code: {"Planeringsfrågor": "part"},
    AVIKEN.code: {"Beslut": "done", "Mentorprofil": "done", "Planeringsfrågor": "done"},
    MELLANDAL.code: {"Beslut": "done", "Mentorprofil": "part"},
}
TRAINING = "Introduktionsutbildning"
# Which roles have taken the introduction training.
TRAINED = {
    GRANVIK.code: {"strategist", "politician"},
    NORDHAV.code: {"politician", "manager", "strategist", "key_person"},
    TALLSUND.code: {"strategist"},
}
EXEMPT = {
    (MELLANDAL.code, "Planeringsfrågor"): "Ni svarade på frågorna i förra omgången.",
}
