"""A policy and a receipt as PDF. What is printed comes in as words ready to show; nothing here asks the database."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string

from foundation.documents.printing import Page, print_pdf

COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
ACCENT = "#1b4965"
DEEPEST_CLAUSE = 5


@dataclass(frozen=True, kw_only=True)
class ClausePrint:
    """One clause: `level` counts from 1, `anchor` is its lasting id, `html` its words. A title may be missing."""

    number: str
    title: str
    level: int
    anchor: str
    html: str
    appendix: bool = False

    @property
    def depth(self) -> int:
        """The level as printed, 1 to 5."""
        return max(1, min(DEEPEST_CLAUSE, self.level))

    @property
    def heading(self) -> int:
        """The level of the heading in the printed document, below its title."""
        return self.depth + 1

    @property
    def listed(self) -> bool:
        """Whether the contents name it."""
        return bool(self.title) and self.depth <= 2


@dataclass(frozen=True, kw_only=True)
class SignaturePrint:
    """Who signed in which role on what date; `note` says how where that needs saying (ACR-02)."""

    name: str
    role: str
    date: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class VersionPrint:
    """A line of the version table with the five columns of ACR-03."""

    version: str
    created: str
    owner: str
    panel_approved: str
    review: str


@dataclass(frozen=True, kw_only=True)
class PolicyPrint:
    """Everything a printed policy shows, in words ready to show. An empty string leaves its line out."""

    school: str
    title: str
    version: str
    mark: str = ""  # "Draft", "Superseded on 1 May 2026"; empty for what is in force
    last_updated: str = ""
    approved_on: str = ""
    approved_by: str = ""
    disclosed: str = ""
    committee: str = ""
    in_force_from: str = ""
    review_on: str = ""
    owner: str = ""
    applies_to: str = ""
    signatures: Sequence[SignaturePrint] = ()
    clauses: Sequence[ClausePrint] = ()
    statements: Sequence[str] = ()
    versions: Sequence[VersionPrint] = ()
    related: Sequence[str] = ()
    annexes: Sequence[str] = ()
    legal: Sequence[str] = ()
    content_hash: str = ""
    accent: str = ACCENT

    @property
    def facts(self) -> list[tuple[str, str]]:
        """The lines of the cover that have something to say, in order (ACR-01, STM-01, COR-01)."""
        lines = [
            ("In force from", self.in_force_from),
            ("Last updated", self.last_updated),
            ("Approved by", self.approved_by),
            ("Approved on", self.approved_on),
            ("Disclosed", self.disclosed),
            ("Committee responsible for review", self.committee),
            ("Review date", self.review_on),
            ("Owner", self.owner),
            ("Applies to", self.applies_to),
        ]
        return [(name, value) for name, value in lines if value]


@dataclass(frozen=True, kw_only=True)
class StatementPrint:
    """A statement as it was shown, when it was confirmed, and how (in the browser, on paper, on somebody's behalf)."""

    words: str
    at: str
    how: str = ""


@dataclass(frozen=True, kw_only=True)
class ReceiptPrint:
    """What a person acknowledged: their name as it was, which text, which words were shown, when and how."""

    school: str
    person: str
    policy: str
    version: str
    content_hash: str
    words: str
    at: str
    how: str
    number: str
    recorded_by: str = ""
    witness: str = ""
    reason: str = ""
    signature: str = ""
    statements: Sequence[StatementPrint] = ()
    accent: str = ACCENT


@dataclass(frozen=True, kw_only=True)
class GivenPrint:
    """A line of the signature page: what was done, by whom, when, and how where that needs saying."""

    what: str
    who: str
    on: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class SignaturesPrint:
    """The page that shows who decided on and signed exactly this text; `lines` are roles that may sign by hand."""

    school: str
    title: str
    version: str
    mark: str = ""
    decided: Sequence[GivenPrint] = ()
    signatures: Sequence[SignaturePrint] = ()
    lines: Sequence[str] = ()
    content_hash: str = ""
    accent: str = ACCENT


def policy_page(policy: PolicyPrint) -> Page:
    """The policy as a page to be printed."""
    words = {f"clause-{place}": clause.html for place, clause in enumerate(policy.clauses)}
    html = render_to_string("policies/pdf/policy.html", {"policy": policy})
    return Page(html, [*styles_of("print.css", "policy.css"), accent_css(policy.accent)], words)


def signatures_page(page: SignaturesPrint) -> Page:
    """The signature page as a page to be printed."""
    html = render_to_string("policies/pdf/signatures.html", {"page": page})
    return Page(html, [*styles_of("print.css", "pack.css"), accent_css(page.accent)])


def print_policy(policy: PolicyPrint) -> bytes:
    """The policy as tagged PDF. Raises PrintError."""
    page = policy_page(policy)
    return print_pdf(page.html, styles=page.styles, words=page.words)


def print_receipt(receipt: ReceiptPrint) -> bytes:
    """The receipt as tagged PDF. Raises PrintError."""
    html = render_to_string("policies/pdf/receipt.html", {"receipt": receipt})
    return print_pdf(html, styles=[*styles_of("print.css", "receipt.css"), accent_css(receipt.accent)])


def accent_css(colour: str) -> str:
    return f":root {{ --accent: {colour if COLOUR.fullmatch(colour) else ACCENT} }}"


@cache
def styles_of(*names: str) -> tuple[str, ...]:
    folder = Path(settings.BASE_DIR, "static", "pdf")
    return tuple((folder / name).read_text() for name in names)
