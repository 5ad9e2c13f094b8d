"""A pack's own pages, in words ready to print: cover, contents, what changed since last time, figures, signatures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.template.loader import render_to_string

from foundation.documents.comparing import Change, Kind
from foundation.documents.merging import PART_LINKS, Front
from foundation.documents.printing import Page
from foundation.schools.models import RoleKind
from policies.changes import Comparison, comparison, name_of
from policies.cover import in_words, records, review_words
from policies.models import Pack, PackItem, Policy, StepKind, StepRule, Version
from policies.pack_contents import described
from policies.pack_figures import Figures, Holding, Share, figures_of, holdings_of
from policies.pdf import GivenPrint, SignaturePrint, SignaturesPrint, accent_css, styles_of
from policies.printing import mark_of

LONGEST_CHANGES = 150_000  # characters of changed clauses that are printed out; of what is beyond, the names
NAMED = 12  # changed clauses that the table names
NO_CHANGE = "No change."
BARS = 20  # in one picture, so that it fits on a page
KINDS = {
    Kind.CHANGED: "Changed",
    Kind.ADDED: "Added",
    Kind.REMOVED: "Removed",
    Kind.MOVED: "Moved",
    Kind.RENUMBERED: "Has another number",
    Kind.SAME: "Laid out in another way",
}


@dataclass(frozen=True, kw_only=True)
class ClausePrint:
    """A clause that changed: how, which one, and its words before and now, by the names under which they are put in."""

    kind: str
    name: str
    before: str = ""
    now: str = ""


@dataclass(frozen=True, kw_only=True)
class ItemPrint:
    """One policy of the pack. `part` counts the printed parts: the policy's own, then its signature page."""

    title: str
    version: str
    mark: str
    review: str
    approved: str
    part: int
    since: str
    changed: str
    note: str
    clauses: Sequence[ClausePrint] = ()
    is_cut: bool = False

    @property
    def link(self) -> str:
        return f"{PART_LINKS}{self.part}"

    @property
    def signatures_part(self) -> int:
        return self.part + 1

    @property
    def signatures_link(self) -> str:
        return f"{PART_LINKS}{self.signatures_part}"


@dataclass(frozen=True, kw_only=True)
class ChartPrint:
    """A picture of figures: its name among the pictures, and what it shows in words."""

    name: str
    about: str


def pack_front(pack: Pack, on: date) -> Front:
    """Everything that stands before the policies; `on` is the day of the figures."""
    words: dict[str, str] = {}
    rows = pack.items.select_related("version__policy__body", "version__school", "since")
    items = [_item(row, place, words) for place, row in enumerate(rows)]
    held = holdings_of(pack.school, on)
    figures = figures_of(pack.school, [row.version.policy.uid for row in rows], on)
    pictures, charts = pictures_of(figures, held)
    context = {
        "pack": pack,
        "items": items,
        **by_change(items),
        "figures": figures,
        "held": held,
        "charts": charts,
        "made_on": described(pack),
        "figures_on": in_words(on),
        "since": in_words(pack.since_on),
    }
    return front_of(context, words, pictures, colour=pack.school.colour)


def by_change(items: Sequence[ItemPrint]) -> dict[str, Sequence[Any]]:
    """The items that differ from last time, those of them whose clauses are printed, and the names of the others."""
    return {
        "different": [item for item in items if item.changed != NO_CHANGE],
        "changed": [item for item in items if item.clauses],
        "same": [item.title for item in items if item.changed == NO_CHANGE],
    }


def front_of(
    context: Mapping[str, Any], words: Mapping[str, str], pictures: Mapping[str, bytes], *, colour: str
) -> Front:
    """The front as pages to be printed; `context` is what the templates show."""
    shown = {**context, "to_part": PART_LINKS}
    sheets = [*styles_of("print.css", "pack.css"), accent_css(colour)]
    inside = []
    if any(context[name] for name in ("items", "held")):
        html = render_to_string("policies/pdf/pack_inside.html", shown)
        inside = [Page(html, [*sheets, *styles_of("pack_inside.css")], words, pictures)]
    html = render_to_string("policies/pdf/pack.html", shown)
    return Front(html, sheets, pages=_likely(context["items"]), inside=inside)


def _likely(items: Sequence[ItemPrint]) -> int:
    """On how many pages cover and contents lie, with some 33 lines on each; a wrong guess costs a second printing."""
    return 2 + (len(items) + 2) // 33


def _item(row: PackItem, place: int, words: dict[str, str]) -> ItemPrint:
    version, since = row.version, row.since
    found = None if since is None or since.pk == version.pk else comparison(since, version)
    is_cut = found is not None and sum(map(len, words.values())) > LONGEST_CHANGES
    decided = [record for record in records(version) if record.kind == StepKind.DECIDE]
    return ItemPrint(
        title=version.policy.title,
        version=version.number,
        mark=mark_of(version),
        review=review_words(version),
        approved="; ".join(f"{record.who}, {record.on}" for record in decided) or _not_approved(version),
        part=2 * place,
        since=f"Version {since.number}" if since is not None else "",
        changed=_said(version, since, found),
        note=version.change_note,
        clauses=[] if found is None or is_cut else _clauses(found, place, words),
        is_cut=is_cut,
    )


