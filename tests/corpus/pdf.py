"""Bad PDF files, each made by code: what must be turned away with a sentence and what must be read without harm.

A row is as for Word files: `refused`, `read` or `either`. Words in `absent` must not come through; the warning `told`
must be given. `heavy` rows are run in a child of their own.
"""

import io
import random
from collections.abc import Callable, Iterator
from functools import partial

import pikepdf

from tests.corpus.docx_parts import CANARY, SECRET, Row
from tests.corpus.pdf_parts import PICTURE, SHOW_PICTURE, USUAL, WORDS, pdf, said, stream, written

NAME = "policy.pdf"
MIB = 1024 * 1024


def _row(
    what: str, make: Callable[[], bytes], answer: str, *, told: str = "", heavy: bool = False, name: str = NAME
) -> Row:
    return Row(f"pdf: {what}", make, answer, name=name, told=told, heavy=heavy)


def _true() -> Iterator[Row]:
    yield _row("as it should be", pdf, "read")
    yield _row("packed", partial(pdf, packed=True), "read")
    yield _row("objects in streams", lambda: _saved(object_stream_mode=pikepdf.ObjectStreamMode.generate), "read")
    yield _row("made for the web", lambda: _saved(linearize=True), "read")
    yield _row("something before it", lambda: b"\n\n" + pdf(), "read")
    yield _row("something after it", lambda: pdf() + b"x" * 2000, "read")
    yield _row("changed since by an update", _updated, "read")
    yield _row("four hundred pages", partial(pdf, *[USUAL] * 400), "either", heavy=True)
    yield _row("turned on its side", partial(pdf, page="/Rotate 90"), "read")
    yield _row("a box that is no box", partial(pdf, page="/CropBox [9 9 9 9]"), "read")
    yield _row("owner's password only", lambda: _saved(encryption=pikepdf.Encryption(owner="o", user="")), "read")


def _saved(**how: object) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf())) as document:
        document.save(out, **how)  # type: ignore[arg-type]  # passed through
    return out.getvalue()


def _updated() -> bytes:
    whole = pdf()
    return whole + b"9 0 obj\n<< /Note (new) >>\nendobj\ntrailer\n<< /Size 13 /Root 1 0 R >>\nstartxref\n0\n%%EOF\n"


