"""`python -m tests.verapdf.samples FOLDER`: one of everything that is printed, for veraPDF to look at."""

import sys
from pathlib import Path

import django

from foundation.documents.merging import PART_LINKS, Front, Part, bind, mark
from foundation.documents.printing import print_pages
from policies.pdf import GivenPrint, SignaturesPrint, print_receipt, signatures_page, styles_of
from tests.policies.test_pdf import RECEIPTS, SHAPES, printed


def main(folder: Path) -> None:
    """Policies of every shape, receipts, a signature page, a pack of them all, and one that is marked."""
    made = {f"policy, {shape}": printed(shape) for shape in SHAPES}
    signatures = SignaturesPrint(
        school="A school",
        title="A policy",
        version="2",
        decided=[GivenPrint(what="Approved", who="Governing body", on="12 May 2026", note="minute 7")],
        lines=["Chair of governors", "Headteacher"],
        content_hash="0f" * 32,
    )
    (made["signature page"],) = print_pages([signatures_page(signatures)])
    parts = [Part(name, pdf) for name, pdf in made.items()]
    rows = "".join(
        f'<li><a href="{PART_LINKS}{place}">{part.title}</a> <span data-part="{place}"></span></li>'
        for place, part in enumerate(parts)
    )
    html = f"<html lang=en-GB><head><title>Pack</title></head><body><h1 id=top>Pack</h1><ul>{rows}</ul></body></html>"
    front = Front(html, styles_of("print.css", "pack.css"), pages=1)
    made["pack"] = bind(front, parts, title="Pack", author="A school", footer="Page {page} of {pages} of the pack").pdf
    made["marked"] = mark(parts[0].pdf, "Superseded on 3 May 2026 by version 4")
    made |= {f"receipt, {name}": print_receipt(receipt) for name, receipt in RECEIPTS.items()}
    for name, pdf in made.items():
        folder.joinpath(f"{name}.pdf").write_bytes(pdf)


if __name__ == "__main__":
    django.setup()
    main(Path(sys.argv[1]))
