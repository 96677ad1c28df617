import pytest

from padlet.texts import prompt_wording

CONTRIBUTE, EXPECT, SUPPORT = prompt_wording.STANDARD_PROMPTS


@pytest.mark.parametrize(
    ("template", "role", "expected"),
    [
        (CONTRIBUTE, "pol", "Vad kan ni som politiker bidra med rent konkret?"),
        (CONTRIBUTE, "chef", "Vad kan ni som chefer bidra med rent konkret?"),
        (
            CONTRIBUTE,
            "strat",
            "Vad kan ni som strateger och nyckelpersoner bidra med rent konkret?",
        ),
        (
            EXPECT,
            "pol",
            "Vad förväntar ni er av de andra (chefer och strateger/nyckelpersoner)?",
        ),
        (
            EXPECT,
            "chef",
            "Vad förväntar ni er av de andra (politiker och strateger/nyckelpersoner)?",
        ),
        (EXPECT, "strat", "Vad förväntar ni er av de andra (politiker och chefer)?"),
        (SUPPORT, "chef", "Finns det något ni behöver stöd i?"),
    ],
)
def test_each_role_group_is_addressed_by_its_own_name(template, role, expected):
    assert prompt_wording.worded_for(template, role) == expected


def test_the_heading_over_all_groups_names_none_of_them():
    assert [
        prompt_wording.worded_for_all(prompt) for prompt in prompt_wording.STANDARD_PROMPTS
    ] == [
        "Vad kan ni bidra med rent konkret?",
        "Vad förväntar ni er av de andra?",
        "Finns det något ni behöver stöd i?",
    ]


def test_braces_that_are_not_fields_stay_as_they_were():
    assert prompt_wording.worded_for("Hur {mår} ni, {roll}?", "pol") == "Hur {mår} ni, politiker?"
    assert prompt_wording.unknown_fields("Hur {mår} ni, {roll}?") == ["mår"]


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("pol", "What do you, politicians, expect of managers and strategists/key persons?"),
        ("chef", "What do you, managers, expect of politicians and strategists/key persons?"),
        ("strat", "What do you, strategists and key persons, expect of politicians and managers?"),
    ],
)
def test_in_an_english_round_the_groups_have_english_names(role, expected):
    template = "What do you, {roll}, expect of {övriga roller}?"

    assert prompt_wording.worded_for(template, role, "en") == expected


def test_an_english_heading_over_all_groups_names_none_of_them():
    template = "What can you as {roll} contribute to {övriga roller}?"

    assert (
        prompt_wording.worded_for_all(template, "en")
        == "What can you contribute to the other groups?"
    )


def test_a_language_without_words_of_its_own_is_spoken_to_in_swedish():
    assert prompt_wording.worded_for("Hej {roll}", "pol", "fi") == "Hej politiker"


def test_the_fields_of_a_question_are_named_in_the_forms_language():
    template = "Vad kan ni som {roll} be {övriga roller} om?"

    shown = prompt_wording.as_shown(template, "en")

    assert shown == "Vad kan ni som {role} be {other roles} om?"
    assert prompt_wording.as_shown(template, "sv") == template
    assert prompt_wording.as_stored(shown) == template == prompt_wording.as_stored(template)
