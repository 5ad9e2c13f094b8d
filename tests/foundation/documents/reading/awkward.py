"""Awkward documents, invented line by line: what looks like a heading and is none, and the other way round."""

import io
from dataclasses import dataclass

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.shared import Pt

from tests.foundation.documents.reading.outlines import PROSE, Head

P = PROSE


@dataclass(frozen=True)
class Awkward:
    """A document with its true headings."""

    name: str
    data: bytes
    heads: tuple[Head, ...]


def _h(*lines: str) -> tuple[Head, ...]:
    """ "1.1|Title|2" for each heading."""
    made = []
    for line in lines:
        number, title, level = line.split("|")
        made.append(Head(number, title, int(level)))
    return tuple(made)


def _txt(name: str, text: str, *lines: str) -> Awkward:
    for number, prose in enumerate(P):
        text = text.replace(f"<<{number}>>", prose)
    return Awkward(f"{name}.txt", text.encode(), _h(*lines))


COVER = _txt(
    "cover-with-names-and-signatures",
    "Oakhanger Infant School\nMill Lane\nOakhanger\nHampshire\n\nSwimming Policy\n\nHeadteacher: Mrs P Wren\n\n"
    "Chair of Governors\n\nDr Amos Teal\n\nVersion\tDate\tAuthor\n1.0\tMay 2019\tP Wren\n\nWhy we "
    "swim\n\n<<0>>\n\n<<1>>\n\n"
    "Getting to the pool\n\n<<2>>\n\nSigned: ______________ (Chair of Governors)\n\nDate: "
    "____________\n\nAgreed by Staff\n\nJune 2019\n",
    "|Why we swim|1",
    "|Getting to the pool|1",
)
LEGAL = _txt(
    "numbered-paragraphs",
    "Fees Policy\n\n1. Scope\n\n1.1 <<0>>\n\n1.2 <<1>>\n\n2. Charges\n\n2.1 <<2>>\n\n2.2 The head may "
    "waive a charge\n\n"
    "2.3 <<3>>\n\n3. Refunds\n\n3.1 <<4>>\n",
    "1|Scope|1",
    "2|Charges|1",
    "3|Refunds|1",
)
LISTS = _txt(
    "numbered-lists-inside",
    "Fire Drill Policy\n\n1. Before a drill\n\n<<0>>\n\n1. Close windows\n2. Leave bags\n3. Walk in "
    "pairs\n\n<<1>>\n\n2. During a drill\n\n"
    "<<2>>\n\n1. Line up\n\n2. Answer names\n\n3. Stay silent\n\n3. After a drill\n\n<<3>>\n",
    "1|Before a drill|1",
    "2|During a drill|1",
    "3|After a drill|1",
)
CONTACTS = _txt(
    "contacts",
    "First Aid Policy\n\nIntroduction\n\n<<0>>\n\nKey contacts\n\nSchool nurse: Ms Ivy Sparrow\nOffice: "
    "01234 567890\n\nDesignated Lead\nTom Heron\n\n"
    "Deputy Lead\nAnn Kestrel\n\nTreatment\n\n<<1>>\n\n<<2>>\n",
    "|Introduction|1",
    "|Key contacts|1",
    "|Treatment|1",
)
SECTIONS = _txt(
    "sections",
    "Library Policy\n\nSection 1: Borrowing\n\n<<0>>\n\n1.1 For pupils\n\n<<1>>\n\n1.2 For "
    "staff\n\n<<2>>\n\nSection 2: Returning\n\n<<3>>\n",
    "Section 1|Borrowing|1",
    "1.1|For pupils|2",
    "1.2|For staff|2",
    "Section 2|Returning|1",
)
LETTERS = _txt(
    "letters",
    "Gardening Policy\n\nA. Tools\n\n<<0>>\n\na) spades\nb) rakes\n\nB. Plants\n\n<<1>>\n\nC. Watering\n\n<<2>>\n",
    "A|Tools|1",
    "B|Plants|1",
    "C|Watering|1",
)
ROMAN = _txt(
    "roman",
    "Music Policy\n\nI. Singing\n\n<<0>>\n\nII. Instruments\n\n<<1>>\n\nIII. Concerts\n\n<<2>>\n\nIV. "
    "Lessons\n\n<<3>>\n",
    "I|Singing|1",
    "II|Instruments|1",
    "III|Concerts|1",
    "IV|Lessons|1",
)
CONTENTS_BARE = _txt(
    "contents-without-pages",
    "Pets Policy\n\nContents\n\nAims\nWhich animals may visit\nCare in the "
    "holidays\nReview\n\nAims\n\n<<0>>\n\nWhich animals may visit\n\n<<1>>\n\n"
    "Care in the holidays\n\n<<2>>\n\nReview\n\n<<3>>\n",
    "|Aims|1",
    "|Which animals may visit|1",
    "|Care in the holidays|1",
    "|Review|1",
)
CONTENTS_TABBED = _txt(
    "contents-with-tabs",
    "Snow Policy\n\nTable of Contents\n1. Closing the school\t2\n2. Telling families\t2\n3. Catching "
    "up\t3\nAppendix 1\t4\n\n1. Closing the school\n\n<<0>>\n\n"
    "2. Telling families\n\n<<1>>\n\n3. Catching up\n\n<<2>>\n\nAppendix 1\n\nMessage to send\n\n<<3>>\n",
    "1|Closing the school|1",
    "2|Telling families|1",
    "3|Catching up|1",
    "Appendix 1|Message to send|1",
)
QUESTIONS = _txt(
    "questions",
    "Homework Policy\n\nWhat is homework?\n\n<<0>>\n\nWhy do we set it?\n\n<<1>>\n\nHow can families "
    "help?\n\n<<2>>\n\nWho checks it?\n\n<<3>>\n",
    "|What is homework?|1",
    "|Why do we set it?|1",
    "|How can families help?|1",
    "|Who checks it?|1",
)
COLONS = _txt(
    "colons",
    "Playground Policy\n\nAims:\n\n<<0>>\n\nRules:\n\n- no running\n- no climbing\n\nPupils must:\n\n- "
    "share\n- listen\n\nRewards:\n\n<<1>>\n\n"
    "Staff on duty should do the following:\n\n- walk about\n- look\n",
    "|Aims|1",
    "|Rules|1",
    "|Rewards|1",
)
CAPS_OVER_TITLES = _txt(
    "capitals-over-titles",
    "TOY DAY POLICY\n\nWHAT MAY COME\n\n<<0>>\n\nSoft toys\n\n<<1>>\n\nBoard games\n\n<<2>>\n\nWHAT "
    "STAYS AT HOME\n\n<<3>>\n\nElectronic toys\n\n<<4>>\n",
    "|WHAT MAY COME|1",
    "|Soft toys|2",
    "|Board games|2",
    "|WHAT STAYS AT HOME|1",
    "|Electronic toys|2",
)
REPEATED = _txt(
    "the-same-subheading-again",
    "Kitchen Policy\n\n1. Cooks\n\n<<0>>\n\nResponsibilities\n\n<<1>>\n\n2. "
    "Helpers\n\n<<2>>\n\nResponsibilities\n\n<<3>>\n\n3. Teachers\n\n<<4>>\n\n"
    "Responsibilities\n\n<<5>>\n",
    "1|Cooks|1",
    "|Responsibilities|2",
    "2|Helpers|1",
    "|Responsibilities|2",
    "3|Teachers|1",
    "|Responsibilities|2",
)
COLUMNS = _txt(
    "columns-of-spaces",
    "Clubs Policy\n\n1. Times\n\n<<0>>\n\nClub          Day          Room\nChess         Monday       "
    "Hall\nPottery       Friday       Art Room\n\n<<1>>\n\n"
    "2. Places\n\n<<2>>\n\nYear Group | Club | Places\nYear 3 | Chess | 12\nYear 4 | Pottery | 9\n\n3. "
    "Costs\n\n<<3>>\n",
    "1|Times|1",
    "2|Places|1",
    "3|Costs|1",
)
FORM = _txt(
    "form-in-an-appendix",
    "Medicines Policy\n\n1. Storing\n\n<<0>>\n\n2. Giving\n\n<<1>>\n\nAPPENDIX A\n\nPermission "
    "form\n\n<<2>>\n\nName of child: ____________\n\nClass: ______\n\n"
    "Medicine:\n\nDose: ..........\n\nSigned .................... (parent)\n\nDate ..........\n\nFOR "
    "OFFICE USE ONLY\tReceived\tGiven\nMonday\t\t\nTuesday\t\t\n",
    "1|Storing|1",
    "2|Giving|1",
    "Appendix A|Permission form|1",
)
FURNITURE = _txt(
    "running-heads-without-form-feeds",
    "Cycling Policy\n\n1. Helmets\n\nEveryone who rides to school wears a helmet that fits, and the "
    "helmet is checked by an adult on the first\n\n"
    "Cycling Policy – Rook Hill School\n\n1\n\nday of each term before anyone sets out.\n\n2. "
    "Bells\n\n<<1>>\n\nCycling Policy – Rook Hill School\n\n2\n\n"
    "3. Lights\n\n<<2>>\n\nCycling Policy – Rook Hill School\n\n3\n\n<<3>>\n\nCycling Policy – Rook Hill School\n\n4\n",
    "1|Helmets|1",
    "2|Bells|1",
    "3|Lights|1",
)
MOTTO = _txt(
    "mottoes",
    "Worship Policy\n\nIntroduction\n\n<<0>>\n\nBe kind; be brave; be true\n\nRemember!\n\n“Let your "
    "light shine.”\n\nOur daily assembly\n\n<<1>>\n\nAmen.\n\n"
    "Visitors who lead\n\n<<2>>\n",
    "|Introduction|1",
    "|Our daily assembly|1",
    "|Visitors who lead|1",
)
UNBULLETED = _txt(
    "lists-without-bullets",
    "Art Policy\n\nMaterials\n\n<<0>>\n\nRelated policies\n\nBehaviour policy\n\nHealth and safety "
    "policy\n\nTrips policy\n\nDisplays\n\n<<1>>\n\n"
    "Code of Conduct\nTrips Policy\nCurriculum Policy\n\n<<2>>\n",
    "|Materials|1",
    "|Related policies|1",
    "|Displays|1",
)
APPENDIX_MENTIONS = _txt(
    "appendices-mentioned",
    "Debt Policy\n\n1. Dinner money\n\n<<0>>\n\nAppendix 1 sets out the letters that are sent.\n\n2. "
    "Help\n\n<<1>>\n\nSee Appendix 2\n\nAppendices\n\n"
    "Appendix 1: First letter\nAppendix 2: Second letter\n\nAppendix 1: First "
    "letter\n\n<<2>>\n\nAppendix 2: Second letter\n\n<<3>>\n",
    "1|Dinner money|1",
    "2|Help|1",
    "|Appendices|1",
    "Appendix 1|First letter|1",
    "Appendix 2|Second letter|1",
)
ONE_LINE_EACH = _txt(
    "no-blank-lines",
    "Bees Policy\nIntroduction\n<<0>>\n<<1>>\nWhere the hives stand\n<<2>>\n· by the hedge\n· away from "
    "the path\nStings and allergies\n<<3>>\n<<4>>\n",
    "|Introduction|1",
    "|Where the hives stand|1",
    "|Stings and allergies|1",
)
SETEXT = Awkward(
    "setext.md",
    f"Chess Policy\n============\n\n1. Boards\n---------\n\n{P[0]}\n\n1. keep\n2. count\n\n2. "
    f"Clocks\n---------\n\n{P[1]}\n\n### 2.1 Setting\n\n{P[2]}\n".encode(),
    _h("1|Boards|1", "2|Clocks|1", "2.1|Setting|2"),
)
MARKDOWN_LIST_HEADS = Awkward(
    "numbers-as-lists.md",
    f"# Maps Policy\n\n1. Reading maps\n\n{P[0]}\n\n2. Drawing maps\n\n{P[1]}\n\n- one\n- two\n\n3. "
    f"Keeping maps\n\n{P[2]}\n".encode(),
    _h("1|Reading maps|1", "2|Drawing maps|1", "3|Keeping maps|1"),
)
DIVS = Awkward(
    "divs.html",
    (
        f"<nav><h2>Menu</h2></nav><div><h1>Ponds "
        f"Policy</h1><div><h2>Nets</h2><div>{P[0]}</div><h3>Repairs</h3>{P[1]}<br><br>{P[2]}</div>"
        f"<section><h2>Depth</h2><p>{P[3]}<p>{P[4]}<table><tr><td><h2>Not</h2><td>cell</table></section></div><footer><h2>Legal</h2></footer>"
    ).encode(),
    _h("|Nets|1", "|Repairs|2", "|Depth|1"),
)


