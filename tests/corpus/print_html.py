"""Hostile HTML for the printer, made by code: what would fetch, and what would keep the printer busy or bring it down.

Each row is a name and the HTML. `CANARY` in a row is replaced by the address of a listener on this machine, which must
hear nothing; `SECRET` by the path of a file whose words must not get into the PDF.
"""

FETCHES = {
    "picture over the network": "<img src='CANARY/1' alt='x'>",
    "picture from a file": "<img src='file://SECRET' alt='x'>",
    "picture without a scheme": "<img src='//CANARYHOST/2' alt='x'>",
    "picture with several sources": "<img srcset='CANARY/3 1x' src='CANARY/3b' alt='x'>",
    "style sheet by link": "<link rel=stylesheet href='CANARY/4'>",
    "style sheet by import": "<style>@import url('CANARY/5');</style>",
    "background": "<style>p{background:url('CANARY/6')}</style><p>x</p>",
    "background in an attribute": "<p style=\"background:url('CANARY/7')\">x</p>",
    "background by hint": "<table background='CANARY/8'><tr><td background='CANARY/8b'>x</td></tr></table>",
    "object": "<object data='CANARY/9' type='image/png'>x</object>",
    "object from a file": "<object data='file://SECRET'>x</object>",
    "embed": "<embed src='CANARY/10'>",
    "frame": "<iframe src='CANARY/11'></iframe>",
    "attachment by link": "<link rel=attachment href='file://SECRET'>",
    "attachment by link over the network": "<link rel=attachment href='CANARY/12'>",
    "attachment by anchor": "<a rel=attachment href='file://SECRET'>x</a>",
    "attachment by anchor over the network": "<a rel=attachment href='CANARY/13'>x</a>",
    "picture in a drawing": "<svg><image href='CANARY/14' width=9 height=9 /></svg>",
    "use in a drawing": "<svg><use href='CANARY/15#a' /></svg>",
    "style in a drawing": "<svg><style>@import url('CANARY/16');</style><rect width=9 height=9 /></svg>",
    "font": "<style>@font-face{font-family:f;src:url('CANARY/17')}p{font-family:f}</style><p>x</p>",
    "list marker": "<ul style=\"list-style-image:url('CANARY/18')\"><li>x</li></ul>",
    "generated content": "<style>p::before{content:url('CANARY/19')}</style><p>x</p>",
    "colour profile": "<style>@color-profile --c{src:url('CANARY/20')}p{color:color(--c 1 1 1)}</style><p>x</p>",
    "base address": "<base href='CANARY/21/'><img src='x' alt='x'><link rel=stylesheet href='y'>",
    "refresh": "<meta http-equiv=refresh content='0;url=CANARY/22'>",
    "script": "<script>fetch('CANARY/23')</script><p onclick=\"fetch('CANARY/23b')\">x</p>",
    "script as an address": "<a href='javascript:app.alert(1)'>x</a><a href=' java\tscript:x'>y</a>",
    "page in a data address": "<img src='data:image/svg+xml,<svg><image href=\"CANARY/24\"/></svg>' alt='x'>",
    "form": "<form action='CANARY/25'><input name=x value=y><button>z</button></form>",
}


def _nested(start: str, end: str, times: int) -> str:
    return start * times + "x" + end * times


def _table(rows: int, columns: int) -> str:
    return "<table>" + ("<tr>" + "<td>x" * columns) * rows + "</table>"


SHAPES = {
    "a column span of a million": "<table><tr><td colspan=1000000>x</td></tr></table>",
    "a row span of a million": "<table><tr><td rowspan=1000000>x</td><td>y</td></tr></table>",
    "spans that lie over one another": "<table>" + "<tr><td rowspan=9 colspan=9>x<td rowspan=3>y" * 40 + "</table>",
    "boxes that bend, nested": _nested("<div style='display:flex'>", "</div>", 14),
    "150 nested wrappers": _nested("<div>", "</div>", 150),
    "3,000 nested wrappers": _nested("<div>", "</div>", 3_000),
    "100,000 nested wrappers": _nested("<blockquote>", "</blockquote>", 100_000),
    "60 nested tables": _nested("<table><tr><td>", "</table>", 60),
    "7 nested tables": _nested("<table><tr><td>", "</table>", 7),
    "150 nested lists": _nested("<ul><li>", "</ul>", 150),
    "2,000 nested letters": _nested("<b><i>", "</i></b>", 1_000),
    "letters a thousand miles high": "<p style='font-size:1000000000px'>x</p>",
    "50,000 accents on one letter": "<p>a" + "\u0301" * 50_000 + "</p>",
    "50,000 letters with an accent": "<p>" + "a\u0301 " * 50_000 + "</p>",
    "200,000 words": "<p>" + "word " * 200_000 + "</p>",
    "39,000 words in one paragraph": "<p>" + "word " * 39_000 + "</p>",
    "one word of a million letters": "<p>" + "w" * 1_000_000 + "</p>",
    "a million letters that do not break": "<p>" + "w\u2060" * 500_000 + "</p>",
    "200,000 spaces that do not break": "<p>" + "&nbsp;" * 200_000 + "</p>",
    "5,000 rows": _table(5_000, 3),
    "900 rows": _table(900, 3),
    "2,000 columns": _table(3, 2_000),
    "40 columns": _table(60, 40),
    "10,000 tables": _table(1, 1) * 10_000,
    "900 tables": _table(1, 2) * 900,
    "50,000 paragraphs": "<p>x</p>" * 50_000,
    "11,000 paragraphs": "<p>x</p>" * 11_000,
    "3,900 paragraphs": "<p>x</p>" * 3_900,
    "100,000 line breaks": "<p>" + "x<br>" * 100_000 + "</p>",
    "3,900 line breaks": "<p>" + "x<br>" * 3_900 + "</p>",
    "3,900 headings": "<h1>x</h1>" * 3_900,
    "1,900 links": "<a href='https://example.org/'>x</a> " * 1_900,
    "an address of a million letters": f"<a href='https://example.org/{'x' * 1_000_000}'>x</a>",
    "a list that starts at a billion": "<ol type=i start=1000000000><li value=999999999>x</li></ol>",
    "50,000 invisible joiners": "<p>" + "\u200d" * 50_000 + "</p>",
    "50,000 turns of direction": "<p>" + "\u202eab" * 50_000 + "</p>",
    "never closed": "<table><tr><td><ul><li><b>" * 2_000,
    "an element nobody closes": "<p " + "a" * 500_000,
    "100,000 comments": "<!-- -->" * 100_000,
}
