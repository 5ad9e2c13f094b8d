"""A PDF file written from objects that stand ready, packed as they come (ISO 32000-1, 7.5.7 and 7.5.8)."""

import struct
import zlib
from collections.abc import Mapping
from hashlib import md5
from xml.sax.saxutils import escape

from foundation.documents.pdf_syntax import ref, string, write

QUICK = 1  # how hard is tried to pack objects: harder takes longer than it saves
ROW = struct.Struct(">BIH")
FREE = ROW.pack(0, 0, 0)
XMP = """<?xpacket begin="\N{ZERO WIDTH NO-BREAK SPACE}" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part>
</rdf:Description><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator></rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""


class Writing:
    """A file in the making. What is once written is no longer kept apart."""

    def __init__(self) -> None:
        self.parts = [b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n"]
        self.length = len(self.parts[0])
        self.rows: dict[int, bytes] = {}
        self.next = 1

    def take(self, count: int = 1) -> int:
        """The first of so many numbers that are free."""
        self.next += count
        return self.next - count

    def stream(self, number: int, head: bytes, body: bytes) -> None:
        """A stream with its dictionary as it is written."""
        self.rows[number] = ROW.pack(1, self.length, 0)
        whole = b"%d 0 obj\n%b\nstream\n%b\nendstream\nendobj\n" % (number, head, body)
        self.parts.append(whole)
        self.length += len(whole)

    def objects(self, objects: Mapping[int, bytes]) -> None:
        """Objects in a stream of their own."""
        home, at, heads = self.take(), 0, []
        for place, (number, text) in enumerate(objects.items()):
            heads.append(b"%d %d" % (number, at))
            at += len(text) + 1
            self.rows[number] = ROW.pack(2, home, place)
        first = b" ".join(heads) + b"\n"
        body = zlib.compress(first + b"\n".join(objects.values()), QUICK)
        kind = b"<</Type /ObjStm/N %d/First %d/Filter /FlateDecode/Length %d>>"
        self.stream(home, kind % (len(heads), len(first), len(body)), body)

    def described(self, title: str, author: str) -> tuple[int, int]:
        """The title and the mark of PDF/UA-1, which only a document that was printed so may bear: where they stand."""
        metadata, info = self.take(2), self.next - 1
        body = XMP.format(title=escape(title), author=escape(author)).encode()
        self.stream(metadata, b"<</Type /Metadata/Subtype /XML/Length %d>>" % len(body), body)
        names = {b"/Title": string(title), b"/Author": string(author), b"/Creator": string("Countersign")}
        self.objects({info: write(names)})
        return metadata, info

    def finish(self, root: int, info: int) -> bytes:
        """The whole file; the same objects give the same bytes."""
        number, place = self.take(), self.length
        self.rows[number] = ROW.pack(1, place, 0)
        table = zlib.compress(b"".join([self.rows.get(one, FREE) for one in range(self.next)]), QUICK)
        name = md5(b"".join(self.parts), usedforsecurity=False).hexdigest().encode()
        kind = b"<</Type /XRef/W [1 4 2]/Size %d/Root %b/Info %b/ID [<%b> <%b>]/Filter /FlateDecode/Length %d>>"
        self.stream(number, kind % (self.next, ref(root), ref(info), name, name, len(table)), table)
        return b"".join([*self.parts, b"startxref\n%d\n%%%%EOF\n" % place])
