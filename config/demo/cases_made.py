"""The demo's cases in all their states: each school has another one. Every word of them is invented."""

import io
from datetime import datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localdate
from PIL import Image, ImageDraw

from config.demo.making import DemoSchool
from foundation.documents.uploads import EVIDENCE, Checked, check
from foundation.schools.models import Person, RoleKind
from incidents.models import (
    Case,
    CasePerson,
    Category,
    Entry,
    Kind,
    Procedure,
    Relation,
    Report,
    ResponseOption,
    Severity,
    TakedownStep,
    Update,
)
from incidents.transitions.cases import judge, record_elsewhere, take_case
from incidents.transitions.closing import close_case, reopen_case
from incidents.transitions.data_breach import find_breach
from incidents.transitions.evidence import keep_picture, keep_text
from incidents.transitions.informing import Word, answer_support, offer_support, record_contact, say_wishes, tell
from incidents.transitions.people import Named
from incidents.transitions.referrals import Sent, refer
from incidents.transitions.removals import ask_removal
from incidents.transitions.reporting import Said, receive
from incidents.transitions.responses import consider
from incidents.transitions.takedowns import Done, add_address, record_step
from incidents.transitions.timeline import write_entry

TEACHER, ASSISTANT, COLLEAGUE = 12, 13, 15  # places in POSTS
GROUP = "https://chat.example/class-4"
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
PLATFORMS = ("Facebook", "TikTok")


def make_past(one: DemoSchool, at: datetime) -> None:
    """A year of small cases at one school, so that there are figures."""
    if one.school.slug == "acresfield":
        for month in range(11, 0, -1):
            _long_ago(one, month, at)


def make_cases(one: DemoSchool, mention: Case, at: datetime) -> None:
    """What became of the mention of a teacher, by the school's own way, and what else came in."""
    made = {
        "acresfield": _mention_in_hand,
        "haymerle": _held_back,
        "st-marys": _reopened,
        "qeii": _breach_of_data,
        "cornerstone": _kept_elsewhere,
    }
    made[one.school.slug](one, mention, at)


def _judged(case: Case, category: str, procedure: str, summary: str, by: Person, at: datetime, low: bool) -> Case:
    step = Severity.objects.filter(school=case.school, is_low=low, ended_at=None).first()
    assert step is not None  # noqa: S101 - every profile has a low step and others
    return judge(case, category=category, severity=step, procedure=procedure, summary=summary, by=by, at=at)


def _mention_in_hand(one: DemoSchool, case: Case, at: datetime) -> None:
    """Evidence is kept, a platform was asked 60 hours ago, and a promise was missed yesterday."""
    head, teacher = one.first(RoleKind.HEADTEACHER), one.people[TEACHER]
    begun = at - 6 * DAY
    case = take_case(case, by=head, at=begun)
    case = _judged(case, Category.BULLYING, Procedure.COMPLAINTS, "Insults in a class group", head, begun, low=False)
    affected = case.people.get(relation=Relation.AFFECTED)
    record_contact(affected, words="Shaken. It should go, without a fuss.", happened_at=begun, by=head, at=begun)
    say_wishes(affected, "By telephone after four, not in the staff room.", by=teacher, at=begun + HOUR)
    support = offer_support(affected, "Somebody else at the gate this week.", by=head, at=begun + HOUR)
    answer_support(support, "taken", by=teacher, at=begun + 2 * HOUR)
    _evidence(case, head, begun + 2 * HOUR)
    first = Word(Update.What.DONE, "What stands there is kept as evidence.", localdate(at - 3 * DAY))
    tell(affected, first, by=head, at=begun + 3 * HOUR)
    _taken_down(case, head, at)
    second = Word(Update.What.NOT_DONE, "We do not call the police: nobody threatens.", localdate(at - DAY))
    tell(affected, second, by=head, at=at - 3 * DAY)
    option = ResponseOption.objects.filter(school=one.school).first()
    assert option is not None  # noqa: S101 - every profile has responses
    consider(case, option, answer="not_pursued", why="Nobody threatens anybody.", by=head, at=at - 2 * DAY)
    ask_removal(case, "A comment below our own post of the fair: “Ask them who shouts.”", by=head, at=at - 2 * DAY)


