"""Numbers and bullets that were pasted in front of lines go; numbers that say something stay."""

import pytest

from modellkoncept.text.pasted_lines import lines_of, without_mark

MARKED = [
    "1. Vad?", "1) Vad?", "(1) Vad?", "[1] Vad?", "12. Vad?", "1: Vad?", "1 - Vad?", "1 – Vad?",
    "1.Vad?", "1)Vad?", "1.\tVad?", "1\tVad?", "1.1 Vad?", "1.1. Vad?", "1.2.3 Vad?", "a) Vad?",
    "a. Vad?", "(b) Vad?", "I. Vad?", "iv) Vad?", "VIII. Vad?", "① Vad?", "❷Vad?", "1️⃣ Vad?",
    "🔟 Vad?",
    "１．Vad?", "（１）Vad?", "- Vad?", "-Vad?", "– Vad?", "— Vad?", "* Vad?", "+ Vad?", "> Vad?",
    "• Vad?", "•\tVad?", "· Vad?", "▪ Vad?", "◦ Vad?", "➢ Vad?", "✓ Vad?", "✔️ Vad?", "☐ Vad?",
    "[ ] Vad?", "[x] Vad?", "- [ ] Vad?", "• 1. Vad?", "1. • Vad?", "\uf0b7\tVad?", "o\tVad?",
    "Fråga 1: Vad?", "FRÅGA 2. Vad?", "Fråga nr 3) Vad?", "fråga 1 – Vad?", "Question 1: Vad?",
    "## Vad?", "\ufeff1. Vad?", "\xa0 1.\xa0Vad?", "\u200b• Vad?", "٣. Vad?",
]  # fmt: skip
MEANT = [
    "2030 ska vi vara klara", "3 av 10 svarar", "24-timmarsvård", "1:a plats", "5G i skolan",
    "1-2 gånger", "3 – 5 personer", "1.5 miljoner", "2.5 Mkr", "9.30 Samling", "12:30 Lunch",
    "-5 grader", "–5 grader", ">5 %", "+46 8 123", "*viktigt* att minnas", "#hashtag",
    "§ 5 gäller",
    "e-post", "i skolan", "vi ska", "C-vitamin", "Fråga 1 gång till", "Frågan är fri", "100 % av",
    "12.5.2028 ses vi", "3D-skrivare", "7 av 9: bra", "Mål 3: hälsa", "1.", "🎉 Vi klarade det",
]  # fmt: skip


@pytest.mark.parametrize("line", MARKED)
def test_a_mark_goes(line):
    assert without_mark(line) == "Vad?"
    assert lines_of(f"{line}\r\n{line}") == ["Vad?", "Vad?"]


@pytest.mark.parametrize("line", MEANT)
def test_what_says_something_stays(line):
    assert without_mark(line) == line
    assert lines_of(line) == [line]


def test_lines_that_say_nothing_go():
    assert lines_of("Ett\n\n---\n***\n…\n•\n \u200b\n👍\n") == ["Ett", "👍"]
