"""Two texts side by side, clause by clause: what moved is known again, and only what differs in words is marked."""

import re
from dataclasses import replace

import nh3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.documents.comparing import Block, Change, Kind, compare

FIRST = Block("c-1", "1", "Personal use", "<p>Staff may use their own accounts in breaks, away from pupils.</p>")
SECOND = Block("c-2", "2", "Reports", "<p>Tell the headteacher about every mention of a colleague at once.</p>")
THIRD = Block("c-3", "3", "", "<p>Pictures of pupils need written consent from home before they are posted.</p>")
TEXT = [FIRST, SECOND, THIRD]
MARKS = re.compile(r"</?(?:ins|del)>")
TAGS = {"p", "ul", "ol", "li", "table", "tbody", "tr", "td", "b", "em", "br", "h4"}


def kinds(changes: list[Change]) -> list[str]:
    return [change.kind.value for change in changes]


def only(old: Block, new: Block) -> Change:
    (change,) = compare([old], [new])
    return change


def html(old: str, new: str) -> tuple[str, str]:
    change = only(replace(FIRST, html=old), replace(FIRST, html=new))
    return change.old_html, change.new_html


def test_the_same_text_is_the_same() -> None:
    changes = compare(TEXT, TEXT)
    assert kinds(changes) == ["same"] * 3
    assert [change.new_html for change in changes] == [block.html for block in TEXT]
    assert not any(change.moved or change.renumbered or change.only_format for change in changes)


@pytest.mark.clause("ALL-01")
def test_a_changed_word_is_marked_on_both_sides_and_nothing_else_is() -> None:
    changes = compare(TEXT, [FIRST, replace(SECOND, html=SECOND.html.replace("at once", "within a day")), THIRD])
    assert kinds(changes) == ["same", "changed", "same"]
    assert changes[1].old_html == SECOND.html.replace("at once", "<del>at once</del>")
    assert changes[1].new_html == SECOND.html.replace("at once", "<ins>within a day</ins>")


@pytest.mark.clause("ALL-01")
def test_added_and_removed_clauses_stand_where_they_belong() -> None:
    added = Block("c-9", "2", "Helplines", "<p>Numbers to ring.</p>")
    changes = compare(TEXT, [FIRST, added, THIRD])
    assert kinds(changes) == ["same", "removed", "added", "same"]
    assert changes[1].old_html == f"<p><del>{SECOND.html[3:-4]}</del></p>"
    assert changes[1].new is None
    assert changes[1].new_html == ""
    assert changes[2].new_html == "<p><ins>Numbers to ring.</ins></p>"
    assert changes[2].new_title == "<ins>Helplines</ins>"


def test_what_is_removed_from_the_start_and_the_end_is_shown_there() -> None:
    assert kinds(compare(TEXT, [SECOND])) == ["removed", "same", "removed"]
    assert kinds(compare([], TEXT)) == ["added"] * 3
    assert kinds(compare(TEXT, [])) == ["removed"] * 3
    assert compare([], []) == []


def test_an_inserted_clause_renumbers_those_after_it_and_changes_none() -> None:
    added = Block("c-1", "1", "Purpose", "<p>Why there is a policy at all.</p>")
    changes = compare(TEXT, [added, *(replace(b, anchor=f"c-{n}", number=str(n)) for n, b in enumerate(TEXT, 2))])
    assert kinds(changes) == ["added", "renumbered", "renumbered", "renumbered"]
    assert all(change.renumbered and not change.moved for change in changes[1:])


def test_a_moved_clause_is_known_again_and_the_others_have_not_moved() -> None:
    changes = compare(TEXT, [THIRD, FIRST, SECOND])
    assert kinds(changes) == ["moved", "same", "same"]


def test_a_clause_that_moved_and_changed_is_both() -> None:
    changes = compare(TEXT, [replace(THIRD, anchor="x", html=THIRD.html.replace("posted", "shared")), FIRST, SECOND])
    assert kinds(changes) == ["changed", "same", "same"]
    assert changes[0].moved
    assert "<ins>shared</ins>" in changes[0].new_html


