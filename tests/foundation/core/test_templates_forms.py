"""Forms on the page: words escaped, nothing typed lost, no field forgotten, what is wrong said plainly."""

from datetime import date

import pytest
from crispy_forms.utils import render_crispy_form
from django import forms
from django.http import QueryDict

from foundation.core.dateinput import DateField
from foundation.core.forms import Form
from foundation.core.layout import Choices, Group, Guidance
from tests.foundation.core.forms_shown import left_out

NASTY = "<script>alert(1)</script>"


class Review(Form):
    title = forms.CharField(label=NASTY, help_text=NASTY, max_length=80)
    about = forms.CharField(widget=forms.Textarea, required=False, max_length=200)
    on = DateField(label="Review date")
    decided_by = forms.ChoiceField(
        label="Who decides", choices=[("head", NASTY), ("other", "Somebody else")], widget=forms.RadioSelect
    )
    other = forms.CharField(label="Who", required=False)
    agreed = forms.BooleanField(label="I have read it")

    def layout(self) -> list[object]:
        return [
            Guidance(NASTY),
            "title",
            Group("Dates {{ title }}", "on", about=NASTY),
            Choices("decided_by", hints={"head": NASTY}, reveals={"other": ["other"]}),
            "about",
            "agreed",
        ]


class Forgetful(Form):
    kept = forms.CharField()
    forgotten = forms.CharField()

    def layout(self) -> list[object]:
        return ["kept"]


def shown(form: forms.BaseForm) -> str:
    return str(render_crispy_form(form))


def sent(**values: str) -> Review:
    query = QueryDict(mutable=True)
    query.update(values)
    return Review(query)


def test_labels_help_choices_hints_and_guidance_are_escaped() -> None:
    html = shown(Review())
    assert "<script>alert" not in html
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 6


def test_the_words_of_a_group_are_not_read_as_a_template() -> None:
    assert "Dates {{ title }}" in shown(Review())


def test_what_was_typed_comes_back_with_the_sentence_beside_it() -> None:
    html = shown(sent(title="On phones", on_day="31", on_month="April", on_year="2026"))
    assert 'value="On phones"' in html
    assert 'value="April"' in html
    assert 'href="#id_on_day">Review date: There is no 31 April 2026. Check the day.</a>' in html
    assert html.count("There is no 31 April 2026. Check the day.") == 2


class Asking(Form):
    why = forms.CharField(label="Why do you ask?")
    whom = forms.CharField(label="Whom")


def test_a_question_is_followed_by_its_sentence_without_a_colon() -> None:
    html = shown(Asking(QueryDict("")))
    assert ">Why do you ask? Fill this in.</a>" in html
    assert ">Whom: Fill this in.</a>" in html


def test_what_is_missing_is_said_for_each_kind_of_control() -> None:
    errors = sent().errors
    assert errors["title"] == ["Fill this in."]
    assert errors["on"] == ["Give a date."]
    assert errors["decided_by"] == ["Choose one of these."]
    assert errors["agreed"] == ["Tick this to go on."]


def test_a_sentence_of_the_form_itself_is_kept() -> None:
    class Own(Form):
        name = forms.CharField(error_messages={"required": "Write the name of the policy."})

    assert Own(QueryDict()).errors["name"] == ["Write the name of the policy."]


def test_every_link_of_the_error_summary_leads_to_a_control() -> None:
    form = sent(on_day="1")
    html = shown(form)
    links = [part.split('"')[0] for part in html.split('href="#')[1:]]
    assert links == ["id_title", "id_on_month", "id_decided_by_0", "id_agreed"]
    assert all(f'id="{link}"' in html for link in links)


def test_an_error_of_no_field_stands_in_the_summary_without_a_link() -> None:
    form = sent()
    form.add_error(None, "This changed while you had it open.")
    assert "<li>This changed while you had it open.</li>" in shown(form)


def test_a_form_not_sent_yet_has_no_error_summary() -> None:
    assert "govuk-error-summary" not in shown(Review())


