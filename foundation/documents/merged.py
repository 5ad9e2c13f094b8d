"""Several tagged PDF documents made one, with everything in them that makes them readable to everybody.

What a plain joining of pages loses is carried over: each part's structure tree below one element for the document, its
parent tree with keys of its own, its named places under names of their own, and its outline below its title.
"""

import io
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String

from foundation.documents.merging import PART_LINKS
from foundation.documents.stamping import Stamps
from foundation.jobs.child import ChildRefused

LANGUAGE = "en-GB"
NOT_TAGGED = "One of the documents is not a tagged PDF and cannot go into this pack."
XMP = """<?xpacket begin="\N{ZERO WIDTH NO-BREAK SPACE}" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part>
</rdf:Description><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator></rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""


class Merged:
    """One document that parts are added to."""

    def __init__(self, title: str, author: str) -> None:
        self.pdf = Pdf.new()
        self.title, self.author = title, author
        root = self.pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        self.root, self.document = (
            root,
            self.pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=root)),
        )
        self.elements: list[Any] = []
        self.owners: list[Any] = []  # of the parent tree: key, owner, key, owner
        self.places: list[tuple[bytes, Any]] = []
        self.outline = self.pdf.make_indirect(Dictionary(Type=Name.Outlines))
        self.lines: list[Any] = []
        self.parts = self.next_key = 0
        self.part_links: list[Any] = []
        self.own: dict[str, bytes] = {}  # the places of the front by the names that it knows them by

    def add(self, part: Pdf, title: str = "") -> None:
        """The part's pages behind those there are, under its title; without one it is of the front and stands first.

        Raises ChildRefused for a document without a structure tree.
        """
        if "/StructTreeRoot" not in part.Root:
            raise ChildRefused(NOT_TAGGED)
        at, count, prefix = len(self.pdf.pages) if title else 0, len(part.pages), f"{self.parts}."
        for place, page in enumerate(part.pages, at):
            self.pdf.pages.insert(place, page)
        tree = self.pdf.copy_foreign(_indirect(part, part.Root.StructTreeRoot))
        self._take_elements(tree, str(part.Root.get("/Lang", LANGUAGE)), len(self.elements) if title else 0)
        highest = self._take_owners(tree)
        for place in range(at, at + count):
            self._renumber(self.pdf.pages[place].obj, prefix)
        self.next_key += highest + 1
        own = self._take_places(part, prefix)
        if not title:
            self.own |= own
        self._take_outline(part, title, self.pdf.pages[at].obj)
        if title:
            self.places.append((_part_place(self.parts), Array([self.pdf.pages[at].obj, Name.Fit])))
        self.parts += 1

    def _take_elements(self, tree: Any, language: str, at: int) -> None:
        kids = list(tree.K) if isinstance(tree.K, Array) else [tree.K]
        for element in kids:
            element.P = self.document
            if language != LANGUAGE:
                element.Lang = String(language)
        self.elements[at:at] = kids

    def _take_owners(self, tree: Any) -> int:
        """The part's parent tree, its keys moved behind those there are; its highest own key."""
        highest = 0
        for key, owner in _tree(tree.ParentTree, "/Nums"):
            highest = max(highest, int(key))
            self.owners += [int(key) + self.next_key, owner]
        return highest

    def _renumber(self, page: Any, prefix: str) -> None:
        if "/StructParents" in page:
            page.StructParents = int(page.StructParents) + self.next_key
        for note in page.get("/Annots", ()):
            if "/StructParent" in note:
                note.StructParent = int(note.StructParent) + self.next_key
            if "/Dest" in note and isinstance(note.Dest, String):
                note.Dest = String(prefix.encode() + bytes(note.Dest))
            elif str(note.get("/A", {}).get("/URI", "")).startswith(PART_LINKS):
                self.part_links.append(note)

    def _take_places(self, part: Pdf, prefix: str) -> dict[str, bytes]:
        """The part's named places under new names; which name each has now."""
        names: Any = part.Root.get("/Names", Dictionary()).get("/Dests")
        if names is None:
            return {}
        copy = self.pdf.copy_foreign(_indirect(part, names))
        found = {str(name): (prefix.encode() + bytes(name), place) for name, place in _tree(copy, "/Names")}
        self.places += found.values()
        return {name: new for name, (new, _) in found.items()}

    def _take_outline(self, part: Pdf, title: str, first: Any) -> None:
        own: list[Any] = []
        if "/Outlines" in part.Root and "/First" in part.Root.Outlines:
            copy = self.pdf.copy_foreign(_indirect(part, part.Root.Outlines))
            own = list(_in_a_row(copy.First))
        if not title:
            self.lines[:0] = own
            return
        line = self.pdf.make_indirect(Dictionary(Title=String(title), Dest=Array([first, Name.Fit])))
        self._hang(line, own)
        if own:
            line.Count = -len(own)  # shut, so that the titles can be looked over
        self.lines.append(line)

    def _hang(self, above: Any, lines: list[Any]) -> None:
        """Lines of the outline below another, in their order."""
        for place, line in enumerate(lines):
            line.Parent = above
            for name, other in (("/Prev", place - 1), ("/Next", place + 1)):
                if 0 <= other < len(lines):
                    line[name] = lines[other]
                elif name in line:
                    del line[name]
        if lines:
            above.First, above.Last = lines[0], lines[-1]

    @property
    def pages(self) -> int:
        return len(self.pdf.pages)

    def number(self, stamps: Stamps, footer: str, *, before: int = 0) -> None:
        """Put `footer` on each page there is, with so many others still to come before them."""
        pages = list(self.pdf.pages)
        for number, page in enumerate(pages, before + 1):
            stamps.foot(self.pdf, page, footer.format(page=number, pages=before + len(pages)))

    def finish(self) -> bytes:
        """The whole, with the links of its front leading to its parts."""
        for note in self.part_links:
            place = str(note.A.URI).removeprefix(PART_LINKS)
            del note["/A"]
            note.Dest = String(_part_place(int(place)) if place.isdigit() else self.own[place])
        self.document.K, self.root.K = Array(self.elements), Array([self.document])
        self.root.ParentTree = self.pdf.make_indirect(Dictionary(Nums=Array(self.owners)))
        self.root.ParentTreeNextKey = self.next_key
        self._hang(self.outline, self.lines)
        self.outline.Count = len(self.lines)
        self._describe()
        return _written(self.pdf)

    def _describe(self) -> None:
        root = self.pdf.Root
        names = [one for name, place in sorted(self.places, key=lambda one: one[0]) for one in (String(name), place)]
        root.Names = Dictionary(Dests=self.pdf.make_indirect(Dictionary(Names=Array(names))))
        root.StructTreeRoot, root.Outlines = self.root, self.outline
        root.Lang, root.MarkInfo = String(LANGUAGE), Dictionary(Marked=True)
        root.ViewerPreferences, root.PageMode = Dictionary(DisplayDocTitle=True), Name.UseOutlines
        _entitle(self.pdf, self.title, self.author)


