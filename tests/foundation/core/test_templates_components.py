"""The parts of pages: what they show, and that they keep what they are given."""

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import TextChoices
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.safestring import SafeString

from foundation.core import colour

NASTY = "<script>alert(1)</script>"
ESCAPED = "&lt;script&gt;alert(1)&lt;/script&gt;"


class State(TextChoices):
    IN_FORCE = "in_force", "In force"


def drawn(source: str, address: str = "/", **words: Any) -> SafeString:
    context = Context({"request": RequestFactory().get(address), **words})
    return Template("{% load components words %}" + source).render(context)


def test_a_status_has_the_same_word_and_colour_however_it_is_named() -> None:
    tags = {drawn("{% tag it %}", it=it) for it in (State.IN_FORCE, "in_force", "In force", "in force")}
    assert tags == {'<strong class="app-tag app-tag--in-force">In force</strong>'}


@pytest.mark.parametrize(
    "word",
    [
        *("draft", "in-consultation", "waiting-for-decision", "waiting-for-signature", "in-force"),
        *("superseded", "withdrawn", "outstanding", "overdue", "acknowledged"),
    ],
)
def test_each_status_has_a_colour_that_can_be_read(word: str) -> None:
    styles = (Path(settings.BASE_DIR) / "static/src/parts/_components.scss").read_text()
    found = re.search(rf"\.app-tag--{word} {{ @include status\((#\w+), (#\w+), #\w+\)", styles)
    assert found
    assert colour.contrast(found[1], found[2]) >= colour.ENOUGH


@pytest.mark.parametrize(
    "source",
    [
        "{% tag it %}",
        "{% summary_list %}{% fact it it it %}{{ it }}{% endfact %}{% endsummary_list %}",
        "{% task_list %}{% task it it '' it %}{% endtask_list %}",
        "{% inset %}{{ it }}{% endinset %}",
        "{% details it %}{{ it }}{% enddetails %}",
        "{% warning %}{{ it }}{% endwarning %}",
        "{% confirmation it %}{{ it }}{% endconfirmation %}",
        "{% empty_state it %}{{ it }}{% endempty_state %}",
        "{% timeline %}{% step it 'done' %}{{ it }}{% endstep %}{% endtimeline %}",
        "{% sort_header it it %}",
        "{% figure_chart it points %}",
        "{% figure_stack it names points %}",
    ],
)
def test_every_component_escapes_what_it_is_given(source: str) -> None:
    html = drawn(source, it=NASTY, names=[NASTY], points=[(NASTY, [1] if "stack" in source else 1)])
    assert "<script" not in html.lower()
    assert "script&gt;" in html.lower()


def test_a_fact_has_a_change_link_that_says_what_it_changes() -> None:
    html = drawn('{% fact "Owner" change="/change/" %}Ms Ash{% endfact %}')
    assert 'href="/change/">Change<span class="govuk-visually-hidden"> owner</span>' in html


def test_a_task_that_cannot_be_started_is_not_a_link() -> None:
    assert "<a " not in drawn('{% task "Send" "draft" %}')
    assert 'href="/send/"' in drawn('{% task "Send" "draft" "/send/" %}')


def test_a_step_says_in_words_what_its_dot_shows() -> None:
    assert "Done: </span>Consultation" in drawn('{% step "Consultation" "done" %}{% endstep %}')
    assert "Now: </span>Decision" in drawn('{% step "Decision" "now" %}{% endstep %}')


def test_the_pager_keeps_the_filter_and_the_order() -> None:
    page = Paginator(range(30), 10).page(2)
    html = drawn("{% pager page %}", "/?q=a+b&status=overdue&sort=-due&page=2", page=page)
    assert 'href="?q=a+b&amp;status=overdue&amp;sort=-due&amp;page=3" rel="next"' in html


def test_a_list_on_one_page_has_no_pager() -> None:
    assert drawn("{% pager page %}", page=Paginator(range(3), 10).page(1)).strip() == ""