def _saved(document: docx.document.Document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _bold(document: docx.document.Document, text: str, rest: str = "", size: float = 0) -> None:
    paragraph = document.add_paragraph()
    run = paragraph.add_run(text)
    run.bold = True
    if size:
        run.font.size = Pt(size)
    paragraph.add_run(rest)


def _word_emphasis() -> Awkward:
    """Bold that is not a heading: run-in labels, sentences, names, list items, signatures."""
    document = docx.Document()
    _bold(document, "Kites Policy", size=22)
    _bold(document, "Elm Tree Academy", size=16)
    for title, text in (("Flying", P[0]), ("Strings", P[1])):
        _bold(document, title)
        document.add_paragraph(text)
        _bold(document, "Important: ", P[2])
        _bold(document, "No kite is flown in a storm.")
        document.add_paragraph().add_run(P[3]).bold = True
        document.add_paragraph(style="List Bullet").add_run("Long tails").bold = True
        document.add_paragraph(P[4])
    _bold(document, "Signed: ", "................")
    _bold(document, "Mrs Una Linnet")
    _bold(document, "Headteacher")
    return Awkward("bold-that-is-not-a-heading.docx", _saved(document), _h("|Flying|1", "|Strings|1"))


def _word_title_as_heading() -> Awkward:
    document = docx.Document()
    document.add_heading("Sandpit Policy", 1)
    for title, level in (("Sand", 2), ("Covering the pit", 3), ("Buckets", 2)):
        document.add_heading(title, level)
        document.add_paragraph(P[level])
    return Awkward("title-as-heading.docx", _saved(document), _h("|Sand|1", "|Covering the pit|2", "|Buckets|1"))


def _word_mixed() -> Awkward:
    document = docx.Document()
    document.add_paragraph("Coats Policy", style="Title")
    for title, under in (("Winter", "Gloves"), ("Summer", "Hats"), ("Rain", "Boots")):
        document.add_heading(title, 1)
        document.add_paragraph(P[0])
        _bold(document, under)
        document.add_paragraph(P[1])
    heads = _h("|Winter|1", "|Gloves|2", "|Summer|1", "|Hats|2", "|Rain|1", "|Boots|2")
    return Awkward("styles-and-bold.docx", _saved(document), heads)


def _word_contents() -> Awkward:
    """Contents in paragraphs of the TOC style, and a form in a table with headings in it."""
    document = docx.Document()
    document.add_paragraph("Ice Policy", style="Title")
    style = document.styles.add_style("TOC 1", WD_STYLE_TYPE.PARAGRAPH)
    for line in ("Paths\t2", "Gritting\t3", "Forms\t4"):
        document.add_paragraph(line, style=style)
    for title in ("Paths", "Gritting", "Forms"):
        document.add_heading(title, 1)
        document.add_paragraph(P[0])
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).text = "PLACE"
    table.cell(0, 1).text = "GRITTED BY"
    table.cell(1, 0).paragraphs[0].add_run("Front steps").bold = True
    return Awkward("contents-by-style.docx", _saved(document), _h("|Paths|1", "|Gritting|1", "|Forms|1"))


