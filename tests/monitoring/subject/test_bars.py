"""What is under a bar is in no byte, whatever its case, spacing and letters."""

import pytest

from foundation.core.states import NotAllowed
from monitoring.subject.bars import BAR, barred
from monitoring.subject.content import Words


def over(text: str, *bars: str) -> str:
    return barred([Words("Text", text)], bars)[0].words


@pytest.mark.parametrize(
    "text",
    [
        "Lena Line-Manager said so.",
        "LENA LINE-MANAGER said so.",
        "Lena\n  Line-Manager said so.",
        "Lena\u00a0Line-Manager said so.",
        "Le\u00adna Line-Manager said so.",
        "Lena\u200b Line-Manager said so.",
        "\uff2cena Line-Manager said so.",
    ],
)
def test_a_name_is_blacked_out_however_it_is_written(text: str) -> None:
    assert over(text, "Lena Line-Manager") == f"{BAR} said so."


def test_a_bar_is_as_long_whatever_is_under_it() -> None:
    assert over("Jo", "Jo") == over("Bartholomew", "Bartholomew") == BAR


def test_a_short_name_leaves_longer_words_as_they_are() -> None:
    assert over("Ann is planning.", "Ann") == f"{BAR} is planning."


def test_the_longest_is_blacked_out_first_so_that_nothing_of_it_is_left() -> None:
    assert over("Lena Line-Manager", "Lena", "Lena Line-Manager") == BAR


def test_titles_of_columns_are_blacked_out_too() -> None:
    assert barred([Words("Said by Lena", "Yes")], ["Lena"])[0].title == f"Said by {BAR}"


@pytest.mark.parametrize("text", ["lena.line-manager@school.example", "Lena_Line_Manager", "L e n a Line Manager"])
def test_a_name_that_would_be_left_in_another_form_is_refused(text: str) -> None:
    with pytest.raises(NotAllowed, match="still in it"):
        over(f"Lena Line-Manager, {text}", "Lena Line-Manager")
    assert "ena" not in over(f"Lena Line-Manager, {text}", "Lena Line-Manager", text)


def test_marks_of_patterns_in_the_words_are_only_words() -> None:
    assert over("(a+b)* and .*", "(a+b)*", ".*") == f"{BAR} and {BAR}"
