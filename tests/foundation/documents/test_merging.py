"""A pack put together from printed parts is as readable to everybody as each part was; nothing of a part is lost."""

import io
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache

import pikepdf
import pytest

from foundation.documents.merging import PART_LINKS, Front, Part, bind, mark
from foundation.documents.printing import Page, PrintError, print_pages, print_pdf
from tests.foundation.documents.pdf_parts import elements, faults, links, opened, outline, places, stamps
from tests.foundation.documents.pdf_words import words_of

STYLE = "h1 { bookmark-level: 1 } h2 { bookmark-level: 2; break-before: page } @page { margin: 30mm }"
SECTION = (
    "<h2 id='s{0}'>Section {0}</h2><p>Words, and <a href='#s1'>the first section</a>.</p><ul><li>one<li>two</ul>"
    "<table><tr><th>Who<th>What<tr><td>a<td>b</table><p><a href='https://example.org/{0}'>Outside</a></p>"
)
FOOTER = "Page {page} of {pages} of the pack"
ABOUT = {"title": "P", "author": "A", "footer": FOOTER}


def page_of(title: str, body: str, lang: str = "en-GB") -> str:
    return f"<!doctype html><html lang={lang}><head><title>{title}</title></head><body>{body}</body></html>"


@cache
def part(title: str, sections: int, lang: str = "en-GB") -> Part:
    body = "".join(SECTION.format(number) for number in range(1, sections + 1))
    return Part(title, print_pdf(page_of(title, f"<h1 id=top>{title}</h1>{body}", lang), styles=[STYLE]))


def a_front(titles: list[str], before: str = "", pages: int = 3, inside: Sequence[Page] = ()) -> Front:
    rows = "".join(
        f'<li><a href="{PART_LINKS}{place}">{title}</a> on <b data-part="{place}"></b></li>'
        for place, title in enumerate(titles)
    )
    body = f"<h1 id=top>Pack</h1>{before}<p><i data-pages></i> pages</p><ul>{rows}</ul>"
    return Front(html=page_of("Pack", body), styles=[STYLE], pages=pages, inside=inside)


PARTS = [part("Keys", 3), part("Visitors", 1), part("Trips & outings", 5)]


@cache
def whole() -> bytes:
    front = a_front([one.title for one in PARTS], pages=1)
    return bind(front, PARTS, title="Papers <of> the school", author="A school", footer=FOOTER).pdf


def front_alone() -> pikepdf.Pdf:
    html = a_front([one.title for one in PARTS]).html.replace(PART_LINKS, "https://example.org/")
    for mark_of_place in ('data-part="0"', 'data-part="1"', 'data-part="2"', "data-pages"):
        html = html.replace(f" {mark_of_place}>", ">1")
    return opened(print_pdf(html, styles=[STYLE]))


@pytest.mark.clause("QEI-26", "STM-17")
def test_a_pack_keeps_every_rule_of_pdf_ua_1() -> None:
    assert faults(whole()) == set()
    pdf = opened(whole())
    assert (str(pdf.docinfo.Title), str(pdf.Root.Lang)) == ("Papers <of> the school", "en-GB")
    assert pdf.Root.MarkInfo.Marked
    assert pdf.Root.ViewerPreferences.DisplayDocTitle


def test_a_pack_keeps_every_element_link_place_and_line_of_its_parts() -> None:
    pdf, sources = opened(whole()), [front_alone(), *(opened(one.pdf) for one in PARTS)]
    kinds = Counter(str(element.S) for element in elements(pdf))
    kept = Counter(str(element.S) for source in sources for element in elements(source))
    assert kinds == kept + Counter({"/Document": 1})
    assert len(pdf.pages) == sum(len(source.pages) for source in sources)
    assert len(links(pdf)) == sum(len(links(source)) for source in sources)
    assert len(places(pdf)) == sum(len(places(source)) for source in sources) + len(PARTS)
    assert len(outline(pdf)) == sum(len(outline(source)) for source in sources) + len(PARTS)


def test_a_link_goes_where_it_went_in_its_part() -> None:
    pdf = opened(whole())
    found, begins = places(pdf), {0: 2, 1: 6, 2: 8}
    inside = [str(link.Dest) for link in links(pdf) if "/Dest" in link]
    assert set(inside) <= found.keys()
    assert [found[f"{place}.s1"] for place in range(3)] == [begin + 1 for begin in begins.values()]
    assert sum("/URI" in link.get("/A", {}) for link in links(pdf)) == 9


