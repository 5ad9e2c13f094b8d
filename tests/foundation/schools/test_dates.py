from datetime import date

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from foundation.schools.calendar import SchoolCalendar
from foundation.schools.dates import PartDate, PartDateField, Precision
from foundation.schools.models import Term
from foundation.schools.models.calendar import Season
from tests.cast import Cast

DAY, MONTH, TERM, YEAR = Precision.DAY, Precision.MONTH, Precision.TERM, Precision.YEAR


@pytest.mark.clause("HAY-01")
@pytest.mark.parametrize(
    ("words", "day", "precision", "said"),
    [
        ("Summer 2021", date(2021, 5, 1), TERM, "Summer term 2021"),
        ("summer TERM 2021", date(2021, 5, 1), TERM, "Summer term 2021"),
        ("Autumn 1 2024", date(2024, 9, 1), TERM, "Autumn term 2024"),
        ("Spring term 2019-20", date(2020, 1, 1), TERM, "Spring term 2020"),
        ("Autumn term 2019/20", date(2019, 9, 1), TERM, "Autumn term 2019"),
        ("September 2020", date(2020, 9, 1), MONTH, "September 2020"),
        ("Sept. 2020", date(2020, 9, 1), MONTH, "September 2020"),
        ("09/2020", date(2020, 9, 1), MONTH, "September 2020"),
        ("2017-11", date(2017, 11, 1), MONTH, "November 2017"),
        ("November 21st 2017", date(2017, 11, 21), DAY, "21 November 2017"),
        ("21st of November, 2017", date(2017, 11, 21), DAY, "21 November 2017"),
        ("Tuesday 21 November 2017.", date(2017, 11, 21), DAY, "21 November 2017"),
        ("21/11/17", date(2017, 11, 21), DAY, "21 November 2017"),
        ("3.4.2017", date(2017, 4, 3), DAY, "3 April 2017"),
        ("2017-11-21", date(2017, 11, 21), DAY, "21 November 2017"),
        ("12 June \u201919", date(2019, 6, 12), DAY, "12 June 2019"),
        ("1 May 98", date(1998, 5, 1), DAY, "1 May 1998"),
        ("2019-20", date(2019, 9, 1), YEAR, "2019-20"),
        ("2019\u20132020", date(2019, 9, 1), YEAR, "2019-20"),
        ("academic year 2011-12", date(2011, 9, 1), YEAR, "2011-12"),
        ("2020", date(2020, 1, 1), YEAR, "2020"),
        ("1999-00", date(1999, 9, 1), YEAR, "1999-00"),
    ],
)
def test_dates_are_read_as_people_write_them(words: str, day: date, precision: Precision, said: str) -> None:
    found = PartDate.parse(words)
    assert (found.day, found.precision, str(found)) == (day, precision, said)


def test_a_date_that_nobody_knows_is_said_to_be_unknown() -> None:
    assert PartDate.parse("Not known") == PartDate.unknown()
    assert str(PartDate.unknown()) == "Not known"
    assert PartDate.unknown().last_day() is None
    assert not PartDate.unknown().is_over(date.max)


@pytest.mark.parametrize(
    "words",
    ["", "Summer", "31/02/2020", "12/31/2020", "soon", "5 May", "2020-22", "Blursday 2020", "1 May 1850", "99 May 2020",
     "Summer term 2019-22", "2020-13", "0/0/0000", "1 2 3", "9" * 5000, "12 May 20266"],
)  # fmt: skip
def test_what_is_no_date_is_refused_with_a_sentence(words: str) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        PartDate.parse(words)


@given(st.text(max_size=80))
def test_no_text_breaks_the_reading_of_dates(words: str) -> None:
    try:
        found = PartDate.parse(words)
    except ValueError:
        return
    assert PartDate.parse(str(found)) == found


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.sampled_from([DAY, MONTH, TERM, YEAR]))
def test_a_date_said_in_words_is_read_back_the_same(day: date, precision: Precision) -> None:
    said = PartDate(day, precision)
    assert PartDate.parse(str(said)) == said
    assert PartDate.of(said.day, said.precision.value) == said


@pytest.mark.clause("HAY-01")
@pytest.mark.parametrize(
    ("words", "last"),
    [
        ("12 May 2021", date(2021, 5, 12)),
        ("February 2024", date(2024, 2, 29)),
        ("December 2024", date(2024, 12, 31)),
        ("Autumn 2021", date(2021, 12, 31)),
        ("Spring 2021", date(2021, 4, 30)),
        ("Summer 2021", date(2021, 8, 31)),
        ("2021-22", date(2022, 8, 31)),
        ("2021", date(2021, 12, 31)),
    ],
)
def test_a_period_is_over_on_its_last_day(words: str, last: date) -> None:
    found = PartDate.parse(words)
    assert found.last_day() == last
    assert not found.is_over(last)
    assert found.is_over(last.replace(year=last.year + 1, day=1))


def test_a_term_ends_when_the_school_says_it_ends() -> None:
    summer = Term(season=Season.SUMMER, starts_on=date(2021, 4, 19), ends_on=date(2021, 7, 21))
    calendar = SchoolCalendar([summer], [])
    assert PartDate.parse("Summer 2021").last_day(calendar) == date(2021, 7, 21)
    assert PartDate.parse("Summer 2022").last_day(calendar) == date(2022, 8, 31)


@pytest.mark.django_db
def test_a_term_of_a_school_is_looked_up_in_its_calendar() -> None:
    school = Cast.make().school
    Term.objects.create(school=school, season="summer", starts_on=date(2021, 4, 19), ends_on=date(2021, 7, 21))
    assert PartDate.parse("Summer 2021").last_day(school) == date(2021, 7, 21)


def test_a_date_without_a_day_must_be_unknown() -> None:
    with pytest.raises(ValueError, match="not known"):
        PartDate(None, Precision.DAY)
    with pytest.raises(ValueError, match="not known"):
        PartDate(date(2020, 1, 1), Precision.UNKNOWN)


def test_the_season_is_that_of_a_term_only() -> None:
    assert PartDate.parse("Summer 2021").season == Season.SUMMER
    assert PartDate.parse("May 2021").season is None


class ReviewForm(forms.Form):
    review = PartDateField(required=False)
    held = PartDateField(required=False, precisions=[Precision.DAY])


def test_the_field_reads_words_and_shows_them_again() -> None:
    form = ReviewForm({"review": " Summer  2021 ", "held": "12 May 2021"})
    assert form.is_valid()
    assert form.cleaned_data["review"] == PartDate(date(2021, 5, 1), TERM)
    shown = ReviewForm(initial={"review": form.cleaned_data["review"]})
    assert 'value="Summer term 2021"' in str(shown["review"])


def test_the_field_says_what_is_wrong_and_keeps_what_was_typed() -> None:
    form = ReviewForm({"review": "whenever", "held": "May 2021"})
    assert not form.is_valid()
    assert "“whenever” is not a date" in form.errors["review"][0]
    assert form.errors["held"] == ["Write the day, month and year, such as 12 May 2026."]
    assert 'value="whenever"' in str(form["review"])


def test_an_empty_field_is_none_and_an_unchanged_one_unchanged() -> None:
    form = ReviewForm({"review": "", "held": "12 May 2021"}, initial={"held": PartDate(date(2021, 5, 12))})
    assert form.is_valid()
    assert form.cleaned_data["review"] is None
    assert form.changed_data == []