def test_a_clause_under_the_same_title_is_compared_however_much_it_changed() -> None:
    change = only(SECOND, replace(SECOND, anchor="other", html="<p>Nothing of it is left here.</p>"))
    assert change.kind == Kind.CHANGED


def test_anchors_that_name_something_else_now_do_not_pair() -> None:
    stranger = Block(FIRST.anchor, FIRST.number, "Trips", "<p>Drivers carry two phones.</p>")
    assert kinds(compare([FIRST], [stranger])) == ["removed", "added"]


def test_a_new_title_is_marked_in_the_title() -> None:
    change = only(FIRST, replace(FIRST, title="Personal & private use"))
    assert (change.old_title, change.new_title) == ("Personal use", "Personal <ins>&amp; private</ins> use")
    assert change.new_html == FIRST.html


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<p>the school's \u201cown\u201d page</p>", '<p>the  school\u2019s "own"\n page</p>'),
        ("<p>pages 3\u20135 \u2026</p>", "<p>pages 3-5 ...</p>"),
        ("<p>co\u00adoperate</p>", "<p>cooperate</p>"),
        ("<p>un<b>real</b> thing</p>", "<p>unreal <em>thing</em></p>"),
        ("<p>one</p><p>two</p>", "<ul><li>one</li><li>two</li></ul>"),
        ("<p>a &amp; b</p>", "<h4>a &#38; b</h4>"),
    ],
)
def test_spaces_quotation_marks_and_formatting_are_no_change_in_words(old: str, new: str) -> None:
    before, after = replace(FIRST, html=old), replace(FIRST, html=new)
    change = only(before, after)
    assert (change.kind, change.only_format) == (Kind.SAME, True)
    assert (change.old_html, change.new_html) == (old, new)


@pytest.mark.parametrize("new", [FIRST.html, "<p>Staff may not use their own accounts.</p>"])
def test_no_difference_and_a_difference_in_words_are_not_only_format(new: str) -> None:
    assert not only(FIRST, replace(FIRST, html=new)).only_format


def test_a_small_word_that_turns_the_meaning_is_marked() -> None:
    assert html("<p>Staff may post.</p>", "<p>Staff may not post.</p>")[1] == "<p>Staff may <ins>not</ins> post.</p>"
    assert html("<p>They must.</p>", "<p>They must!</p>") == (
        "<p>They must<del>.</del></p>",
        "<p>They must<ins>!</ins></p>",
    )


def test_one_word_between_two_changes_is_read_as_part_of_them() -> None:
    old, new = html("<p>Ask the head first.</p>", "<p>Tell the clerk first.</p>")
    assert (old, new) == ("<p><del>Ask the head</del> first.</p>", "<p><ins>Tell the clerk</ins> first.</p>")


def test_a_new_item_is_marked_and_its_neighbours_are_not() -> None:
    old = "<ul><li>Ask first</li><li>Tell the office</li></ul>"
    new = "<ul><li>Ask first</li><li>Keep a copy</li><li>Tell the office</li></ul>"
    assert html(old, new) == (old, new.replace("Keep a copy", "<ins>Keep a copy</ins>"))


def test_items_are_compared_each_with_its_own_and_those_inside_them_by_themselves() -> None:
    old = "<ul><li>Ask the head<ul><li>by letter</li></ul></li><li>Tell all parents soon</li></ul>"
    new = "<ul><li>Ask the head<ul><li>by e-mail</li></ul></li><li>Tell all parents today</li></ul>"
    before, after = html(old, new)
    assert before == old.replace("letter", "<del>letter</del>").replace("soon", "<del>soon</del>")
    assert after == new.replace("e-mail", "<ins>e-mail</ins>").replace("today", "<ins>today</ins>")