def test_the_contents_lead_to_the_page_they_name() -> None:
    pdf = opened(whole())
    first = [str(link.Dest) for link in pdf.pages[0].Annots]
    assert [places(pdf)[name] for name in first] == [2, 6, 8]
    assert "Keyson2" in words_of(whole())
    assert "Trips&outingson8" in words_of(whole())
    assert "13pages" in words_of(whole())


def test_every_owner_of_marked_content_is_an_element_on_that_page() -> None:
    pdf = opened(whole())
    pairs = iter(pdf.Root.StructTreeRoot.ParentTree.Nums)
    owners = {int(key): owner for key, owner in zip(pairs, pairs, strict=True)}
    known = {element.objgen for element in elements(pdf)}
    for sheet in pdf.pages:
        for owner in owners[int(sheet.obj.StructParents)]:
            assert owner is None or owner.objgen in known
            assert owner is None or owner.Pg.objgen == sheet.obj.objgen
    assert {owners[int(link.StructParent)].S for link in links(pdf)} == {"/Link"}
    assert max(owners) < pdf.Root.StructTreeRoot.ParentTreeNextKey


def test_the_outline_names_the_parts_with_what_is_in_them() -> None:
    lines = outline(opened(whole()))
    assert [title for depth, title in lines if depth == 0] == ["Pack", "Keys", "Visitors", "Trips & outings"]
    assert lines[1:4] == [(0, "Keys"), (1, "Keys"), (2, "Section 1")]


def test_each_page_says_which_of_the_pack_it_is_and_nobody_has_it_read_out() -> None:
    pages = len(opened(whole()).pages)
    assert stamps(opened(whole())) == [FOOTER.format(page=number, pages=pages) for number in range(1, pages + 1)]


def test_a_front_longer_than_thought_still_names_the_right_pages() -> None:
    front = a_front(["Keys"], before="<h2 id=a>A page more</h2>", pages=7)
    pdf = bind(front, PARTS[:1], title="Papers", author="A school", footer=FOOTER).pdf
    assert places(opened(pdf))["part.0"] == 3
    assert "Keyson3" in words_of(pdf)


def figures_inside() -> Page:
    sections = "".join(f"<h2 id={name}>{name.title()}</h2><p>Words.</p>" for name in ("changes", "figures"))
    return Page(page_of("Inside", f"<h1 id=top>Inside</h1>{sections}"), [STYLE])


@pytest.mark.parametrize("thought", [2, 5])
def test_the_front_names_the_pages_of_what_stands_inside_it_and_leads_there(thought: int) -> None:
    links_of = "".join(
        f'<p><a href="{PART_LINKS}{name}">To the {name}</a> on <b data-place="{name}"></b></p>'
        for name in ("changes", "figures")
    )
    front = a_front(["Keys"], f"<h2 id=a>A page more</h2>{links_of}", thought, [figures_inside()])
    pdf = bind(front, PARTS[:1], title="Papers", author="A school", footer=FOOTER).pdf
    text = words_of(pdf)
    assert "Tothechangeson4" in text
    assert "Tothefigureson5" in text
    assert "Keyson6" in text
    whole = opened(pdf)
    assert [places(whole)[str(link.Dest)] for link in whole.pages[1].Annots] == [4, 5, 6]
    assert stamps(whole) == [FOOTER.format(page=number, pages=9) for number in range(1, 10)]
    assert faults(pdf) == set()


def test_an_inside_that_cannot_be_printed_ends_with_a_sentence() -> None:
    too_long = Page(page_of("Inside", "<p>x</p>" * 4_001), [STYLE])
    with pytest.raises(PrintError, match="too long"):
        bind(a_front(["Keys"], inside=[too_long]), PARTS[:1], **ABOUT)


def test_a_part_in_another_language_says_so() -> None:
    pdf = opened(bind(a_front(["Allweddi"]), [part("Allweddi", 1, "cy")], **ABOUT).pdf)
    tops = pdf.Root.StructTreeRoot.K[0].K
    assert [str(top.get("/Lang", "")) for top in tops] == ["", "cy"]


def test_the_same_parts_give_the_same_bytes() -> None:
    again = bind(
        a_front([one.title for one in PARTS], pages=1),
        PARTS,
        title="Papers <of> the school",
        author="A school",
        footer=FOOTER,
    )
    assert again.pdf == whole()
    assert again.pages == len(opened(whole()).pages)


