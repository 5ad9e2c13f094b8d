"""The title of the document and the name of the school, from its first lines or else from what it says most."""

import re
from collections import Counter

from foundation.documents.reading.blocks import Block, Source
from foundation.documents.reading.characters import key, squeezed
from foundation.documents.reading.shape import is_known_section, is_sentence

_DOCUMENT = re.compile(
    r"(?i)\b(polic(y|ies)|procedures?|statement|protocol|code of conduct|guidance|guidelines|agreement"
    r"|scheme|handbook|strategy|plan)\b"
)
_LABELLED = re.compile(
    r"(?i)^(?:policy|document)?\s*(?:title|name)(?: of policy)?\s*[:\t]\s*(.+)$|^(?:policy)\s*:\s*(.+)$"
)
_PLACE = (
    r"(?:School|Academy|College|Academies|Schools|Federation|Nursery|Kindergarten|Pre-?[Ss]chool"
    r"|Academy Trust|Learning Trust|Education Trust|Sixth Form|Campus)"
)
_SMALL = r"(?:of|the|and|for|in|at|on|with|&|C\.? ?of ?E\.?|C\.?E\.?|RC|VA|VC|\([A-Z]+\))"
_CAPITAL = r"(?:[A-Z][\w.'’&-]*)"
SCHOOL = re.compile(rf"\b{_CAPITAL}(?:,? (?:{_CAPITAL}|{_SMALL})){{0,9}}? ?\b{_PLACE}\b(?: (?:{_PLACE}|Trust)){{0,3}}")
_NOT_SCHOOL = re.compile(
    r"(?i)^(the|this|our|a|an|all|any|each|every|whole|high|primary|secondary|independent|maintained"
    r"|community|state|special|church|aided|local|uk|british|english|national|department|keeping|working"
    r"|use|role|staff|home|ofsted|safer|in|at|for|from|of|on|to|by|when|if|parents?|pupils?|community|head"
    r"|date|as|members?|policy)\b|\b(social media|policy|council|department)\b"
)
_OUR_POLICY = re.compile(r"\b((?:[A-Z][\w'’-]*(?: |-|/)(?:(?:and|of|for|in|the|to|&|on) ){0,3}){1,7}Policy)\b")
_FILLER = re.compile(
    r"^(?:The|This|Our|A|An|In|All|See|School's?|School|Schools|Whole|Appendix|Your|Related|Writing|Reviewing|And|Of) "
)


def find_front(source: Source) -> tuple[str, str, int]:
    """Title, school and the number of blocks before the text proper; title lines are marked as dropped."""
    blocks = source.blocks
    end = next((at for at, block in enumerate(blocks) if _is_text_proper(block)), len(blocks))
    front = blocks[:end]
    school = _school(front, blocks)
    title = _title(front, blocks, source.title, school)
    for block in front:
        same = key(block.text) in (
            key(title),
            key(school),
            f"{key(school)} {key(title)}",
            f"{key(title)} {key(school)}",
        )
        block.dropped = block.dropped or (same and bool(key(block.text)))
    return title, school, end


def _is_text_proper(block: Block) -> bool:
    if block.dropped or block.kind == "table" or block.level == 0:
        return False
    return block.words >= 14 or block.kind == "item" or (block.words >= 6 and block.text.endswith("."))


def _school(front: list[Block], blocks: list[Block]) -> str:
    for block in front:
        line = squeezed(block.text)
        labelled = re.match(r"(?i)^(?:name of )?(?:school|academy)(?: name)?\s*[:\t]\s*(\S.+)$", line)
        if labelled:
            return labelled[1]
    for block in front:
        line = squeezed(block.text)
        found = SCHOOL.search(line)
        if found and block.words <= 12 and not _DOCUMENT.search(found[0]) and len(found[0].split()) > 1:
            whole = re.sub(r"(?i)^(welcome to|policy for|approved by)\s+", "", line)
            return whole if SCHOOL.fullmatch(whole) else found[0]
    often: Counter[str] = Counter()
    for block in blocks:
        for found in SCHOOL.finditer(squeezed(block.text)):
            name = re.sub(r"^(?:The|At|In) ", "", found[0])
            if len(name.split()) > 1 and not _NOT_SCHOOL.search(name):
                often[name] += 1
    if not often:
        return ""
    most = often.most_common(1)[0][1]
    longest = [name for name, count in often.items() if count >= max(2, most / 3)]
    return max(longest or [often.most_common(1)[0][0]], key=len)


def _title(front: list[Block], blocks: list[Block], given: str, school: str) -> str:
    for block in front[:40]:
        labelled = _LABELLED.match(squeezed(block.text))
        if labelled and block.kind != "table":
            return labelled[1] or labelled[2]
        for row in block.rows:
            if len(row) > 1 and re.match(r"(?i)^(policy|document)?\s*(title|name)( of policy)?:?$", row[0]) and row[1]:
                return row[1]
    styled = [block.text for block in front if block.level == 0 and key(block.text) != key(school)]
    if styled:
        return squeezed(" ".join(styled[:2]) if not _DOCUMENT.search(styled[0]) else styled[0])
    for at, block in enumerate(front):
        found = _front_title(front, at, block, school)
        if found:
            return found
    if given and _DOCUMENT.search(given):
        return given
    return _named_in_text(blocks) or given


def _front_title(front: list[Block], at: int, block: Block, school: str) -> str:
    line = squeezed(block.text)
    good = block.kind == "text" and not block.dropped and block.words <= 12 and ":" not in line
    if not good or not _DOCUMENT.search(line) or line.endswith(".") or is_sentence(line) or is_known_section(line):
        return ""
    if re.match(r"^(\d|appendix)", line, re.IGNORECASE):
        return ""
    before = squeezed(front[at - 1].text) if at else ""
    short = block.words <= 3 and re.match(
        r"(?i)^(policy|policies|procedures?|polic(y|ies) (and|&) procedures?|statement)\b", line
    )
    if (
        short
        and before
        and key(before) != key(school)
        and ":" not in before
        and len(before.split()) <= 8
        and not SCHOOL.search(before)
    ):
        return f"{before} {line}"
    rest = line.replace(school, "").strip(" -–—,|") if school else line
    return rest if _DOCUMENT.search(rest) and len(rest.split()) > 1 else line


def _named_in_text(blocks: list[Block]) -> str:
    often: Counter[str] = Counter()
    for block in blocks:
        for found in _OUR_POLICY.finditer(squeezed(block.text)):
            name = found[1]
            while (shorter := _FILLER.sub("", name)) != name:
                name = shorter
            name = re.sub(r"^.*['’]s (?=[A-Z])", "", name)
            if len(name.split()) > 1 and block.kind != "item":
                often[name] += 1
    return often.most_common(1)[0][0] if often else ""
