"""Several tagged PDF documents made one, with everything in them that makes them readable to everybody.

What a plain joining of pages loses is carried over: each part's structure tree below one element for the document, its
parent tree with keys of its own, its named places under names of their own, and its outline below its title. Each part
is as our printer wrote it, so that its objects need no more than other numbers; they are packed as they come.
"""

import re
from collections.abc import Iterator
from typing import Any

from foundation.documents.merging import PART_LINKS
from foundation.documents.pdf_syntax import (
    NotOurs,
    Taken,
    literal,
    number_of,
    read,
    ref,
    string,
    taken_apart,
    value_of,
    words_in,
    write,
)
from foundation.documents.pdf_writing import Writing
from foundation.documents.stamping import Stamps
from foundation.jobs.child import ChildRefused

LANGUAGE = b"(en-GB)"
NOT_TAGGED = "One of the documents is not a tagged PDF as it is printed here and cannot go into this pack."
TO_PARTS = PART_LINKS.encode()
OWNERS = re.compile(rb"<</Nums \[(.*)\]>>", re.DOTALL)
OWNER = re.compile(rb"(\d+) (\[[^\]]*\]|\d+ 0 R)")


class Merged:
    """One document that parts are added to, with letters to number its pages in."""

    def __init__(self, title: str, author: str, letters: bytes) -> None:
        self.title, self.author = title, author
        self.file = Writing()
        self.pages, self.document, self.outline = (self.file.take() for _ in range(3))
        self.root, self.stamps = self.file.take(), Stamps(letters, self.file)
        self.sheets: list[tuple[int, int]] = []  # of the page tree: the node of a part, and its count
        self.feet: list[tuple[int, float]] = []  # of every page: the stamp, and how wide the page is
        self.elements: list[bytes] = []
        self.owners: list[bytes] = []  # of the parent tree: key and owner
        self.places: list[tuple[bytes, list[bytes]]] = []
        self.lines: list[tuple[int, dict[bytes, Any]]] = []  # of the outline, not yet hung
        self.parts = self.next_key = 0
        self.own: dict[bytes, bytes] = {}  # the places of the front by the names that it knows them by

    @property
    def count(self) -> int:
        """How many pages there are."""
        return len(self.feet)

    def add(self, pdf: bytes, title: str = "") -> None:
        """The part's pages behind those there are, under its title; without one it is of the front and stands first.

        Raises ChildRefused for what is not a tagged document of our printer.
        """
        try:
            taken = taken_apart(pdf, self.file.next - 1)
            self.file.take(taken.size)
            self._add(taken, taken.get(ref(taken.root)), title)
        except (NotOurs, KeyError) as error:
            raise ChildRefused(NOT_TAGGED) from error
        for number, (head, body) in taken.streams.items():
            self.file.stream(number, head, body)
        self.file.objects(taken.objects)
        self.parts += 1

    def _add(self, taken: Taken, catalog: dict[bytes, Any], title: str) -> None:
        """Hang the part into what is there; what it no longer needs for itself goes."""
        prefix = b"%d." % self.parts
        names = catalog.get(b"/Names", {}).get(b"/Dests", {}).get(b"/Names", [])
        self._take_places(names, prefix, is_front=not title)
        pages, first = self._take_pages(taken, catalog[b"/Pages"], prefix, 0 if not title else self.count)
        self._take_structure(taken, catalog, 0 if not title else len(self.elements))
        self._take_outline(taken, catalog.get(b"/Outlines"), title, first)
        if title:
            self.places.append((_part_place(self.parts), [first, b"/Fit"]))
        self.sheets.insert(0 if not title else len(self.sheets), pages)
        for number in (taken.root, taken.info, number_of(catalog[b"/StructTreeRoot"])):
            taken.objects.pop(number, None)
        taken.streams.pop(number_of(catalog[b"/Metadata"]), None)

    def _take_places(self, names: list[Any], prefix: bytes, *, is_front: bool) -> None:
        """The part's named places under new names."""
        for name, place in zip(map(value_of, names[::2]), names[1::2], strict=True):
            self.places.append((prefix + name, place))
            if is_front:
                self.own[name] = prefix + name

    def _take_pages(self, taken: Taken, node: bytes, prefix: bytes, at: int) -> tuple[tuple[int, int], bytes]:
        """The part's branch of the page tree with the number of its pages, and its first page."""
        branch = taken.get(node)
        kids = branch[b"/Kids"]
        feet = []
        for kid in kids:
            page = taken.get(kid)
            page[b"/StructParents"] = int(page[b"/StructParents"]) + self.next_key
            for note in page.get(b"/Annots", []):
                self._renumber(taken, note, prefix)
            feet.append((self.stamps.room(taken, page), float(page[b"/MediaBox"][2])))
            taken.put(kid, page)
        self.feet[at:at] = feet
        taken.put(node, branch | {b"/Parent": ref(self.pages)})
        return (number_of(node), len(kids)), kids[0]

    def _renumber(self, taken: Taken, place: bytes, prefix: bytes) -> None:
        note = taken.get(place)
        if b"/StructParent" in note:
            note[b"/StructParent"] = int(note[b"/StructParent"]) + self.next_key
        if isinstance(note.get(b"/Dest"), bytes):
            note[b"/Dest"] = literal(prefix + value_of(note[b"/Dest"]))
        elif (address := note.get(b"/A", {}).get(b"/URI", b"()")) and value_of(address).startswith(TO_PARTS):
            to = value_of(address).removeprefix(TO_PARTS)
            del note[b"/A"]
            note[b"/Dest"] = literal(_part_place(int(to)) if to.isdigit() else self.own[to])
        taken.put(place, note)

    def _take_structure(self, taken: Taken, catalog: dict[bytes, Any], at: int) -> None:
        """The part's elements and its parent tree, whose keys are moved behind those there are."""
        tree = taken.get(catalog[b"/StructTreeRoot"])
        kids = tree[b"/K"] if isinstance(tree[b"/K"], list) else [tree[b"/K"]]
        for kid in kids:
            element = taken.get(kid) | {b"/P": ref(self.document)}
            if catalog.get(b"/Lang", LANGUAGE) != LANGUAGE:
                element[b"/Lang"] = catalog[b"/Lang"]
            taken.put(kid, element)
        self.elements[at:at] = kids
        owners = OWNERS.fullmatch(taken.objects.pop(number_of(tree[b"/ParentTree"])))
        if owners is None:
            raise NotOurs
        key = 0
        for key, owner in ((int(found[1]), found[2]) for found in OWNER.finditer(owners[1])):
            self.owners.append(b"%d %b" % (self.next_key + key, owner))
        self.next_key += key + 1

    def _take_outline(self, taken: Taken, root: bytes | None, title: str, first: bytes) -> None:
        """The part's outline becomes a line with its title; that of the front stands by itself."""
        own = read(taken.objects.pop(number_of(root))) if root else {}
        if not title:
            self.lines[:0] = _in_a_row(taken, own.get(b"/First"))
            return
        line = {b"/Title": string(title), b"/Dest": [first, b"/Fit"]}
        if b"/First" in own:  # shut, so that the titles can be looked over
            line |= {name: own[name] for name in (b"/First", b"/Last")} | {b"/Count": -int(own[b"/Count"])}
        self.lines.append((number_of(root) if root else self.file.take(), line))

    def finish(self, footer: str) -> bytes:
        """The whole, with `footer` on each page."""
        for number, (stamp, width) in enumerate(self.feet, 1):
            self.stamps.foot(stamp, width, footer.format(page=number, pages=self.count))
        metadata, info = self.file.described(self.title, self.author)
        self._hang_lines()
        owners, catalog = self.file.take(), self.file.take()
        names = [one for name, place in sorted(self.places) for one in (literal(name), place)]
        tree = {b"/Type": b"/StructTreeRoot", b"/K": [ref(self.document)], b"/ParentTree": ref(owners)}
        whole = {b"/Type": b"/StructElem", b"/S": b"/Document", b"/P": ref(self.root), b"/K": self.elements}
        sheets = {b"/Type": b"/Pages", b"/Kids": [ref(node) for node, _ in self.sheets], b"/Count": self.count}
        root = {
            b"/Type": b"/Catalog",
            b"/Pages": ref(self.pages),
            b"/Outlines": ref(self.outline),
            b"/Names": {b"/Dests": {b"/Names": names}},
            b"/StructTreeRoot": ref(self.root),
            b"/Lang": LANGUAGE,
            b"/MarkInfo": {b"/Marked": b"true"},
            b"/ViewerPreferences": {b"/DisplayDocTitle": b"true"},
            b"/PageMode": b"/UseOutlines",
            b"/Metadata": ref(metadata),
        }
        told = {self.pages: sheets, self.document: whole, catalog: root}
        told[self.root] = tree | {b"/ParentTreeNextKey": self.next_key}
        nums = b"<</Nums [%b]>>" % b" ".join(self.owners)
        self.file.objects({number: write(value) for number, value in told.items()} | {owners: nums})
        return self.file.finish(catalog, info)

    def _hang_lines(self) -> None:
        """The lines of the outline below its root, in their order."""
        numbers = [number for number, _ in self.lines]
        hung: dict[int, bytes] = {}
        for place, (number, line) in enumerate(self.lines):
            line[b"/Parent"] = ref(self.outline)
            for name, other in ((b"/Prev", place - 1), (b"/Next", place + 1)):
                line.pop(name, None)
                if 0 <= other < len(numbers):
                    line[name] = ref(numbers[other])
            hung[number] = write(line)
        root = {b"/Type": b"/Outlines", b"/Count": len(numbers)}
        if numbers:
            root |= {b"/First": ref(numbers[0]), b"/Last": ref(numbers[-1])}
        self.file.objects(hung | {self.outline: write(root)})


