import pytest

from policies.codes import LENGTH, SIGNS, CodeWrong, from_square, in_square, new_code, said, typed

CODES = [new_code() for _ in range(40)]


def test_a_code_says_nothing_and_no_two_are_alike() -> None:
    assert len(set(CODES)) == len(CODES)
    assert all(len(code) == LENGTH and set(code) <= set(SIGNS) for code in CODES)


@pytest.mark.parametrize("code", CODES[:5], ids=range(5))
def test_a_code_is_understood_however_it_is_written(code: str) -> None:
    spoken = said(code)
    assert spoken.count("-") == 2
    for written in (spoken, spoken.lower(), f" {spoken.replace('-', ' ')} ", spoken.replace("-", "\u2013"), code):
        assert typed(written) == code
    assert typed(spoken.replace("0", "O").replace("1", "l")) == code


@pytest.mark.parametrize("code", CODES[:5], ids=range(5))
def test_every_sign_that_is_wrong_and_every_two_changed_about_are_noticed(code: str) -> None:
    wrong = [
        code[:place] + sign + code[place + 1 :] for place in range(LENGTH) for sign in SIGNS if sign != code[place]
    ]
    swapped = [code[:n] + code[n + 1] + code[n] + code[n + 2 :] for n in range(9) if code[n] != code[n + 1]]
    for one in (*wrong, *swapped):
        with pytest.raises(CodeWrong, match="mistake in this code"):
            typed(one)
        assert from_square(in_square(one)) == ""


@pytest.mark.parametrize("text", ["", "K7QM", "K7QM-2XPD-9RT!", "K7QM-2XPD-9RTC-1", "\u0661" * 12, "\uff21" * 12])
def test_what_is_no_code_is_answered_with_what_one_looks_like(text: str) -> None:
    with pytest.raises(CodeWrong, match="twelve letters and figures"):
        typed(text)


def test_a_square_that_is_not_ours_is_no_code() -> None:
    code = CODES[0]
    assert from_square(in_square(code)) == code
    for text in ("", "https://school.example/", code, f"CS:{code}x", f"cs:{code}", "CS:" + "0" * 11):
        assert from_square(text) == ""