def test_tables_are_compared_row_by_row_and_cell_by_cell() -> None:
    row = "<tr><td>Teachers</td><td>may post</td></tr>"
    old = f"<table><tbody>{row}<tr><td>Governors</td><td>must ask</td></tr></tbody></table>"
    added = "<tr><td>Pupils</td><td>never</td></tr>"
    new = f"<table><tbody>{row}{added}<tr><td>Governors</td><td>may ask</td></tr></tbody></table>"
    before, after = html(old, new)
    assert before == old.replace("must", "<del>must</del>")
    assert after == new.replace("Pupils", "<ins>Pupils</ins>").replace("never", "<ins>never</ins>").replace(
        "may ask", "<ins>may</ins> ask"
    )


def test_marks_keep_inside_bold_and_links() -> None:
    old = '<p>See <a href="https://example.org/">the <b>old</b> guidance</a> now</p>'
    new = '<p>See <a href="https://example.org/">the <b>new</b> guidance</a> now</p>'
    assert html(old, new) == (old.replace("old", "<del>old</del>"), new.replace("new", "<ins>new</ins>"))


def test_words_that_look_like_markup_stay_words() -> None:
    old, new = html("<p>a &lt;script&gt; b</p>", "<p>a &lt;script&gt;x&lt;/script&gt; b</p>")
    assert "<script" not in old + new
    assert only(FIRST, replace(FIRST, title="<b>Personal use")).new_title == "<ins>&lt;b&gt;</ins>Personal use"


def test_texts_far_too_large_for_word_by_word_are_marked_whole_and_soon() -> None:
    old = "<p>" + " ".join(f"a{n % 700}" for n in range(20_000)) + "</p>"
    new = "<p>" + " ".join(f"a{n % 699}" for n in range(20_000, 0, -1)) + "</p>"
    assert html(old, new)[1].count("<ins>") == 1


def test_hundreds_of_clauses_without_a_likeness_are_not_searched_for_one() -> None:
    old = [Block(f"a{n}", "", "", f"<p>old{n} gone</p>") for n in range(600)]
    new = [Block(f"b{n}", "", "", f"<p>new{n} here</p>") for n in range(600)]
    assert kinds(compare(old, new)) == ["removed"] * 600 + ["added"] * 600


WORDS = st.lists(st.sampled_from(["may", "not", "staff", "pupils\u2019", "&amp;", "\u2013", "a"]), max_size=8).map(
    " ".join
)
INLINE = st.one_of(WORDS, WORDS.map("<b>{}</b>".format), st.tuples(WORDS, WORDS).map("{0[0]} <em>{0[1]}</em> x".format))
PIECE = st.one_of(
    INLINE,
    INLINE.map("<p>{}</p>".format),
    st.lists(INLINE, min_size=1, max_size=3).map(
        lambda items: "<ul>" + "".join(f"<li>{i}</li>" for i in items) + "</ul>"
    ),
    st.lists(INLINE, min_size=1, max_size=3).map(
        lambda cells: "<table><tbody><tr>" + "".join(f"<td>{c}</td>" for c in cells) + "</tr></tbody></table>"
    ),
)
HTML = st.lists(PIECE, max_size=4).map(lambda parts: nh3.clean("".join(parts), tags=TAGS))


@given(old=st.lists(HTML, max_size=4), new=st.lists(HTML, max_size=4))
@settings(max_examples=150)
def test_every_clause_is_shown_once_and_nothing_but_marks_is_added(old: list[str], new: list[str]) -> None:
    before = [Block(f"c-{n}", str(n), "", text) for n, text in enumerate(old)]
    after = [Block(f"c-{n}", str(n), "", text) for n, text in enumerate(new)]
    changes = compare(before, after)
    assert sorted(c.old.number for c in changes if c.old) == [b.number for b in before]
    assert [c.new for c in changes if c.new] == after
    for change in changes:
        for block, text in ((change.old, change.old_html), (change.new, change.new_html)):
            assert MARKS.sub("", text) == (block.html if block else "")
        assert "<ins>" not in change.old_html
        assert "<del>" not in change.new_html