def _evidence(case: Case, by: Person, at: datetime) -> None:
    said = "“She shouts at them all day.”\n“Mine too. Somebody should film it.”"
    keep_text(case, said, about="Two messages of the group", link=GROUP, taken_at=at - DAY, by=by, at=at)
    keep_picture(case, _picture(), about="The group with eleven replies", link=GROUP, by=by, at=at)


def _picture() -> Checked:
    """A screenshot, without a face or a name in it."""
    page, made = Image.new("RGB", (390, 220), "#eee7d8"), io.BytesIO()
    draw = ImageDraw.Draw(page)
    for place, words in enumerate(("She shouts at them all day.", "Mine too.", "Somebody should film it.")):
        draw.rounded_rectangle((16, 16 + 64 * place, 300, 64 + 64 * place), 12, fill="white")
        draw.text((30, 34 + 64 * place), words, fill="black")
    page.save(made, "PNG")
    return check(SimpleUploadedFile("screenshot.png", made.getvalue()), kinds=EVIDENCE)


def _taken_down(case: Case, by: Person, at: datetime) -> None:
    gone = add_address(case, f"{GROUP}/17", platform="WhatsApp", by=by, at=at - 5 * DAY)
    record_step(gone, Done(TakedownStep.What.ASKED, at - 5 * DAY), by=by, at=at - 5 * DAY)
    record_step(gone, Done(TakedownStep.What.REMOVED, at - 4 * DAY), by=by, at=at - 4 * DAY)
    left = add_address(case, "https://social.example/posts/4471", platform="Facebook", by=by, at=at - 4 * DAY)
    then = at - 60 * HOUR
    record_step(left, Done(TakedownStep.What.REPORTED, then, reference="FB-88213"), by=by, at=then)


def _long_ago(one: DemoSchool, month: int, at: datetime) -> None:
    """Two small cases of that many months ago, closed within days: they are what the figures count."""
    head, at = one.first(RoleKind.HEADTEACHER), at - month * 30 * DAY
    for place, kind in enumerate((Kind.STAFF_MENTION, Kind.ON_OUR_ACCOUNT)):
        named = [Named(Relation.AFFECTED, one.people[TEACHER + place])] if kind == Kind.STAFF_MENTION else []
        said = Said(kind, "Somebody is rude about a day at school.", who=Report.Who.PARENT, named=named)
        case = take_case(receive(one.school, said, by=one.people[ASSISTANT], at=at).case, by=head, at=at + HOUR)
        _judged(case, Category.CRITICISM, Procedure.NONE, "Rude about the school", head, at + HOUR, low=True)
        for affected in case.people.filter(relation=Relation.AFFECTED):
            _heard(affected, month, head, at + 2 * HOUR)
        address = add_address(case, f"{GROUP}/{month}", platform=PLATFORMS[place], by=head, at=at + HOUR)
        record_step(address, Done(TakedownStep.What.REPORTED, at + HOUR), by=head, at=at + HOUR)
        if month % (2 + place):
            gone = at + (20 + 9 * month) * HOUR
            record_step(address, Done(TakedownStep.What.REMOVED, gone), by=head, at=gone)
        if month > 2 or place:
            close_case(case, outcome="Stopped or removed", why="It ended there.", by=head, at=at + 8 * DAY)


def _heard(affected: CasePerson, month: int, by: Person, at: datetime) -> None:
    record_contact(affected, words="It is not about much.", happened_at=at, by=by, at=at)
    promised = Word(Update.What.DONE, "The platform was told.", localdate(at + 3 * DAY))
    tell(affected, promised, by=by, at=at)
    last = Word(Update.What.DONE, "That was all.", None)
    tell(affected, last, by=by, at=at + (5 if month % 4 == 0 else 2) * DAY)