def test_words_that_look_like_pdf_stay_as_they_are() -> None:
    title = r"See 12 0 R (and 7 0 R) \ << /Nums [1 2 0 R] >> endobj"
    odd = f"<h1>{title.replace('<', '&lt;')}</h1><h2 id='größe'>Größe</h2><p><a href='#größe'>{title[:20]}</a></p>"
    pdf = bind(a_front(["Odd"]), [Part(title, print_pdf(page_of("Odd", odd), styles=[STYLE]))], **ABOUT).pdf
    assert faults(pdf) == set()
    whole = opened(pdf)
    assert [line for _, line in outline(whole)] == ["Pack", title, title, "Größe"]
    (link,) = whole.pages[-1].Annots
    names = list(whole.Root.Names.Dests.Names)[::2]
    assert str(link.Contents) == "Größe"
    assert bytes(link.Dest) in {bytes(name) for name in names}


@pytest.mark.parametrize(
    "harm", [lambda pdf: pdf[:-30], lambda pdf: pdf[:2_000], lambda pdf: pdf.replace(b"W [1", b"W [7")]
)
def test_a_file_that_is_not_as_our_printer_writes_it_is_refused_with_a_sentence(harm: Callable[[bytes], bytes]) -> None:
    with pytest.raises(PrintError, match="as it is printed here"):
        bind(a_front(["Harmed"]), [Part("Harmed", harm(PARTS[1].pdf))], **ABOUT)
    with pytest.raises(PrintError, match="as it is printed here"):
        mark(harm(PARTS[1].pdf), "Superseded")


def test_a_tagged_file_of_another_program_is_refused() -> None:
    other = io.BytesIO()
    opened(PARTS[1].pdf).save(other, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    with pytest.raises(PrintError, match="as it is printed here"):
        bind(a_front(["Other"]), [Part("Other", other.getvalue())], **ABOUT)


def test_a_part_that_is_not_tagged_is_refused_with_a_sentence() -> None:
    with opened(PARTS[0].pdf) as pdf:
        del pdf.Root.StructTreeRoot
        bare = io.BytesIO()
        pdf.save(bare)
    with pytest.raises(PrintError, match="not a tagged PDF"):
        bind(a_front(["Bare"]), [Part("Bare", bare.getvalue())], **ABOUT)


def test_what_is_no_pdf_or_a_front_that_cannot_be_printed_ends_with_a_sentence() -> None:
    with pytest.raises(PrintError):
        bind(a_front(["None"]), [Part("None", b"%PDF-1.7 nothing")], **ABOUT)
    too_long = Front(html=a_front(["Keys"]).html.replace("</body>", "<p>x</p>" * 4_001 + "</body>"), styles=[])
    with pytest.raises(PrintError, match="too long"):
        bind(too_long, PARTS[:1], **ABOUT)


def test_a_long_outline_is_carried_over() -> None:
    body = "".join(f"<h1 id='h{number}'>Heading {number}</h1>" for number in range(1_500))
    many = Part("Many", print_pdf(page_of("Many", body), styles=["h1 { bookmark-level: 1; font-size: 6pt }"]))
    pdf = bind(a_front(["Many"]), [many], **ABOUT).pdf
    assert len(outline(opened(pdf))) == 1_502


def test_a_mark_stands_at_the_head_of_every_page_and_in_the_title() -> None:
    words = "Superseded on 3 May 2026 by version 4"
    marked = mark(PARTS[0].pdf, words)
    assert faults(marked) == set()
    pdf = opened(marked)
    assert stamps(pdf) == [words] * 4
    assert str(pdf.docinfo.Title) == f"{words}: Keys"
    assert len(elements(pdf)) == len(elements(opened(PARTS[0].pdf)))


def test_a_letter_that_the_stamps_do_not_have_is_a_question_mark() -> None:
    assert stamps(opened(mark(PARTS[1].pdf, "Version 漢 (é)")))[0] == "Version ? (é)"


def test_several_documents_by_one_child_are_those_that_each_would_be_alone() -> None:
    pages = [Page(page_of(title, f"<h1>{title}</h1>"), [STYLE]) for title in ("One", "Two")]
    assert print_pages(pages) == [print_pdf(one.html, styles=one.styles) for one in pages]
    assert print_pages([]) == []
    with pytest.raises(PrintError, match="too long"):
        print_pages([pages[0], Page(page_of("Long", "<p>x</p>" * 4_001), [])])
