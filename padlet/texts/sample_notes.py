"""Sample notes of a rehearsal: invented sentences. Pure; no Django."""

import random

SEED = 32
FEWEST, MOST = 2, 6  # notes in a box

SENTENCES = {
    "pol": [
        "Vi kan fråga efter siffror för kvinnor och män varje gång vi får en rapport.",
        "Ta upp frågan i gruppen hemma redan nästa vecka.",
        "Stå fast vid beslutet även när budgeten blir trång.",
        "Bjuda in verksamheten att berätta, inte bara läsa det de skriver.",
        "Kortare underlag med tydliga förslag.",
        "Att någon förklarar statistiken så att alla hänger med.",
        "Se till att frågan följer med in i nästa mandatperiod.",
        "En gemensam bild av vad som är viktigast först.",
    ],
    "chef": [
        "Sätta av tid i kalendern innan den fylls av annat.",
        "Visa att vi menar allvar genom att själva vara med.",
        "Lägga in frågan i den vanliga uppföljningen.",
        "Ett tydligt uppdrag, så att vi vet vad vi ska svara för.",
        "Få höra hur andra har löst det när personalen är få.",
        "Börja i en verksamhet som vill, och visa de andra.",
        "Mindre projekt, mer vardag.",
        "Någon att ringa när det kör fast.",
    ],
    "strat": [
        "Hålla ihop planen och påminna om nästa steg.",
        "Ta fram statistik som går att förstå på en minut.",
        "Koppla ihop dem som sitter med samma fråga på olika håll.",
        "Mandat att boka in ledningen.",
        "Att cheferna visar tydligt att det här är viktigt.",
        "Fler exempel på hur man går från siffror till åtgärd.",
        "Skriva så att även den som är ny förstår.",
        "Ett nätverk som ses oftare än på träffarna.",
        "Tid att prova, och lov att misslyckas.",
    ],
    "alla": [
        "Att få prata med dem som har samma roll någon annanstans.",
        "Tydligt upplägg och lagom tempo.",
        "Lite för lång förmiddag utan paus.",
        "Fler konkreta exempel nästa gång.",
        "Hur gör man när siffrorna är små?",
        "Mentorns berättelse om det som gick snett.",
        "Mer tid till samtal vid borden.",
        "Vi bokar ett möte hemma redan i mars.",
        "Kaffet!",
    ],
}  # fmt: skip


def notes_for(role_group: str, dice: random.Random) -> list[str]:
    """Some invented notes for one box, none of them twice."""
    return dice.sample(SENTENCES[role_group], dice.randint(FEWEST, MOST))