def _held_back(one: DemoSchool, case: Case, at: datetime) -> None:
    """A report on a colleague and a pupil: to be decided, and the working day for the LADO is over."""
    then = at - 4 * DAY
    said = Said(
        Kind.STAFF_CONTACT,
        "A colleague answers messages of a pupil on a private account, in the evening.",
        who=Report.Who.STAFF,
        involves_child=True,
        place="Snapchat",
        named=[
            Named(Relation.COMPLAINED_OF, one.people[COLLEAGUE]),
            Named(Relation.AFFECTED, words="6A-17", is_pupil=True),
        ],
    )
    concern = receive(one.school, said, by=one.people[TEACHER], at=then).case
    concern = take_case(concern, by=one.first(RoleKind.HEADTEACHER), at=then + HOUR)
    words = "The safeguarding lead looked for earlier concerns: none."
    write_entry(concern, Entry.What.ACTION, words, happened_at=then, by=one.first(RoleKind.DSL), at=then + 2 * HOUR)
    take_case(case, by=one.first(RoleKind.HEADTEACHER), at=at - DAY)


def _reopened(one: DemoSchool, case: Case, at: datetime) -> None:
    """Closed at a low severity, and taken up again when there was more."""
    head = one.first(RoleKind.HEADTEACHER)
    case = take_case(case, by=head, at=at - 5 * DAY)
    affected = case.people.get(relation=Relation.AFFECTED)
    words = "Not more than a remark, and still it hurts."
    record_contact(affected, words=words, happened_at=at - 5 * DAY, by=head, at=at - 5 * DAY)
    _judged(case, Category.CRITICISM, Procedure.NONE, "A remark in a group", head, at - 5 * DAY, low=True)
    close_case(case, outcome="Settled with those concerned", why="Its author said sorry.", by=head, at=at - 4 * DAY)
    case = reopen_case(case, why="The same person wrote again, and names the class.", by=head, at=at - DAY)
    promised = Word(Update.What.DONE, "It is taken up again. I speak with the parent.", localdate(at + 3 * DAY))
    tell(affected, promised, by=head, at=at - DAY)


def _breach_of_data(one: DemoSchool, case: Case, at: datetime) -> None:
    """A list was sent to everybody: 40 of the 72 hours are over. The mention is closed."""
    head = one.first(RoleKind.HEADTEACHER)
    words = "The list of the trip went to all parents, with the telephone numbers on it."
    sent = receive(one.school, Said(Kind.OTHER, words, place="E-mail"), by=one.people[TEACHER], at=at - 40 * HOUR)
    breach = take_case(sent.case, by=head, at=at - 39 * HOUR)
    breach = _judged(
        breach, Category.PERSONAL_DATA, Procedure.DATA_BREACH, "A list sent to all", head, at - 39 * HOUR, low=False
    )
    find_breach(breach, known_at=at - 40 * HOUR, by=head, at=at - 39 * HOUR)
    case = take_case(case, by=head, at=at - 3 * DAY)
    _judged(case, Category.CRITICISM, Procedure.COMPLAINTS, "A remark in a group", head, at - 3 * DAY, low=True)
    refer(case, Sent("complaints", at - 2 * DAY), by=head, at=at - 2 * DAY)
    close_case(case, outcome="Passed to the complaints procedure", why="The parent wishes so.", by=head, at=at - DAY)


def _kept_elsewhere(one: DemoSchool, case: Case, at: datetime) -> None:
    """Underage use, with the file in another system; the mention waits until somebody takes it on."""
    lead = one.first(RoleKind.DSL)
    words = "A child of year 3 shows the others videos on an account of her own."
    pupil = [Named(Relation.AFFECTED, words="3C-08", is_pupil=True)]
    said = Said(Kind.UNDERAGE, words, who=Report.Who.PUPIL, involves_child=True, place="TikTok", named=pupil)
    underage = take_case(receive(one.school, said, by=one.people[TEACHER], at=at - 3 * DAY).case, by=lead, at=at - DAY)
    record_elsewhere(underage, system="CPOMS", reference="CP-551", by=lead, at=at - DAY)
    refer(underage, Sent("family", at - DAY, whom="Her mother"), by=lead, at=at - DAY)
    _judged(underage, Category.UNDERAGE, Procedure.SAFEGUARDING, "Below the age of the app", lead, at - DAY, low=True)