def marked(pdf: bytes, words: str, letters: bytes) -> bytes:
    """A document with words in a frame at the head of every page, and before its title."""
    document, stamps = pikepdf.open(io.BytesIO(pdf)), Stamps(pikepdf.open(io.BytesIO(letters)))
    for page in document.pages:
        stamps.head(document, page, words)
    title, author = (str(document.docinfo.get(name, "")) for name in ("/Title", "/Author"))
    _entitle(document, f"{words}: {title}", author)
    return _written(document)


def _entitle(pdf: Pdf, title: str, author: str) -> None:
    """The title and the mark of PDF/UA-1, which only a document that was printed so may bear."""
    described = XMP.format(title=escape(title), author=escape(author)).encode()
    pdf.Root.Metadata = pdf.make_stream(described, Type=Name.Metadata, Subtype=Name.XML)
    for name, value in (("/Title", title), ("/Author", author), ("/Creator", "Countersign")):
        pdf.docinfo[name] = String(value)


def _written(pdf: Pdf) -> bytes:
    out = io.BytesIO()
    generate, as_it_is = pikepdf.ObjectStreamMode.generate, pikepdf.StreamDecodeLevel.none
    pdf.save(out, object_stream_mode=generate, stream_decode_level=as_it_is, deterministic_id=True, min_version="1.7")
    return out.getvalue()


def _part_place(number: int) -> bytes:
    return b"part.%d" % number


def _indirect(pdf: Pdf, thing: Any) -> Any:
    return thing if thing.is_indirect else pdf.make_indirect(thing)


def _tree(node: Any, name: str) -> Iterator[tuple[Any, Any]]:
    """The pairs in a name or number tree, whether it is one list or branches (ISO 32000-1, 7.9.6)."""
    for kid in node.get("/Kids", ()):
        yield from _tree(kid, name)
    pairs = iter(node.get(name, ()))
    yield from zip(pairs, pairs, strict=True)


def _in_a_row(line: Any) -> Iterator[Any]:
    while line is not None:
        following = line.get("/Next")
        yield line
        line = following
