"""The classes of the roll, of mail, of the trail, and of what keeps the site going. Data, to be read."""

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from monitoring.retention.classes import How, RecordClass, Root, add
from monitoring.retention.people import GONE
from monitoring.retention.period import Period

SCHOOL_UID = "school_uid"
# Records that say whom they are about, or who was let in or empowered, by the row of the person alone.
ABOUT_THEM = (
    ("incidents.CasePerson", "person"),
    ("incidents.EmergencyAccess", "person"),
    ("monitoring.Check", "subject"),
    ("monitoring.Check", "carried_by"),
    ("monitoring.Check", "decided_by"),
    ("monitoring.Check", "log_keeper"),
    ("monitoring.Restriction", "person"),
    ("monitoring.SubjectRequest", "person"),
    ("policies.Delegation", "person"),
    ("policies.PanelMember", "person"),
    ("policies.Relationship", "person"),
)
ABOUT = ("about_uid", "by_uid")

add(
    RecordClass(
        code="roll",
        title="People on the roll, their roles and absences",
        covers="The row of somebody who left is emptied: name, e-mail, reference, job title, employer, groups, log-in."
        " It stays without them where proofs refer to it. Roles, seats, absences, deputies and devices go whole.",
        begins="On the last day at the school; a role, seat or absence on its own last day; a device when taken away.",
        source="A year after leaving, for questions that come late. The personnel file is kept elsewhere. The name that"
        " stands on a proof stays with the proof. Whom a case, a check or a restriction is about is emptied after it.",
        default=Period(months=12),
        highest=84,
        roots=(
            Root("schools.Person", "leaves_on", ~Q(name=GONE), How.EMPTY, needed_by=ABOUT_THEM),
            Root("schools.Role", "ends_on"),
            Root("schools.Absence", "ends_on"),
            Root("schools.BodyMember", "ends_on"),
            Root("schools.SharedDevice", "revoked_at"),
            Root("approvals.Deputy", Coalesce(F("ended_at__date"), F("ends_on"))),
        ),
        parts={"schools.User": ()},
    )
)

add(
    RecordClass(
        code="log_in",
        title="Log-ins, PINs and calendar links",
        covers="PINs for shared devices, personal calendar links, who was at a shared device.",
        begins="When the person left, the link was stopped, or the session at the device began.",
        source="A month: nothing is proven by them afterwards. The log-in itself is emptied with its last person.",
        default=Period(months=1),
        highest=12,
        roots=(
            Root("schools.Pin", "person__leaves_on"),
            Root("policies.CalendarFeed", Coalesce(F("stopped_at__date"), F("person__leaves_on"))),
            Root("schools.DeviceSession", "started_at"),
        ),
    )
)

add(
    RecordClass(
        code="roll_import",
        title="Files of the roll that were brought in",
        covers="The file as it was uploaded, with what was found in it.",
        begins="When it was uploaded.",
        source="Three months: what was taken from it stands in the roll. The school's choice.",
        default=Period(months=3),
        highest=24,
        roots=(Root("schools.RollImport", "uploaded_at"),),
    )
)

add(
    RecordClass(
        code="notice",
        title="Mail and reminders",
        covers="What was mailed to whom, word for word, and how often somebody was reminded. What a mail was about may"
        " go earlier: then its words go too, and that it was sent stays.",
        begins="When it was sent, or put into the outbox.",
        source="Two years. The school's choice.",
        default=Period(months=24),
        roots=(
            Root("notices.Notice", Coalesce(F("sent_at"), F("queued_at")), Q(status__in=("sent", "dropped", "parked"))),
            Root("notices.Reminder", "on", Q(notice=None), How.ROWS, above=("person",)),
            Root("policies.Escalation", "on", how=How.ROWS, above=("person",)),
        ),
        parts={"notices.Reminder": "notice"},
    )
)

add(
    RecordClass(
        code="file",
        title="What is left of destroyed files",
        covers="Name, size and hash of files whose bytes were removed already. A file goes with what it belongs to.",
        begins="When its bytes were removed.",
        source="A year. The school's choice.",
        default=Period(months=12),
        highest=72,
        roots=(Root("documents.File", "purged_at", school=SCHOOL_UID),),
    )
)

add(
    RecordClass(
        code="job",
        title="Long work that was done",
        covers="That a document was read in or printed, when and for whom; no words of it.",
        begins="When it was done or given up.",
        source="Three months. The school's choice. What is of no one school goes after three months too.",
        default=Period(months=3),
        highest=24,
        roots=(Root("jobs.Job", "finished_at", how=How.ROWS, school=SCHOOL_UID),),
    )
)

add(
    RecordClass(
        code="submission",
        title="Marks of forms that were sent",
        covers="That a form was done, so that it is not done twice.",
        begins="When it was sent.",
        source="Thirty days. Not the school's to change.",
        default=Period(days=30),
        parts={"jobs.Submission": ()},
        run_by="Every hour, by itself",
        can_change=False,
    )
)

add(
    RecordClass(
        code="kept_typing",
        title="Typing kept for who was signed out",
        covers="What somebody had typed when their session ended, encrypted, for them alone.",
        begins="When it was kept.",
        source="One day. Not the school's to change.",
        default=Period(days=1),
        parts={"jobs.KeptTyping": ()},
        run_by="Every hour, by itself",
        can_change=False,
    )
)

add(
    RecordClass(
        code="look",
        title="Who looked at protected records",
        covers="Who opened, downloaded or printed a case, a log or evidence, and when.",
        begins="When they looked.",
        source="Three years. The school's choice. What was looked at may go earlier: then the looks go with it.",
        default=Period(months=36),
        lowest=12,
        roots=(Root("audit.Look", "at", how=How.ROWS, school=SCHOOL_UID, uids=ABOUT),),
    )
)

add(
    RecordClass(
        code="trail",
        title="The trail",
        covers="The details of who did what. That something was done, when, of what kind and by whom (a number) stays:"
        " each entry is bound to the one before it.",
        begins="When it was done.",
        source="Ten years. The school's choice. The details of what was destroyed go with it, whenever that is.",
        default=Period(months=120),
        lowest=36,
        roots=(Root("audit.Entry", "at", Q(destroyed_at=None), How.PAYLOAD, SCHOOL_UID, uids=ABOUT),),
    )
)

add(
    RecordClass(
        code="house_rule",
        title="House rules that were replaced",
        covers="Former lines of the scale of severity, of responses, of contacts, of reasons for a check, of what is"
        " tested and where the school looks; chains of approval stay as they are.",
        begins="When the line was ended.",
        source="Six years. The school's choice. A line that a case or a check names waits for it.",
        default=Period(months=72),
        roots=(
            Root("incidents.Severity", "ended_at"),
            Root("incidents.ResponseOption", "ended_at"),
            Root("incidents.HelpContact", "ended_at"),
            Root("monitoring.CheckReason", "ended_at"),
            Root("monitoring.FilteringPoint", "ended_at"),
            Root("monitoring.FootprintPlace", "ended_at"),
        ),
        stays=("approvals.ChainStep",),
    )
)
