"""Any text in any box: a sentence or the next page, never a fault, never unescaped; names are kept as they are."""

import html
import re
from typing import Any

import pytest
from django.core.cache import cache

from foundation.core.sealedtext import sealed_fields
from foundation.core.text import tidy
from tests.access.database import holds, rolled_back, written
from tests.access.held import Held
from tests.corpus.text import Text, numbers, texts

pytestmark = pytest.mark.django_db
TEXTS = {text.name: text for text in texts()}
STYLES = re.compile(r"<(script|style)\b[^>]*nonce.*?</\1>", re.DOTALL)
HANDED_OVER = ("shows the link once", "It is shown once")  # a link that nothing keeps, where the form was sent

# Boxes that are kept only with another answer, or are looked up and not kept. An emergency is answered alike whether
# there is such a case or not, and for who can read it already nothing is kept.
NOT_ALONE = {
    "case-breach-commissioner": {"late_why"},
    "case-join": {"reference"},
    "case-person-add": {"pupil", "words"},
    "case-removal-add": {"no_copy_why"},
    "case-threshold": {"advice", "name"},
    "emergency-ask": {"reference", "why"},
    "evidence-redact": {"text"},
    "filtering-check-add": {"what"},
    "hold-add": {"record"},
    "mention": {"why"},
    "purge": {"why"},
    "retention-period": {"why"},
    "rules-change": {"left_out_hosts"},
    "site-block": {"host"},
    "subject-item": {"more", "why"},
    "subject-request-add": {"who"},
    "usage-columns": {"blocked"},
}

AGAIN = pytest.mark.no_cover  # the others go the same ways through the code
SOME = [pytest.param(name, marks=() if turn % 10 == 0 else AGAIN) for turn, name in enumerate(TEXTS)]


@pytest.mark.parametrize("name", SOME)
def test_any_text_in_any_form_is_answered_in_words(name: str, every_form: list[Held]) -> None:
    """Forty texts in each form, each text in every second one."""
    text, turn = TEXTS[name], list(TEXTS).index(name)
    wrong = []
    forms = [one for one in every_form if one.sheet.typed]
    for place, form in list(enumerate(forms))[turn % 2 :: 2]:
        box = form.sheet.typed[(turn // 2 + place) % len(form.sheet.typed)]
        with rolled_back():
            wrong += [f"{form.name}, {box}: {words}" for words in faults(form, box, text)]
    assert wrong == []


def faults(form: Held, box: str, text: Text) -> list[str]:
    """What is wrong with the answer to this form with this text in one box."""
    cache.clear()
    with written() as tables:
        answer = form.sent(form.sheet.with_value(box, text.value))
    found = []
    if answer.status_code not in (200, 302):
        return [f"answered {answer.status_code}"]
    page = answer if answer.status_code == 200 else form.client.get(answer["Location"])
    shown = page.content.decode(errors="replace")
    if page.status_code != 200 and not is_elsewhere(form, page.status_code):
        found.append(f"led to {page.status_code}")
    is_ours = not form.place.route.startswith("account_") or "<" in text.never  # allauth's shows marks in its box
    if text.never and is_ours and text.never in STYLES.sub("", shown):
        found.append("stands in the page as it is")
    if form.sheet.method == "post" and not is_taken(answer) and "govuk-error-summary" not in shown:
        found.append("was refused without a word")
    if shown.count('class="govuk-error-summary"') > 1:
        found.append("says twice what is wrong")
    if text.works and form.sheet.method == "post" and box in form.words() and fits(form, box, text):
        if not is_taken(answer):
            found.append(f"was refused: {said(shown)}")
        elif not is_kept(text.value, tables):
            found.append("is not kept as it was typed")
    return found


def is_taken(answer: Any) -> bool:
    """Led on to the next page, handed over a link that is shown once, or handed over a file."""
    is_file = answer.get("Content-Disposition", "").startswith("attachment")
    return answer.status_code == 302 or is_file or any(words in answer.content.decode() for words in HANDED_OVER)


def is_kept(text: str, tables: set[str]) -> bool:
    """Whether it stands in one of these tables, in clear or encrypted."""
    sealed = (pair for pair in sealed_fields() if pair[0]._meta.db_table in tables)
    return (
        holds(text, tables)
        or holds(html.escape(text), tables)
        or any(text in getattr(row, field.name) for model, field in sealed for row in model._default_manager.all())
    )


def is_elsewhere(form: Held, status: int) -> bool:
    """Led on to a page of its own kind: a second step of signing in, say."""
    return form.place.route.startswith("account_") and status in (302, 403)


def fits(form: Held, box: str, text: Text) -> bool:
    """Whether these words are to be kept as they are.

    Who signs types their own name and nothing else; a past decision needs what was done beside who did it; what is
    told in confidence is kept encrypted.
    """
    goes_alone = form.place.name != "step-record (signature)" and not box.startswith("past_")
    goes_alone = goes_alone and box not in NOT_ALONE.get(form.place.route, ())
    is_sealed = form.place.route.startswith(("relationship-", "contractor-tell"))
    is_short = len(text.value) <= form.sheet.longest.get(box, len(text.value))
    return is_short and goes_alone and not is_sealed and not form.place.route.startswith("account_")


def said(shown: str) -> str:
    return " ".join(re.findall(r'govuk-error-message">.*?</span>(.*?)</p>', shown, re.DOTALL))[:200]


def test_any_number_or_date_in_any_box_is_answered_in_words(every_form: list[Held]) -> None:
    boxes = [(form, box) for form in every_form for box in form.sheet.typed if box not in form.words()]
    wrong = []
    for turn, value in enumerate(numbers() * 12):
        form, box = boxes[turn % len(boxes)]
        with rolled_back():
            wrong += [f"{form.name}, {box}, {value!r}: {words}" for words in faults(form, box, Text(value, value))]
    assert wrong == []


def test_what_is_filled_in_plausibly_is_taken(posted: list[Held]) -> None:
    """So the tests above reach what lies behind the forms: the next page, a link shown once, a file."""
    taken = []
    for form in posted:
        with rolled_back():
            taken.append(is_taken(form.sent()))
    assert len(posted) >= 50
    assert [form.name for form, is_taken in zip(posted, taken, strict=True) if not is_taken] == []


def test_text_that_turns_the_rest_round_loses_only_its_marks() -> None:
    arabic, urdu = TEXTS["Arabic beside English"].value, TEXTS["Urdu with a joiner left out"].value
    assert tidy(arabic.replace("(", "\u202e(").replace(")", ")\u202c")) == arabic
    assert tidy(urdu) == urdu


def test_the_check_for_unescaped_text_finds_it(every_form: list[Held]) -> None:
    form = next(one for one in every_form if one.place.route == "group-add")
    with rolled_back():
        assert "stands in the page as it is" in faults(form, "name", Text("a word of the page", "x", never="govuk"))[0]
        assert faults(form, "name", Text("too long to be kept", "x" * 61, works=True)) == []
        kept = faults(form, "name", Text("not kept", "Plain  words", works=True))
        assert kept == ["is not kept as it was typed"]
