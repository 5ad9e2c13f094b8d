"""Forty policies of about nine pages, and the same words for each of the sides that are measured."""

import html
import random
from functools import cache
from types import SimpleNamespace

from django.template.loader import render_to_string

from benchmarks.compare import sentence
from foundation.documents.merging import Front
from policies.pack_figures import Figures
from policies.pack_printing import ItemPrint, by_change, front_of, pictures_of
from policies.pdf import ClausePrint, PolicyPrint, SignaturePrint, styles_of

COUNT, SECTIONS = 40, 8
SCHOOL = "Meadow Lane Primary School"
TABLE_ROWS = 8


@cache
def policies() -> tuple[PolicyPrint, ...]:
    return tuple(_policy(number) for number in range(COUNT))


def _policy(number: int) -> PolicyPrint:
    dice = random.Random(number)  # noqa: S311 - the same texts each time
    clauses = []
    for section in range(1, SECTIONS + 1):
        clauses.append(_clause(dice, number, f"{section}", f"Section {section} of {number}", 1))
        clauses.append(_clause(dice, number, f"{section}.1", sentence(dice, 3).capitalize(), 2))
    return PolicyPrint(
        school=SCHOOL,
        title=f"Policy {number} on {sentence(dice, 2)}",
        version="3",
        approved_by="Governing body",
        approved_on="12 October 2026",
        signatures=[SignaturePrint(name="Amara Okafor", role="Chair of governors", date="12 October 2026")],
        clauses=clauses,
        statements=[sentence(dice, 9), sentence(dice, 12)],
        content_hash="0f" * 32,
    )


def _clause(dice: random.Random, policy: int, number: str, title: str, level: int) -> ClausePrint:
    words = "".join(f"<p>{sentence(dice, 45).capitalize()}.</p>" for _ in range(2))
    words += "<ul>" + "".join(f"<li>{sentence(dice, 12)}</li>" for _ in range(4)) + "</ul>"
    if number in ("3.1", "6.1"):
        cells = "".join(f"<tr><th>{sentence(dice, 2)}</th><td>{sentence(dice, 6)}</td></tr>" for _ in range(TABLE_ROWS))
        words += f"<table><tr><th>Who</th><th>What</th></tr>{cells}</table>"
    return ClausePrint(number=number, title=title, level=level, anchor=f"p{policy}-{number}", html=words)


@cache
def front_of_all() -> Front:
    """Cover, contents, what changed and figures of all of them."""
    items = [
        ItemPrint(
            title=policy.title,
            version=policy.version,
            mark="",
            review="1 September 2027",
            approved="Governing body, 12 October 2026",
            part=min(place, COUNT - 2),  # the page behind it stands for its signature page
            since="Version 2",
            changed="2 clauses changed: 3 Lost keys; 4 Visitors." if place % 8 == 0 else "No change.",
            note="",
        )
        for place, policy in enumerate(policies())
    ]
    figures = Figures([(policy.title, place, COUNT) for place, policy in enumerate(policies())], [])
    pictures, charts = pictures_of(figures, [])
    pack = SimpleNamespace(title="Policies in force", school=SimpleNamespace(name=SCHOOL), meeting=None)
    context = {"pack": pack, "items": items, **by_change(items), "figures": figures, "charts": charts, "held": []}
    return front_of(context, {}, pictures, colour="#1b4965")


def html_of_all() -> str:
    """One document: the pages of all policies behind each other, with the styles of the print."""
    bodies = []
    for policy in policies():
        printed = str(render_to_string("policies/pdf/policy.html", {"policy": policy}))
        body = printed.partition("<body>")[2].partition("</body>")[0]
        for place, clause in enumerate(policy.clauses):
            body = body.replace(f'data-words="clause-{place}" data-level="{clause.heading}">', f">{clause.html}")
        number = policies().index(policy)
        for name in ("contents", "signatures", "statements", "related", "legal", "versions"):
            body = body.replace(f'"{name}"', f'"p{number}-{name}"').replace(f'"#{name}"', f'"#p{number}-{name}"')
        bodies.append(f'<div style="break-before: page">{body}</div>')
    styles = "".join(styles_of("print.css", "policy.css"))
    head = f"<meta charset=utf-8><title>Policies</title><style>{styles}</style>"
    return f"<!doctype html><html lang=en-GB><head>{head}</head><body>{''.join(bodies)}</body></html>"


def typst_of_all() -> str:
    """The same words as Typst has them."""
    text = [
        '#set document(title: "Policies", author: "A school")',
        '#set text(lang: "en", region: "GB", font: "Liberation Sans", size: 10.5pt)',
        '#set page(paper: "a4", margin: (x: 25mm, y: 26mm), numbering: "1 of 1", header: [Meadow Lane Primary School])',
        "#outline(depth: 2)",
    ]
    for policy in policies():
        text.append(f"#pagebreak()\n= {policy.title}\n\nVersion {policy.version}, {policy.approved_by}\n#pagebreak()")
        for clause in policy.clauses:
            text.append(f"{'=' * (clause.level + 1)} {clause.number} {clause.title}\n{_as_typst(clause.html)}")
    return "\n".join(text)


def _as_typst(words: str) -> str:
    for tag, sign in (("<p>", "\n"), ("</p>", "\n"), ("<ul>", "\n"), ("</ul>", "\n"), ("<li>", "- "), ("</li>", "\n")):
        words = words.replace(tag, sign)
    before, table, rows = words.partition("<table>")
    if not table:
        return html.unescape(words)
    cells = rows.replace("</table>", "").replace("</tr>", "").split("<tr>")[1:]
    found = [cell for row in cells for cell in row.replace("<th>", "<td>").replace("</th>", "").split("<td>")[1:]]
    inside = ", ".join(f"[{cell.replace('</td>', '')}]" for cell in found[2:])
    heads = ", ".join(f"[{cell.replace('</td>', '')}]" for cell in found[:2])
    return f"{before}\n#table(columns: 2, table.header({heads}), {inside})\n"