def _damage() -> Iterator[Row]:
    whole = pdf()
    for tenth in range(1, 10):
        yield _row(
            f"cut off at {tenth * 10} %", partial(lambda part: whole[: len(whole) * part // 10], tenth), "either"
        )
    for seed in range(20):
        yield _row(f"bytes changed, {seed}", partial(_changed, whole, seed), "either")
    yield _row("only its first line", lambda: b"%PDF-1.7\n", "refused")
    yield _row("no pages", lambda: written({1: b"<< /Type /Catalog >>"}), "refused")
    yield _row(
        "pages that are nothing", lambda: written({1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"null"}), "refused"
    )
    yield _row("a page that is its own parent", _own_parent, "refused")
    yield _row("no catalogue", lambda: whole.replace(b"/Root 1 0 R", b""), "either")
    yield _row("a false table of places", lambda: whole.replace(b"0000000", b"0000999"), "read")
    yield _row("a false length", lambda: whole.replace(b"/Length ", b"/Length 9"), "read")
    yield _row(
        "a stream that is not packed as it says",
        lambda: whole.replace(b"/Length", b"/Filter /FlateDecode /Length"),
        "either",
    )
    yield _row("a Word file named PDF", lambda: b"PK\x03\x04 and so on", "refused")
    yield _row("a web page named PDF", lambda: b"<html><p>Hello, everybody</p></html>", "refused")
    yield _row("a PDF named text", pdf, "refused", name="policy.txt")
    yield _row("a PDF named Word", pdf, "refused", name="policy.docx")
    yield _row("nothing in it", lambda: b"", "refused")
    yield _row("a password", lambda: _saved(encryption=pikepdf.Encryption(owner="o", user="u")), "refused")
    yield _row(
        "a password, old way",
        lambda: _saved(encryption=pikepdf.Encryption(owner="o", user="u", R=3, metadata=False, aes=False)),
        "refused",
    )


def _changed(whole: bytes, seed: int) -> bytes:
    dice = random.Random(seed)  # noqa: S311 - the same file every time
    data = bytearray(whole)
    for _ in range(40):
        data[dice.randrange(9, len(data))] = dice.randrange(256)
    return bytes(data)


def _own_parent() -> bytes:
    return written({1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Type /Pages /Count 9 /Kids [2 0 R 2 0 R] >>"})


def _without_words() -> Iterator[Row]:
    yield _row("a scan", partial(_pictured, SHOW_PICTURE), "refused")
    yield _row("a scan of thirty pages", partial(_pictured, *[SHOW_PICTURE] * 30), "refused")
    yield _row("one page scanned", partial(_pictured, USUAL, SHOW_PICTURE), "read", told="left-out-scans")
    recognised = SHOW_PICTURE + b"3 Tr " + USUAL
    yield _row("a scan with words recognised", partial(_pictured, recognised), "read", told="left-out-recognised")
    yield _row("a picture among words", partial(_pictured, SHOW_PICTURE + USUAL), "read", told="left-out-pictures")
    yield _row("empty pages", partial(pdf, b" ", b" "), "refused")
    yield _row("letters nobody can tell", _nameless_letters, "either")


def _pictured(*pages: bytes) -> bytes:
    return pdf(*pages, resources="/XObject << /Im1 10 0 R >>", more=[PICTURE])


def _nameless_letters() -> bytes:
    font = b"<< /Type /Font /Subtype /Type0 /BaseFont /Nameless /Encoding /Identity-H /DescendantFonts [11 0 R] >>"
    below = b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Nameless"
    below += b" /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>"
    shown = b"BT /F9 11 Tf 72 700 Td <" + bytes(range(65, 90)).hex().encode() * 20 + b"> Tj ET"
    return pdf(shown, more=[font, below], page="", resources="").replace(b"/F1 3 0 R", b"/F9 10 0 R /F1 3 0 R")


def _hidden() -> Iterator[Row]:
    script = f"/OpenAction << /S /JavaScript /JS (app.alert\\('{SECRET}'\\)) >>"
    yield _row("a script on opening", partial(pdf, catalog=script), "read")
    named = f"/Names << /JavaScript << /Names [(a) << /S /JavaScript /JS ({SECRET}) >>] >> >>"
    yield _row("a script by name", partial(pdf, catalog=named), "read", told="left-out-scripts")
    for action in (
        f"/S /Launch /F ({SECRET})",
        f"/S /URI /URI (http://{CANARY}/{SECRET})",
        f"/S /GoToR /F ({SECRET})",
        f"/S /SubmitForm /F (http://{CANARY})",
        "/S /ImportData /F (x)",
    ):
        yield _row(f"an action, {action[:14]}", partial(pdf, catalog=f"/OpenAction << {action} >>"), "read")
    file = stream(SECRET.encode(), "/Type /EmbeddedFile")
    attached = "/Names << /EmbeddedFiles << /Names [(a.exe) << /Type /Filespec /F (a.exe) /EF << /F 10 0 R >> >>] >> >>"
    yield _row("a file attached", partial(pdf, catalog=attached, more=[file]), "read", told="left-out-embedded")
    yield from _notes()
    yield _row(
        "words outside the page's letters",
        partial(pdf, USUAL + b"3 Tr " + said(SECRET, top=300) + b"0 Tr "),
        "read",
        told="left-out-hidden",
    )
    yield _row(
        "a watermark across the page",
        partial(pdf, USUAL + f"q .7 .7 -.7 .7 200 300 cm BT /F2 60 Tf ({SECRET}) Tj ET Q".encode()),
        "read",
    )
    outside = "/Contents 10 0 R /F << /FS /URL /F (http://example.invalid) >>"
    yield _row(
        "content in a file elsewhere", partial(pdf, more=[stream(USUAL, "/F (/etc/passwd)")], page=outside), "either"
    )


def _notes() -> Iterator[Row]:
    for kind in ("Text", "FreeText", "Stamp"):
        note = f"<< /Type /Annot /Subtype /{kind} /Rect [9 9 99 99] /Contents ({SECRET}) >>".encode()
        yield _row(
            f"a note, {kind}", partial(pdf, page="/Annots [10 0 R]", more=[note]), "read", told="left-out-comments"
        )
    field = f"<< /Type /Annot /Subtype /Widget /FT /Tx /T (name) /V ({SECRET}) /Rect [9 9 99 99] >>".encode()
    form = "/AcroForm << /Fields [10 0 R] >>"
    yield _row(
        "a form", partial(pdf, catalog=form, page="/Annots [10 0 R]", more=[field]), "read", told="left-out-fields"
    )
    xfa = stream(b"<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'/>")
    yield _row(
        "a form only Adobe shows",
        partial(pdf, catalog="/AcroForm << /Fields [] /XFA 10 0 R >> /NeedsRendering true", more=[xfa]),
        "refused",
    )
    link = f"<< /Type /Annot /Subtype /Link /Rect [9 9 99 99] /A << /S /URI /URI (http://{CANARY}/x) >> >>".encode()
    yield _row("a link", partial(pdf, page="/Annots [10 0 R]", more=[link]), "read")
    movie = b"<< /Type /Annot /Subtype /RichMedia /Rect [9 9 99 99] >>"
    yield _row("a film", partial(pdf, page="/Annots [10 0 R]", more=[movie]), "read")


def _bombs() -> Iterator[Row]:
    for size in (25, 50, 200, 1000):
        yield _row(f"a page that unpacks to {size} MB", partial(_spaces, size), "refused", heavy=True)
    yield _row("thirty pages of 20 MB", partial(_many_large, 30), "refused", heavy=True)
    yield _row("packed twice", _twice, "refused", heavy=True)
    yield _row("401 pages", partial(pdf, *[b" "] * 401), "refused", heavy=True)
    yield _row("50,000 pages", partial(pdf, *[b" "] * 50_000), "refused", heavy=True)
    yield _row("a million pages that are one", _same_page, "refused", heavy=True)
    yield _row("200,000 letters on a page", partial(pdf, said(*["x" * 100] * 2000)), "refused", heavy=True)
    yield _row(
        "300 pages of 5,000 letters", partial(pdf, *[said(*[WORDS] * 64, top=830, size=8)] * 300), "either", heavy=True
    )
    yield _row("100,000 lines drawn", partial(pdf, USUAL + b"9 9 m 99 9 l S\n" * 100_000), "read", heavy=True)
    yield _row("a grid of 2,000 by 2,000", _grid, "either", heavy=True)
    yield _row(
        "a million points in one path",
        partial(pdf, USUAL + b"9 9 m " + b"99 9 l " * 1_000_000 + b"S"),
        "read",
        heavy=True,
    )
    for depth in (50, 5_000, 200_000):
        yield _row(
            f"lists inside lists, {depth}",
            partial(pdf, catalog="/A " + "[" * depth + "]" * depth),
            "either",
            heavy=True,
        )
        yield _row(
            f"states inside states, {depth}", partial(pdf, b"q " * depth + USUAL + b"Q " * depth), "either", heavy=True
        )
    yield _row("pages inside pages, 3,000", partial(_deep_pages, 3_000), "either", heavy=True)
    yield _row("a drawing that draws itself", _itself, "either", heavy=True)
    yield _row("drawings that double, 30 times", partial(_doubling, 30), "either", heavy=True)
    yield _row("20,000 bookmarks", _bookmarks, "read", heavy=True)
    yield _row("a bookmark that follows itself", _endless, "either", heavy=True)
    yield _row("letters of size 100,000", partial(pdf, said(WORDS, size=100_000) + USUAL), "either")
    yield _row("letters of no size", partial(pdf, said(WORDS, size=0) + USUAL), "either")
    yield _row("a page a mile wide", lambda: pdf().replace(b"[0 0 595 842]", b"[0 0 9999999 9999999]"), "read")


def _spaces(size: int) -> bytes:
    return pdf(USUAL + b" " * (size * MIB), packed=True)


def _many_large(count: int) -> bytes:
    return pdf(*[USUAL + b" " * (20 * MIB)] * count, packed=True)


def _twice() -> bytes:
    inner = stream(b" " * (200 * MIB), packed=True).partition(b"stream\n")[2].rpartition(b"\nendstream")[0]
    outer = stream(inner, packed=True).replace(b"/Filter /FlateDecode", b"/Filter [/FlateDecode /FlateDecode]")
    return pdf(more=[outer], page="/Contents 10 0 R").replace(b"/Contents 12 0 R", b"", 1)


def _same_page() -> bytes:
    kids = b"3 0 R " * 1_000_000
    return written(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Count 1000000 /Kids [" + kids + b"] >>",
            3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
        }
    )


def _grid() -> bytes:
    drawn = "".join(f"{at / 4} 9 m {at / 4} 800 l S 9 {at / 4} m 500 {at / 4} l S\n" for at in range(40, 2040))
    return pdf(USUAL + drawn.encode())


def _deep_pages(depth: int) -> bytes:
    tree = {10 + at: f"<< /Type /Pages /Count 1 /Kids [{11 + at} 0 R] >>".encode() for at in range(depth)}
    tree[10 + depth] = b"<< /Type /Page /MediaBox [0 0 595 842] >>"
    return written({1: b"<< /Type /Catalog /Pages 10 0 R >>", **tree})


def _itself() -> bytes:
    form = stream(
        b"/X1 Do /X1 Do", "/Type /XObject /Subtype /Form /BBox [0 0 99 99] /Resources << /XObject << /X1 10 0 R >> >>"
    )
    return pdf(USUAL + b"/X1 Do", more=[form], resources="/XObject << /X1 10 0 R >>")


def _doubling(times: int) -> bytes:
    forms = [
        stream(
            b"/X1 Do /X1 Do",
            f"/Type /XObject /Subtype /Form /BBox [0 0 99 99] /Resources << /XObject << /X1 {11 + at} 0 R >> >>",
        )
        for at in range(times)
    ]
    forms.append(
        stream(said("x"), "/Type /XObject /Subtype /Form /BBox [0 0 99 99] /Resources << /Font << /F1 3 0 R >> >>")
    )
    return pdf(USUAL + b"/X1 Do", more=forms, resources="/XObject << /X1 10 0 R >>")


def _bookmarks() -> bytes:
    marks = [f"<< /Title (Mark {at}) /Parent 10 0 R /Next {12 + at} 0 R >>".encode() for at in range(20_000)]
    return pdf(catalog="/Outlines 10 0 R", more=[b"<< /Type /Outlines /First 11 0 R /Count 20000 >>", *marks])


def _endless() -> bytes:
    mark = b"<< /Title (Round and round) /Parent 10 0 R /Next 11 0 R /First 11 0 R >>"
    return pdf(catalog="/Outlines 10 0 R", more=[b"<< /Type /Outlines /First 11 0 R /Count 2 >>", mark])


def rows() -> list[Row]:
    """All rows, in order."""
    return [*_true(), *_damage(), *_without_words(), *_hidden(), *_bombs()]
