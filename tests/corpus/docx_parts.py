"""Small Word files put together by hand, part by part."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CONTENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
CANARY, SECRET = "CANARY", "heronwing"
PROSE = "<w:p><w:r><w:t>Everyone shuts the gate behind them when they come in or go out.</w:t></w:r></w:p>"


@dataclass(frozen=True)
class Row:
    """One bad file."""

    id: str
    make: Callable[[], bytes]
    answer: str
    name: str = "policy.docx"
    absent: tuple[str, ...] = (SECRET,)
    told: str = ""
    heavy: bool = False


def parts(body: str = PROSE, relations: str = "", content: str = CONTENT, **more: str | bytes) -> dict[str, bytes]:
    """The parts of a small true .docx with this body; further parts by name with `__` for `/`."""
    made = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{content}"/></Types>',
        "_rels/.rels": relations_part(
            f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
        ),
        "word/document.xml": f"<w:document {W} {R}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": relations_part(relations),
    }
    dots = {name.replace("__", "/").replace("_dot_", "."): text for name, text in more.items()}
    made |= dots  # type: ignore[arg-type]
    return {name: text if isinstance(text, bytes) else text.encode() for name, text in made.items()}


def relations_part(inner: str) -> str:
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{space}">{inner}</Relationships>'


def zipped(made: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in made.items():
            archive.writestr(name, data)
    return out.getvalue()


def word(body: str = PROSE, relations: str = "", content: str = CONTENT, **more: str | bytes) -> bytes:
    return zipped(parts(body, relations, content, **more))


def para(text: str, run: str = "", properties: str = "") -> str:
    return f"<w:p>{properties}<w:r><w:rPr>{run}</w:rPr><w:t>{text}</w:t></w:r></w:p>"