def marked(pdf: bytes, words: str, letters: bytes) -> bytes:
    """A document with words in a frame at the head of every page, and before its title. Raises ChildRefused."""
    try:
        return _marked(pdf, words, letters)
    except (NotOurs, KeyError) as error:
        raise ChildRefused(NOT_TAGGED) from error


def _marked(pdf: bytes, words: str, letters: bytes) -> bytes:
    file, taken = Writing(), taken_apart(pdf)
    file.take(taken.size - 1)
    stamps, catalog = Stamps(letters, file), taken.get(ref(taken.root))
    for kid in taken.get(catalog[b"/Pages"])[b"/Kids"]:
        page = taken.get(kid)
        stamps.head(stamps.room(taken, page), float(page[b"/MediaBox"][3]), words)
        taken.put(kid, page)
    about = read(taken.objects.pop(taken.info))
    title, author = (words_in(about.get(name, b"()")) for name in (b"/Title", b"/Author"))
    del taken.streams[number_of(catalog[b"/Metadata"])]
    metadata, info = file.described(f"{words}: {title}", author)
    taken.objects[taken.root] = write(catalog | {b"/Metadata": ref(metadata)})
    for number, (head, body) in taken.streams.items():
        file.stream(number, head, body)
    file.objects(taken.objects)
    return file.finish(taken.root, info)


def _part_place(number: int) -> bytes:
    return b"part.%d" % number


def _in_a_row(taken: Taken, line: bytes | None) -> Iterator[tuple[int, dict[bytes, Any]]]:
    """A line of the outline and those after it; they are no longer among the part's objects."""
    while line is not None:
        found = read(taken.objects.pop(number_of(line)))
        yield number_of(line), found
        line = found.get(b"/Next")