def _word_nothing() -> Awkward:
    """No styles, no bold: only lines that stand alone."""
    document = docx.Document()
    for line in ("Fossils Policy", "Finding", P[0], P[1], "Keeping", P[2], "Showing", P[3]):
        document.add_paragraph(line)
    return Awkward("no-looks-at-all.docx", _saved(document), _h("|Finding|1", "|Keeping|1", "|Showing|1"))


def _word_sizes() -> Awkward:
    """Larger bold over bold."""
    document = docx.Document()
    _bold(document, "Stars Policy", size=26)
    for title, unders in (("Telescopes", ("Lenses", "Stands")), ("Night visits", ("Torches", "Coaches"))):
        _bold(document, title, size=16)
        document.add_paragraph(P[0])
        for under in unders:
            _bold(document, under)
            document.add_paragraph(P[1])
    heads = ("|Telescopes|1", "|Lenses|2", "|Stands|2", "|Night visits|1", "|Torches|2", "|Coaches|2")
    return Awkward("sizes.docx", _saved(document), _h(*heads))


WORD = (_word_emphasis, _word_title_as_heading, _word_mixed, _word_contents, _word_nothing, _word_sizes)
TEXTS = (
    *(COVER, LEGAL, LISTS, CONTACTS, SECTIONS, LETTERS, ROMAN, CONTENTS_BARE, CONTENTS_TABBED, QUESTIONS, COLONS),
    *(CAPS_OVER_TITLES, REPEATED, COLUMNS, FORM, FURNITURE, MOTTO, UNBULLETED, APPENDIX_MENTIONS, ONE_LINE_EACH),
    *(SETEXT, MARKDOWN_LIST_HEADS, DIVS),
)


def awkward_documents() -> list[Awkward]:
    """All of them, the Word files made afresh."""
    return [*TEXTS, *(make() for make in WORD)]