def test_the_head_of_a_column_turns_the_order_round_and_goes_to_the_first_page() -> None:
    assert 'href="?q=x&amp;sort=name"' in drawn('{% sort_header "name" "Name" %}', "/?q=x&page=4")
    upwards = drawn('{% sort_header "name" "Name" %}', "/?sort=name")
    assert 'aria-sort="ascending"' in upwards
    assert 'href="?sort=-name"' in upwards
    assert 'aria-sort="descending"' in drawn('{% sort_header "name" "Name" %}', "/?sort=-name")


class Filter(forms.Form):
    q = forms.CharField(label="Name", required=False)
    token = forms.CharField(widget=forms.HiddenInput, initial="x", required=False)


def test_the_filter_bar_says_what_was_found_keeps_the_order_and_exports_the_same_rows() -> None:
    form = Filter({"q": "ash"})
    html = drawn('{% filter_bar form "2 people" "/out.csv" %}', "/?q=ash&sort=name", form=form)
    assert "2 people" in html
    assert 'name="sort" value="name"' in html
    assert 'href="/out.csv?q=ash&amp;sort=name"' in html
    assert "Clear the filter" in html
    assert 'name="token"' not in html


def test_a_list_not_filtered_offers_nothing_to_clear() -> None:
    assert "Clear the filter" not in drawn("{% filter_bar form %}", form=Filter({}))


def test_a_bar_chart_has_a_title_a_description_and_its_figures_in_a_table() -> None:
    html = drawn(
        '{% figure_chart "Signed" points about="Most have." unit="Signed" %}', points=[("Phones", 3, 4), ("Fire", 0, 4)]
    )
    assert 'role="img"' in html
    assert "<title" in html
    assert "Most have.</desc>" in html
    assert "3 of 4" in html
    assert 'width="57.0%"' in html
    assert '<th scope="row" class="govuk-table__header">Phones</th>' in html
    assert "style=" not in html


@pytest.mark.parametrize(
    ("points", "said", "share"),
    [
        ([("Nine", 342, 342), ("Ten", 7, 40)], "342 of 342", "64.6"),
        ([("Nine", 12345)], "12,345", "76.0"),
        ([("Nine", 12345, 12345)], "12,345 of 12,345", "45.4"),
    ],
)
def test_a_bar_leaves_room_for_the_longest_figure_on_the_narrowest_screen(
    points: list[Any], said: str, share: str
) -> None:
    html = drawn('{% figure_chart "Lines" points %}', points=points)
    assert f">{said}</text>" in html
    assert f'class="app-chart__bar" x="0" y="23" width="{share}%"' in html


def test_a_line_chart_goes_from_the_first_figure_to_the_last() -> None:
    html = drawn('{% figure_chart "Over time" points kind="line" %}', points=[("May", 0), ("June", 5), ("July", 10)])
    assert 'points="0.0,100.0 50.0,50.0 100.0,0.0"' in html


def test_a_chart_without_figures_says_so_and_of_an_unknown_kind_is_refused() -> None:
    assert "There are no figures yet." in drawn('{% figure_chart "Signed" points %}', points=[])
    with pytest.raises(ValueError, match="a bar or a line"):
        drawn('{% figure_chart "Signed" points kind="pie" %}', points=[("A", 1)])


def test_a_bar_of_parts_has_a_legend_and_each_part_in_the_table() -> None:
    rows = [("May", [1, 0, 2]), ("June", [0, 1, 0])]
    html = drawn(
        '{% figure_stack "By month" names rows about="Few." first="Month" %}', names=["A", "B", "C"], rows=rows
    )
    assert "Few.</desc>" in html
    assert '<rect x="0.0%" y="23" width="25.3%"' in html  # of 76 per cent: one of three
    assert '<rect x="25.3%" y="23" width="50.7%"' in html
    assert html.count("<rect") == 3 + 3  # the legend, and the parts that are there
    cells = html.split("<tbody", 1)[1].count("govuk-table__cell--numeric")
    assert cells == 6
    assert "style=" not in html


def test_a_bar_of_no_parts_or_of_too_many_is_refused_and_no_rows_say_so() -> None:
    assert "There are no figures yet." in drawn('{% figure_stack "It" names rows %}', names=["A"], rows=[])
    for names in ([], ["A"] * 5):
        with pytest.raises(ValueError, match="one to 4 parts"):
            drawn('{% figure_stack "It" names rows %}', names=names, rows=[("A", [1])])


