"""The phone's scripts clean, count and split as the server does: run in Node, text by text."""

import json
import random
import shutil
import subprocess

import pytest
from django.conf import settings

from modellkoncept.text.cleaning import clean_text
from modellkoncept.text.pasted_lines import lines_of
from tests.padlet.test_paper import LINES

JS = settings.BASE_DIR / "static" / "js" / "padlet"
SIGNS = [
    *"aAbZåÄé1290 .,:;)(-*>+#o[]xIVv\n\t\r\v\f\x00\x07\x1c\x1f\x85\xa0\xad\u0301\u034f\u061c\u0627",
    *"\u0645\u06cc\u0915\u094d\u0937\u1680\u180e\u2003\u200b\u200c\u200d\u200e\u200f\u2028\u202e",
    *"\u2066\u2069\u20e3\u2800\u3000\u3164\u4e00\ue000\uf0b7\uf0fc\ufe00\ufe0e\ufe0f\ufeff\ufffc",
    *"\ufdd0\ud83d•–①❤👩💻🏳🌈🏽🏴\U000e0067\U000e0062\U000e0065\U000e007f\U000e0100\U0001ffff",
    "Fråga 1: ", "1.1 Vad", "1. ", "a) ", "３．", "☐ ", "- [x] ", "5G", "1:a",
]  # fmt: skip
RUN = """
import { cleanText, countCharacters } from "./note-text.js";
import { splitLines } from "./split-lines.js";
import { readFileSync } from "node:fs";
const texts = JSON.parse(readFileSync(0, "utf8"));
const answers = texts.map((text) => [cleanText(text), countCharacters(text), splitLines(text)]);
console.log(JSON.stringify(answers));
"""


def in_node(texts: list[str]) -> list[list]:
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs Node, which runs the scripts of the pages")
    done = subprocess.run(
        [node, "--input-type=module", "--eval", RUN.replace('"./', f'"{JS.as_uri()}/')],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return json.loads(done.stdout)


def test_both_clean_count_and_split_alike():
    dice = random.Random(7)  # noqa: S311 – a test
    texts = ["".join(dice.choices(SIGNS, k=dice.randint(1, 12))) for _ in range(6000)]
    texts += [*LINES, "👩\u200d👩\u200d👧\u200d👦" * 70, "a\u0308" * 500]

    for text, (cleaned, count, lines) in zip(texts, in_node(texts), strict=True):
        assert (text, cleaned, count) == (text, clean_text(text), len(clean_text(text)))
        assert (text, lines) == (text, lines_of(text))