def test_a_field_that_the_layout_forgets_is_refused_when_drawn() -> None:
    with pytest.raises(LookupError, match="The layout of Forgetful leaves out: forgotten"):
        shown(Forgetful())
    assert left_out(Forgetful()) == {"forgotten"}
    assert left_out(Review()) == set()


def test_a_revealed_field_is_not_called_optional_and_an_optional_one_is() -> None:
    html = shown(Review())
    assert "About (optional)" in html
    assert "Who (optional)" not in html


def test_hidden_fields_are_drawn_once_and_not_as_rows() -> None:
    html = shown(Review(seen="abc"))
    assert html.count('name="token"') == 1
    assert html.count('name="seen"') == 1


def test_a_form_with_a_file_says_so_to_the_browser() -> None:
    class Upload(Form):
        file = forms.FileField(widget=forms.FileInput)

    assert 'enctype="multipart/form-data"' in shown(Upload())
    assert "enctype" not in shown(Review())


def test_a_long_text_is_counted_and_not_cut_off_by_the_browser() -> None:
    html = shown(Review())
    assert 'data-maxlength="200"' in html
    assert 'maxlength="200"' not in html.replace('data-maxlength="200"', "")


def test_no_control_has_a_placeholder() -> None:
    class Old(Form):
        name = forms.CharField(widget=forms.TextInput(attrs={"placeholder": "Name"}))

    assert "placeholder" not in shown(Old())


@pytest.mark.parametrize(
    ("day", "month", "year", "day_of_it"),
    [
        ("12", "5", "2026", date(2026, 5, 12)),
        (" 12 ", "May", "2026", date(2026, 5, 12)),
        ("1st", "sept.", "2026", date(2026, 9, 1)),
        ("29", "FEBRUARY", "2028", date(2028, 2, 29)),
    ],
)
def test_a_date_is_read_as_people_write_it(day: str, month: str, year: str, day_of_it: date) -> None:
    assert DateField().clean([day, month, year]) == day_of_it


@pytest.mark.parametrize(
    ("typed", "sentence", "box"),
    [
        (["", "5", "2026"], "Add the day.", "day"),
        (["12", "", ""], "Add the month and the year.", "month"),
        (["40", "5", "2026"], "Write the day as a number from 1 to 31.", "day"),
        (["x", "5", "2026"], "Write the day as a number from 1 to 31.", "day"),
        (["12", "13", "2026"], "Write the month as a number from 1 to 12 or as a word, such as May.", "month"),
        (["12", "ma", "2026"], "Write the month as a number from 1 to 12 or as a word, such as May.", "month"),
        (["12", "5", "26"], "Write the year with four figures, such as 2026.", "year"),
        (["12", "5", "0001"], "Write the year with four figures, such as 2026.", "year"),
        (["12", "5", "²026"], "Write the year with four figures, such as 2026.", "year"),
        (["29", "2", "2027"], "There is no 29 February 2027. Check the day.", "day"),
    ],
)
def test_a_wrong_date_says_what_to_put_right_and_in_which_box(typed: list[str], sentence: str, box: str) -> None:
    with pytest.raises(forms.ValidationError, match=sentence) as refused:
        DateField().clean(typed)
    assert refused.value.code == box


def test_a_date_that_may_be_left_out_is_nothing() -> None:
    assert DateField(required=False).clean(["", " ", ""]) is None
    assert DateField(required=False).clean(None) is None


def test_a_date_kept_is_shown_in_its_boxes_and_counts_as_unchanged() -> None:
    class When(Form):
        on = DateField()

    html = shown(When(initial={"on": date(2026, 5, 12)}))
    assert all(f'value="{part}"' in html for part in ("12", "5", "2026"))
    same = When(QueryDict("on_day=12&on_month=May&on_year=2026"), initial={"on": date(2026, 5, 12)})
    assert "on" not in same.changed_data
    wrong = When(QueryDict("on_day=12&on_month=x&on_year=2026"), initial={"on": date(2026, 5, 12)})
    assert "on" in wrong.changed_data
