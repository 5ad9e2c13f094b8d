"""The last touches to a tagged PDF that WeasyPrint leaves out, done on its objects before they are written.

Running heads and page numbers become artifacts (WeasyPrint tags them, though outside of the structure tree), a link is
one annotation and not one for every piece inside it, says in words where it goes, list items have a body,
and header cells say what they head.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import pydyf  # type: ignore[import-untyped]

ARTIFACT = ["/Artifact", "<</Type /Pagination>>", b"BDC"]


def settle_tags(pdf: pydyf.PDF, labels: Mapping[str, str]) -> None:
    """Make what stands outside of the structure tree artifacts, and put links right; `labels` are texts by id."""
    root = _object(pdf, pdf.catalog["StructTreeRoot"])
    tree = _object(pdf, root["ParentTree"])["Nums"]
    pages = _of_type(pdf, "/Page")
    inner = dict(_inner_links(pdf, root))
    lost = {element.reference for element in _of_type(pdf, "/StructElem")} - inner.keys()
    for owners, page in zip(tree[1::2], pages, strict=False):
        _make_artifacts(_object(pdf, page["Contents"]).stream, owners, lost)
    for reference in lost:
        _object(pdf, reference).clear()  # an emptied object is allowed; a removed one would shift the others
    _join_links(pdf, pages, tree, inner)
    _fill_items(pdf)
    _say_what_headers_head(pdf)
    for link in _of_type(pdf, "/Annot"):
        if "Dest" in link:
            link["Contents"] = pydyf.String(labels.get(link["Dest"].string) or link["Dest"].string)


def _object(pdf: pydyf.PDF, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]


def _of_type(pdf: pydyf.PDF, kind: str) -> list[Any]:
    return [one for one in pdf.objects if isinstance(one, dict) and one.get("Type") == kind]


def _inner_links(pdf: pydyf.PDF, root: Any) -> Iterator[tuple[bytes, Any]]:
    """Every element of the tree by its reference, with the annotation of the link that it stands in, if any."""
    waiting = [(root, None)]
    while waiting:
        element, link = waiting.pop()
        kids = [(kid, _object(pdf, kid)) for kid in element["K"] if isinstance(kid, bytes)]
        own = next((_object(pdf, kid["Obj"]) for _, kid in kids if kid["Type"] == "/OBJR"), None)
        for reference, kid in kids:
            if kid["Type"] == "/StructElem":
                yield reference, link or own
                waiting.append((kid, link or own))


def _make_artifacts(stream: list[Any], owners: list[bytes], lost: set[bytes]) -> None:
    marks = {mark for mark, owner in enumerate(owners) if owner in lost}
    for mark in marks:
        owners[mark] = b"null"
    for place, operation in enumerate(stream):
        if operation == b"BDC" and isinstance(stream[place - 1], dict) and stream[place - 1]["MCID"] in marks:
            stream[place - 2 : place + 1] = ARTIFACT


def _join_links(pdf: pydyf.PDF, pages: list[Any], tree: list[Any], inner: dict[bytes, Any]) -> None:
    """Annotations of pieces inside a link go; the link's own grows to cover them where they are on its page."""
    homes = {annotation: page for page in pages for annotation in page.get("Annots", ())}
    gone = set()
    for reference, link in inner.items():
        element = _object(pdf, reference)
        for kid in [kid for kid in element["K"] if link is not None and isinstance(kid, bytes)]:
            piece = _object(pdf, kid)
            if piece["Type"] == "/OBJR":
                element["K"].remove(kid)
                gone.add(piece["Obj"])
                if homes[piece["Obj"]] is homes[link.reference]:
                    _grow(link, _object(pdf, piece["Obj"])["Rect"])
                piece.clear()
    for reference in gone:
        homes[reference]["Annots"].remove(reference)
        place = tree[0::2].index(_object(pdf, reference)["StructParent"])
        del tree[2 * place : 2 * place + 2]
        _object(pdf, reference).clear()


def _grow(link: Any, other: list[float]) -> None:
    x1, y1, x2, y2 = zip(link["Rect"], other, strict=True)
    left, right = min(*x1, *x2), max(*x1, *x2)
    link["Rect"] = pydyf.Array([left, min(*y1, *y2), right, max(*y1, *y2)])


def _fill_items(pdf: pydyf.PDF) -> None:
    """A list item holds a label and a body and nothing else: what else is in it goes into a body (ISO 32000-1)."""
    for item in [one for one in _of_type(pdf, "/StructElem") if one["S"] == "/LI"]:
        loose = [kid for kid in item["K"] if _object(pdf, kid).get("S") not in ("/Lbl", "/LBody")]
        if loose:
            body = pydyf.Dictionary({"Type": "/StructElem", "S": "/LBody", "K": pydyf.Array(loose), "Pg": item["Pg"]})
            body["P"] = item.reference
            pdf.add_object(body)
            for kid in loose:
                _object(pdf, kid)["P"] = body.reference
            item["K"] = pydyf.Array([*(kid for kid in item["K"] if kid not in loose), body.reference])


def _say_what_headers_head(pdf: pydyf.PDF) -> None:
    """A header cell in a head, or in a row of headers alone, heads its columns, any other its row.

    This takes the place of WeasyPrint's lists of headers by cell, which miss all but the first column under a wide one.
    """
    for row in [one for one in _of_type(pdf, "/StructElem") if one["S"] == "/TR"]:
        cells = [_object(pdf, kid) for kid in row["K"]]
        heads = _object(pdf, row["P"])["S"] == "/THead" or all(cell["S"] == "/TH" for cell in cells)
        for cell in cells:
            cell["A"].pop("Headers", None)
            cell.pop("ID", None)  # only lists of headers asked for it, and in a pack it would stand several times
            if cell["S"] == "/TH":
                cell["A"]["Scope"] = "/Column" if heads else "/Row"