def _not_approved(version: Version) -> str:
    return "Not on record" if version.in_force_at else "Not yet"


def _said(version: Version, since: Version | None, found: Comparison | None) -> str:
    """What became of the text, in a sentence."""
    if since is None:
        return "New."
    if found is None or found.is_same:
        return NO_CHANGE
    names = [name_of(part) for part in found.parts if isinstance(part, Change)]
    said = f"{len(names)} {'clause' if len(names) == 1 else 'clauses'} changed: " if names else ""
    said += "; ".join(names[:NAMED]) + (f"; and {len(names) - NAMED} more" if len(names) > NAMED else "")
    statements = len(found.added_statements) + len(found.removed_statements)
    return f"{said}{'. ' if said and statements else ''}{'Statements to confirm changed' if statements else ''}."


def _clauses(found: Comparison, place: int, words: dict[str, str]) -> list[ClausePrint]:
    """The changed clauses; their words go into `words` under names of their own."""
    made = []
    for number, change in enumerate(part for part in found.parts if isinstance(part, Change)):
        kept = {}
        for side, block, html in (("before", change.old, change.old_html), ("now", change.new, change.new_html)):
            if block is not None and html and change.kind in (Kind.CHANGED, Kind.ADDED, Kind.REMOVED):
                kept[side] = f"{side}-{place}-{number}"
                words[kept[side]] = html
        made.append(ClausePrint(kind=KINDS[change.kind], name=name_of(change), **kept))
    return made


def pictures_of(figures: Figures, held: Sequence[Holding]) -> tuple[dict[str, bytes], dict[str, list[ChartPrint]]]:
    """The charts as pictures by name, and which stand where; the figures stand beside each in a table."""
    shares = {
        "policies": ("How many of those asked have confirmed each policy", figures.policies),
        "groups": ("How many people of each group have nothing outstanding", figures.groups),
        "schools": ("How many acknowledgements each school has of those it asks for", [_share(one) for one in held]),
    }
    pictures: dict[str, bytes] = {}
    charts: dict[str, list[ChartPrint]] = {}
    for name, (about, rows) in shares.items():
        charts[name] = []
        for place in range(0, len(rows), BARS):
            some = rows[place : place + BARS]
            pictures[f"{name}-{place}"] = _chart(about, some)
            charts[name].append(ChartPrint(name=f"{name}-{place}", about=f"Bar chart. {about}. {_spoken(some)}"))
    return pictures, {name: found for name, found in charts.items() if found}


def _share(one: Holding) -> Share:
    return one.school, one.given, one.asked


def _spoken(rows: Sequence[Share]) -> str:
    return "; ".join(f"{name}: {given} of {asked}" for name, given, asked in rows) + "."


WIDE, ROW = 520, 30  # of a picture: its width and the height of a bar with its label, as in the template


def _chart(about: str, rows: Sequence[Share]) -> bytes:
    most = max((of for _, _, of in rows), default=0) or 1
    points = [
        {
            "label": name,
            "value": given,
            "of": of,
            "words": ROW * place + 14,
            "bar": ROW * place + 19,
            "drawn": round(WIDE * given / most),
            "full": round(WIDE * of / most),
        }
        for place, (name, given, of) in enumerate(rows)
    ]
    context = {"about": about, "points": points, "height": ROW * len(points)}
    return render_to_string("policies/pdf/chart.svg", context).strip().encode()


def signatures_print(version: Version) -> SignaturesPrint:
    """Who decided on this text and who signed it, with lines to sign on by hand where nobody has signed here."""
    found = records(version)
    signed = [record for record in found if record.kind == StepKind.SIGN]
    return SignaturesPrint(
        school=version.school.name,
        title=version.policy.title,
        version=version.number,
        mark=mark_of(version),
        decided=[
            GivenPrint(what=record.what, who=record.who, on=record.on, note=record.note)
            for record in found
            if record.kind != StepKind.SIGN
        ],
        signatures=[SignaturePrint(name=record.who, role=record.role, date=record.on) for record in signed],
        lines=[] if signed else _lines(version),
        content_hash=version.content_hash,
        accent=version.school.colour,
    )


def _lines(version: Version) -> list[str]:
    """The roles that sign this policy; where no step asks for one, who decides on it."""
    rules = StepRule.objects.filter(school=version.school, kind=StepKind.SIGN)
    own = rules.filter(policy=version.policy)
    roles = [rule.whose for rule in own or rules.filter(policy=None)]
    if roles:
        return roles
    is_headteachers = version.policy.determiner == Policy.Determiner.HEADTEACHER
    return [str(RoleKind.HEADTEACHER.label)] if is_headteachers else ["Chair of the meeting"]
