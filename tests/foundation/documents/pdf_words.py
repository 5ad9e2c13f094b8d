"""The words of a PDF as they are drawn, by way of each font's own map, without white space; for the tests."""

import io
import re

import pikepdf

PAIR = re.compile(rb"<([0-9a-f]+)> <([0-9a-f]+)>", re.IGNORECASE)


def words_of(pdf: bytes) -> str:
    """Everything drawn on the pages, running heads too, with all white space taken out."""
    return squeezed("".join(runs_of(pdf)))


def runs_of(pdf: bytes) -> list[str]:
    """What is drawn on the pages, each time as far as it is drawn in one go: a line, or less."""
    drawn = []
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for page in opened.pages:
            fonts = {name: map_of(font) for name, font in page.Resources.get("/Font", {}).items()}
            current: dict[bytes, str] = {}
            for step in pikepdf.parse_content_stream(page, "Tf Tj TJ"):
                operator, operands = str(step.operator), list(step.operands)
                if operator == "Tf":
                    current = fonts[str(operands[0])]
                parts = list(operands[0]) if operator == "TJ" else operands
                strings = [bytes(part) for part in parts if isinstance(part, pikepdf.String)]
                drawn.append("".join(_letters(string, current) for string in strings))
    return drawn


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def map_of(font: pikepdf.Object) -> dict[bytes, str]:
    """The letters of each code, from the font's own map."""
    pairs = PAIR.findall(font.ToUnicode.read_bytes())
    return {bytes.fromhex(code.decode()): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in pairs}


def _letters(string: bytes, letters: dict[bytes, str]) -> str:
    return "".join(letters.get(string[place : place + 2], "") for place in range(0, len(string), 2))
