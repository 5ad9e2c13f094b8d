"""Other policies that a document names as belonging with it."""

import re

from foundation.documents.reading.blocks import Block
from foundation.documents.reading.characters import key, squeezed
from foundation.documents.reading.headings import Heading

_OVER = re.compile(
    r"see also|related|linked|links? (with|to)|associated|other (relevant )?(school )?polic"
    r"|connected polic|cross reference|supporting documents|further reading"
)
_SAYS = re.compile(
    r"(?i)\b(read in conjunction with|in conjunction with|linked (to|with)|links to|related to|alongside"
    r"|refer to|read with|together with) "
    r"(?:\w+ ){0,8}?(?=.*polic)"
)
_ONE = re.compile(
    r"\b((?:[A-Z][\w'’/&-]*|and|of|for|in|the|to|with|use of)(?: (?:[A-Z][\w'’/&()-]*|and|of|for|in|the|to"
    r"|use|e-Safety))*? (?:[Pp]olic(?:y|ies)|Procedures?|Agreements?|Code of Conduct))\b"
)
_NOUN = re.compile(
    r"(?i)polic|procedure|code|agreement|plan|protocol|statement|guid|strategy|handbook|scheme|use of|aup"
    r"|safeguarding|behaviour|kcsie|keeping children"
)
MOST = 60


def related_policies(blocks: list[Block], headings: list[Heading], title: str) -> list[str]:
    """Names as written, once each, without the document itself."""
    names: list[str] = []
    starts = [heading.at for heading in headings] + [len(blocks)]
    for position, heading in enumerate(headings):
        if _OVER.search(key(heading.title)):
            names += _items(blocks[heading.at + heading.blocks : starts[position + 1]])
    for place, block in enumerate(blocks):
        if not block.dropped and block.kind == "text" and _SAYS.search(block.text):
            names += (
                _items(blocks[place + 1 :])
                if block.text.rstrip().endswith((":", "including"))
                else _in_sentence(block.text)
            )
    kept: dict[str, str] = {}
    for name in names:
        name = re.sub(r"(?i)^(the|our|school'?s?|school’s|its) ", "", name.strip(" .;:,"))
        if key(name) and key(name) not in (key(title), "policy", "policies"):
            kept.setdefault(key(name), name)
    return list(kept.values())[:MOST]


def _items(blocks: list[Block]) -> list[str]:
    """The list that follows, up to the first thing that is no item of it."""
    names: list[str] = []
    for block in blocks:
        line = squeezed(block.text)
        if block.kind == "item" or (
            block.kind == "text" and block.words <= 9 and _NOUN.search(line) and not line.endswith((".", ":"))
        ):
            names.append(re.sub(r"\s*[;,]?\s*\b(and|or)?\W*$", "", line) if block.words <= 14 else "")
        elif names or block.kind == "table":
            break
    return [name for name in names if name]


def _in_sentence(text: str) -> list[str]:
    found = _SAYS.search(text)
    rest = squeezed(text[found.end() :]).split(". ")[0] if found else ""
    rest = re.sub(r"(?i)^(with |to )?(the )?(school'?s?|school’s|our|following)? ?(policies|policy)?:? ?", "", rest)
    if re.match(r"(?i)^.{3,40} policy\.?$", rest):
        return [rest]
    return [re.sub(r"^(?:and|of|for|in|the|to|with) ", "", match[1]) for match in _ONE.finditer(rest)]
