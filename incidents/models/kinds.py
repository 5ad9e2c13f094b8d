"""What can be reported, to whom it goes, and what a case is about."""

from django.db import models


class Kind(models.TextChoices):
    """What a report is about, in the words of who reports."""

    CHILD = "child", "A child may be at risk, or was written to or shown something that worries you"
    PUPIL_CONTACT = "pupil_contact", "A pupil or former pupil tried to get in touch with a member of staff"
    STAFF_CONTACT = "staff_contact", "A member of staff got in touch with a pupil outside the school's own accounts"
    STAFF_MENTION = "staff_mention", "Something about a member of staff, or somebody pretending to be one"
    CONDUCT = "conduct", "What a member of staff does or writes online"
    BETWEEN_PUPILS = "between_pupils", "Pupils bullying or hurting each other online"
    ON_OUR_ACCOUNT = "on_our_account", "Abuse or something unsuitable on one of the school's own accounts"
    PICTURE = "picture", "A picture or details of a child, published without consent"
    UNDERAGE = "underage", "A child uses an app or site for which they are too young"
    EXTREMISM = "extremism", "Extremist words, pictures or contacts"
    ABOUT_SCHOOL = "about_school", "Criticism of the school, or something untrue about it"
    PRESS = "press", "Somebody from the press or television got in touch"
    QUESTION = "question", "Is this communication all right?"
    FRIEND_REQUEST = "friend_request", "A friend request from a pupil, declined"
    OTHER = "other", "Something else"


# The same in few words, for lists and figures.
BRIEF: dict[str, str] = {
    Kind.CHILD: "A child at risk",
    Kind.PUPIL_CONTACT: "Contact by a pupil",
    Kind.STAFF_CONTACT: "Staff in contact with a pupil",
    Kind.STAFF_MENTION: "About a member of staff",
    Kind.CONDUCT: "Conduct of staff online",
    Kind.BETWEEN_PUPILS: "Between pupils",
    Kind.ON_OUR_ACCOUNT: "On our own accounts",
    Kind.PICTURE: "Picture or details of a child",
    Kind.UNDERAGE: "Underage use",
    Kind.EXTREMISM: "Extremism",
    Kind.ABOUT_SCHOOL: "About the school",
    Kind.PRESS: "Press",
    Kind.QUESTION: "Question",
    Kind.FRIEND_REQUEST: "Friend request declined",
    Kind.OTHER: "Something else",
}
# Short forms of their own; everything else is the two-minute report.
SHORT = (Kind.QUESTION, Kind.FRIEND_REQUEST)
# QEI-23, STM-16, HAY-06: a child is involved, whatever the reporter answers.
OF_A_CHILD = (
    Kind.CHILD,
    Kind.PUPIL_CONTACT,
    Kind.STAFF_CONTACT,
    Kind.BETWEEN_PUPILS,
    Kind.PICTURE,
    Kind.UNDERAGE,
    Kind.EXTREMISM,
)
# What people outside the school can report by the public link.
PUBLIC = (
    Kind.CHILD,
    Kind.STAFF_CONTACT,
    Kind.STAFF_MENTION,
    Kind.CONDUCT,
    Kind.BETWEEN_PUPILS,
    Kind.ON_OUR_ACCOUNT,
    Kind.PICTURE,
    Kind.UNDERAGE,
    Kind.EXTREMISM,
    Kind.OTHER,
)


class Route(models.TextChoices):
    """To whom a case goes. Nobody who is complained of is on it; the last stands outside the school."""

    DSL = "dsl", "Designated safeguarding lead"
    HEADTEACHER = "headteacher", "Headteacher"
    SENIOR_LEADER = "senior_leader", "Senior leaders"
    CHAIR = "chair", "Chair of governors"
    TRUST = "trust_officer", "The trust"
    OUTSIDE = "outside", "The local authority's contact"


class Category(models.TextChoices):
    """What a case turned out to be (ACR-16, HAY-09, HAY-11, STM-19)."""

    BULLYING = "bullying", "Bullying or harassment"
    THREATS = "threats", "Offensive language or threats"
    CONTACT = "contact", "Contact between staff and a pupil"
    PRIVACY = "privacy", "Privacy of a child"
    PERSONAL_DATA = "personal_data", "Personal data of others"
    IMAGES = "images", "Unsuitable images or links"
    DEFAMATION = "defamation", "Something untrue that does harm"
    REPUTATION = "reputation", "The school's reputation"
    IMPERSONATION = "impersonation", "Pretending to be somebody"
    UNDERAGE = "underage", "Underage use"
    EXTREMISM = "extremism", "Extremism"
    CRITICISM = "criticism", "Criticism of the school"
    PRESS = "press", "Press enquiry"
    ADVICE = "advice", "A question that was answered"
    OTHER = "other", "Something else"


class Procedure(models.TextChoices):
    """What follows, by who is involved (HAY-05, HAY-09, HAY-10, QEI-21, STM-19)."""

    SAFEGUARDING = "safeguarding", "Child protection"
    BEHAVIOUR = "behaviour", "Behaviour policy"
    CODE_OF_CONDUCT = "code_of_conduct", "Code of conduct and disciplinary procedure"
    COMPLAINTS = "complaints", "Complaints procedure"
    PREVENT = "prevent", "Prevent referral"
    PRESS = "press", "Press enquiry, answered by the headteacher"
    DATA_BREACH = "data_breach", "Personal-data breach"
    NONE = "none", "None of these"


class Relation(models.TextChoices):
    """How somebody stands to a case."""

    AFFECTED = "affected", "Affected"
    COMPLAINED_OF = "complained_of", "Complained of"
    AUTHOR = "author", "Wrote or published it"
    WITNESS = "witness", "Saw it"