def test_from_one_day_to_another_or_that_one_day() -> None:
    first, last = date(2026, 5, 2), date(2026, 5, 5)
    assert drawn("{{ first|days:last }}", first=first, last=last) == "2 May 2026 to 5 May 2026"
    assert drawn("{{ first|days:last }}", first=first, last=first) == "2 May 2026"


def test_a_large_number_has_commas() -> None:
    assert drawn("{{ one|number }}, {{ other|number }}", one=999, other=1234567) == "999, 1,234,567"


def test_days_and_moments_are_written_out_in_this_countrys_time() -> None:
    assert drawn("{{ it|day }}", it=date(2026, 5, 2)) == "2 May 2026"
    assert drawn("{{ it|day }}", it=datetime(2026, 5, 1, 23, 30, tzinfo=UTC)) == "2 May 2026"
    assert drawn("{{ it|moment }}", it=datetime(2026, 5, 12, 14, 40, tzinfo=UTC)) == "12 May 2026, 3:40pm"
    assert drawn("{{ it|moment }}", it=datetime(2026, 1, 12, 0, 5, tzinfo=UTC)) == "12 January 2026, 12:05am"
    assert drawn("{{ it|day }}{{ it|moment }}", it=None) == ""


def test_a_clause_keeps_its_structure() -> None:
    clause = '<p>In <strong>breaks</strong> only</p><ul><li>one</li></ul><table><tr><th scope="col">A</th></tr></table>'
    assert "<strong>breaks</strong>" in drawn("{{ it|clause_html }}", it=clause)
    assert '<th scope="col">A</th>' in drawn("{{ it|clause_html }}", it=clause)
    assert 'href="#c-3-1"' in drawn("{{ it|clause_html }}", it='<a href="#c-3-1">3.1</a>')
    assert drawn("{{ it|clause_html }}", it=None) == ""


@pytest.mark.parametrize(
    "bad",
    [
        "<script>alert(1)</script>",
        '<p onclick="alert(1)">x</p>',
        '<a href="javascript:alert(1)">x</a>',
        '<a href="data:text/html,x">x</a>',
        '<a href="//evil.example/">x</a>',
        '<a href="/\\evil.example/">x</a>',
        '<p style="position:fixed">x</p>',
        '<p id="main" class="govuk-button">x</p>',
        '<img src="https://evil.example/x.png">',
        "<svg><style>@import 'x'</style></svg>",
        "<form action=/x><input name=a></form>",
        '<iframe src="/"></iframe>',
    ],
)
def test_a_clause_is_cleaned_again_on_its_way_out(bad: str) -> None:
    html = drawn("{{ it|clause_html }}", it=bad).lower()
    assert not re.search(r"script|onclick|evil|data:|style|class=|id=|<img|<svg|<form|<input|<iframe", html)


def test_a_schools_colour_is_given_under_the_nonce_of_the_page() -> None:
    class School:
        colour = "#7a2e2e"

    html = drawn("{% accent_style %}", school=School(), CSP_NONCE="n0nce")
    assert html.startswith('<style nonce="n0nce">:root{--accent:#7a2e2e;')
    assert drawn("{% accent_style %}", school=None) == ""


@pytest.mark.parametrize("chosen", ["#ffff00", "#ffffff", "#7fd1ff", "#000000", "#1d5563"])
def test_any_colour_a_school_chooses_can_be_read(chosen: str) -> None:
    shades = colour.accent(chosen)
    assert colour.contrast(shades.plain, colour.PAPER) >= colour.ENOUGH
    assert colour.contrast(shades.plain, "#ffffff") >= colour.ENOUGH
    assert colour.contrast(shades.strong, "#ffffff") >= colour.ENOUGH
    assert colour.contrast(shades.tint, colour.INK) >= colour.ENOUGH


def test_contrast_is_counted_as_the_guideline_counts_it() -> None:
    assert colour.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert colour.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("wrong", ["red", "#12345", "#1234567", "#gggggg"])
def test_what_is_no_colour_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # bytes.fromhex words it itself
        colour.accent(wrong)
