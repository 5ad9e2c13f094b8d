"""What a tagged PDF consists of, counted; for the tests of what is put together from others."""

import io
from collections.abc import Iterator
from typing import Any

import page
import pikepdf

from tests.foundation.documents.pdf_words import map_of


def opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf))


def faults(pdf: bytes) -> set[str]:
    """The rules of PDF/UA-1 that it breaks."""
    return {f"{fault.rule_id} {fault.message}" for fault in page.validate_pdf_bytes(pdf, profile="ua1").failures}


def elements(pdf: pikepdf.Pdf) -> list[Any]:
    """Every element of the structure tree in reading order."""
    found: list[Any] = []
    waiting: list[Any] = list(reversed(list(pdf.Root.StructTreeRoot.K)))
    while waiting:
        element = waiting.pop()
        if isinstance(element, pikepdf.Dictionary) and "/S" in element:
            found.append(element)
            kids: Any = element.get("/K", [])
            waiting.extend(reversed(list(kids) if isinstance(kids, pikepdf.Array) else [kids]))
    return found


def links(pdf: pikepdf.Pdf) -> list[Any]:
    return [note for sheet in pdf.pages for note in sheet.get("/Annots", [])]


def places(pdf: pikepdf.Pdf) -> dict[str, Any]:
    """Named places, each with the number of its page from 1."""
    numbers = {sheet.obj.objgen: number for number, sheet in enumerate(pdf.pages, 1)}
    if "/Names" not in pdf.Root:
        return {}
    pairs = iter(pdf.Root.Names.Dests.Names)
    return {str(name): numbers[place[0].objgen] for name, place in zip(pairs, pairs, strict=True)}


def outline(pdf: pikepdf.Pdf) -> list[tuple[int, str]]:
    """Every line of the outline with its depth from 0."""

    def lines(items: Any, depth: int) -> Iterator[tuple[int, str]]:
        for item in items:
            yield depth, str(item.title)
            yield from lines(item.children, depth + 1)

    with pdf.open_outline() as tree:
        return list(lines(tree.root, 0))


def stamps(pdf: pikepdf.Pdf) -> list[str]:
    """What is drawn in the stamps' font on each page, and only inside artifacts."""
    found = []
    for sheet in pdf.pages:
        inside, words, is_stamp = 0, [], False
        codes = {}
        for step in pikepdf.parse_content_stream(sheet):
            operator, operands = str(step.operator), list(step.operands)
            inside += (operator == "BDC" and str(operands[0]) == "/Artifact") - (operator == "EMC" and inside > 0)
            if operator == "Tf":
                is_stamp = str(operands[0]) == "/CountersignStamp"
                codes = _codes(sheet.Resources.Font[str(operands[0])]) if is_stamp else {}
            if operator == "Tj" and is_stamp:
                assert inside, "A stamp stands outside of an artifact."
                code = bytes(operands[0])
                words.append("".join(codes[code[at : at + 2]] for at in range(0, len(code), 2)))
        found.append(" ".join(words))
    return found


def _codes(font: Any) -> dict[bytes, str]:
    assert font.DescendantFonts[0].FontDescriptor.keys() & {"/FontFile2", "/FontFile3"}
    return map_of(font)
