"""The demo's start conference: its board, what was written on it and how that was summed up."""

from datetime import time
from typing import Any

CONFERENCE: dict[str, Any] = {
    "title": "Uppstartskonferens",
    "place": "Konferenscentrum Fyren, Nordhav",
    "starts_at": time(9, 0),
    "aims": "Vi vet vilka vi är och vad vi vill lära oss\n"
    "Vi vet hur omgången går till och vad var och en gör\n"
    "Varje organisation har en första plan för tiden hemma",
}
CONFERENCE_BOARD: dict[str, Any] = {
    "title": "Vad gör vi var och en, och tillsammans?",
    "prompts": [
        "Vad kan ni som {roll} bidra med rent konkret?",
        "Vad förväntar ni er av de andra ({övriga roller})?",
        "Var behöver ni hjälp för att komma vidare?",
    ],
    # How many people each small group had.
    "breakout_sizes": {"pol": [6], "chef": [6], "strat": [5, 4, 5]},
}

# What was summed up of the first question: each sentence, and the notes it rests on.
SUMMARY = [
    (
        "Politiker och chefer efterfrågar resultat och håller frågan levande.",
        [
            "Fråga efter siffrorna varje gång ett ärende kommer upp i nämnden.",
            "Hålla fast vid målen även när det blåser.",
            "Fråga efter resultat på varje ledningsgrupp.",
        ],
    ),
    (
        "Strategerna leder processen hemma och håller ihop arbetet mellan träffarna.",
        ["Leda processen hemma och hålla farten uppe.", "Hålla ihop arbetet mellan träffarna."],
    ),
    ("Alla vill mötas oftare.", []),
]

# Role group, then question, then notes.
NOTES: dict[str, list[list[str]]] = {
    "pol": [
        [
            "Fråga efter siffrorna varje gång ett ärende kommer upp i nämnden.",
            "Ta med frågan in i budgetarbetet redan i vår.",
            "Berätta i de andra nämnderna vad vi har bestämt, och varför.",
            "Hålla fast vid målen även när det blåser.",
            "Vara med på träffarna från början till slut, inte bara på invigningen.",
            "Se till att strategerna får tid och pengar.",
        ],
        [
            "Underlag där det syns vad förslaget betyder för flickor och pojkar, kvinnor och män.",
            "Säg till i tid när något behöver beslutas.",
            "Att ni visar oss vad som går dåligt också, inte bara solskenet.",
        ],
        [
            "Att läsa statistik utan att dra fel slutsatser.",
            "Korta exempel att berätta vidare om hemma.",
            "Vilka frågor ska vi ställa för att få svar som går att använda?",
        ],
    ],
    "chef": [
        [
            "Lägga in frågan i den ordinarie verksamhetsplanen i stället för i en egen pärm.",
            "Fråga efter resultat på varje ledningsgrupp.",
            "Frigöra tid för dem som ska göra jobbet.",
        ],
        [
            "Politiken: bestäm vad som är viktigast, allt går inte att göra samtidigt.",
            "Strategerna: en tidplan på en sida som alla begriper.",
        ],
        [
            "Hur får vi med enheter som redan går på knäna?",
            "En ärlig bild av var vi står i dag.",
            "Mentorernas misstag, så att vi slipper göra om dem.",
        ],
    ],
    "strat": [
        [
            "Hålla ihop arbetet mellan träffarna.",
            "Ta fram statistik uppdelad på kön och förklara vad den visar.",
            "Skriva underlag som går att fatta beslut på.",
            "Boka in lärandeträffarna i allas kalendrar nu.",
            "Kunskap om hur andra kommuner har gjort.",
            "Leda processen hemma och hålla farten uppe.",
            "Hålla i processen på hemmaplan så att den inte stannar av.",
            "Översätta projektspråk till vanlig svenska.",
            "Se var det redan finns bra arbete och lyfta fram det.",
            (
                "Vi kan vara spindeln i nätet: samla in frågor från verksamheterna, hitta den som"
                " kan svara, hålla ihop tidplanen, påminna om det vi har lovat varandra och se till"
                " att det vi lär oss hamnar i rutiner som finns kvar när omgången är slut."
            ),
        ],
        [
            "Tid. Det här går inte att göra på fredagseftermiddagar.",
            "Att cheferna avsätter tid för oss och för verksamheterna.",
            "Mandat att kalla till möten över förvaltningsgränserna.",
            "Att frågan står på dagordningen även när vi inte är i rummet.",
            "Följ upp!",
            "Att ni följer upp, annars tappar alla fart.",
            "Tydliga besked om vem som äger vad.",
            "Uthållighet efter valet.",
            "Att politiken vågar säga vad som får vänta.",
            "En chef som svarar när det kör ihop sig.",
            "Nyfikenhet, och att ni läser det vi skickar.",
        ],
        [
            "Ett nätverk att ringa till mellan träffarna.",
            "Mallar som redan är prövade av någon annan.",
            "Hjälp att välja: vilken verksamhet ska vi börja i?",
            "Hur gör man en analys som håller när någon ifrågasätter den?",
            "Att få se hur mentorerna följer upp sina mål.",
            "Få träffas på riktigt, inte bara på skärm.",
            "Att träffas på plats, det ger mer än digitala möten.",
            "Argument som biter på den som tror att vi redan är jämställda.",
            "Någon utifrån som ifrågasätter oss ibland.",
        ],
    ],
}
