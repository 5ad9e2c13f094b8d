"""`python -m benchmarks.pack_sides NAME FOLDER`: one way to make the pack, with what it took as JSON.

Each side is what a running worker does: it has processes started, waits for them, and the clock goes from before the
first is started until the pack is in a file. Time is that of all of them, memory that of the largest. All words stand
ready before the clock starts: ours as pages from our templates, the other sides' in files. The worker keeps a nursery,
as `manage.py up` has it do, and has made a pack before, so the sheet of letters for page numbers is there; for a pack
from nothing it is not.
"""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import django

from config.celery import PREPARE
from foundation.jobs.nursery import Nursery, keep, let_go

CHROMIUM = "/usr/bin/chromium"
QUIET = ("--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer")
WEASYPRINT = "import sys; from weasyprint import HTML; HTML(sys.argv[1]).write_pdf(sys.argv[2], pdf_variant='pdf/ua-1')"
TYPST = "import sys, typst; typst.compile(sys.argv[1], output=sys.argv[2], pdf_standards=['ua-1'])"


def ours(folder: Path) -> None:
    """The pack as a job puts it together from kept parts."""
    _bound(folder, [path.read_bytes() for path in sorted(folder.glob("part-*.pdf"))])


def cold(folder: Path) -> None:
    """The pack from nothing: every policy printed, in batches by two processes, then put together."""
    pages = [policy_page(policy) for policy in policies()]
    batches = [pages[at : at + AT_A_TIME] for at in range(0, len(pages), AT_A_TIME)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        _bound(folder, [pdf for batch in pool.map(print_pages, batches) for pdf in batch])


def _bound(folder: Path, pdfs: Sequence[bytes]) -> None:
    parts = [Part(policy.title, pdf) for policy, pdf in zip(policies(), pdfs, strict=True)]
    made = bind(front_of_all(), parts, title="Policies in force", author="A school", footer="Page {page} of {pages}")
    folder.joinpath("ours.pdf").write_bytes(made.pdf)


def weasyprint(folder: Path) -> None:
    _run([sys.executable, "-c", WEASYPRINT, str(folder / "all.html"), str(folder / "weasyprint.pdf")])


def chromium(folder: Path) -> None:
    address = (folder / "all.html").as_uri()
    _run([CHROMIUM, *QUIET, f"--user-data-dir={folder}/chromium", f"--print-to-pdf={folder}/chromium.pdf", address])


def typst(folder: Path) -> None:
    _run([sys.executable, "-c", TYPST, str(folder / "all.typ"), str(folder / "typst.pdf")])


def _run(command: Sequence[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - ours


def main(name: str, folder: Path) -> None:
    side = {"ours": ours, "cold": cold, "weasyprint": weasyprint, "chromium": chromium, "typst": typst}[name]
    policies(), front_of_all()
    warm = keep(PREPARE) if name in ("ours", "cold") else None
    if name == "ours":
        sheet_of_letters()
    elif warm:
        print_pdf("<html lang=en-GB><head><title>First</title></head><body><p>Loaded</p></body></html>", styles=[])
    before = _used(warm)
    start = time.monotonic()
    side(folder)
    took = time.monotonic() - start
    processor = _used(warm) - before
    let_go()
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    cost = {"seconds": took, "processor": processor, "memory": memory}
    print(json.dumps(cost))  # noqa: T201 - read by the process that started this one


def _used(warm: Nursery | None) -> float:
    """Seconds of processors that this process, those it waited for and those of the nursery have used."""
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    used = sum(one.ru_utime + one.ru_stime for one in spent)
    if warm is not None:
        told = Path(f"/proc/{warm.process.pid}/stat").read_text().rpartition(")")[2].split()
        used += sum(int(ticks) for ticks in told[11:15]) / os.sysconf("SC_CLK_TCK")
    return used


if __name__ == "__main__":
    django.setup()
    from benchmarks.pack_texts import front_of_all, policies
    from foundation.documents.letters import sheet_of_letters
    from foundation.documents.merging import Part, bind
    from foundation.documents.printing import print_pages, print_pdf
    from policies.packs import AT_A_TIME, AT_ONCE
    from policies.pdf import policy_page

    main(sys.argv[1], Path(sys.argv[2]))
