"""My own accounts and devices, and when something happens."""

from approvals.house_rules import NOT_NAMED, ONLY_OURS
from approvals.may_i.house import Answer, House, Question, depends, first_ask, no, unsaid, yes
from approvals.models import Devices, Kind, Naming, OwnContact
from foundation.schools.models import RoleKind
from policies.models import PanelRule

HEAD, DSL = RoleKind.HEADTEACHER, RoleKind.DSL
NO_SOCIAL_MEDIA = "It never covers WhatsApp or other personal social media: that cannot be asked for."


def in_my_break(house: House) -> Answer:
    if not house.personal_use:
        return unsaid(house, "There is no rule of personal use at work yet.")
    return depends(house.personal_use)


def school_device(house: House) -> Answer:
    if house.rules.devices == Devices.OWN_TIME:
        return yes("In your own time, and within what holds for personal use.", *_sentence(house.personal_use))
    if house.rules.devices == Devices.NEVER:
        return no("School devices are not for social media, and no exception can be asked for.")
    return first_ask("Only when it was approved, for a purpose and until a day.", kind=Kind.SCHOOL_DEVICE)


def _sentence(words: str) -> tuple[str, ...]:
    return (words,) if words else ()


def _own_contact(house: House, *words: str) -> Answer:
    if house.rules.own_contact == OwnContact.NEVER:
        return no(ONLY_OURS, "No exception can be asked for.")
    return first_ask(*words, NO_SOCIAL_MEDIA, kind=Kind.OWN_CONTACT)


def own_phone_trip(house: House) -> Answer:
    return _own_contact(house, "For an occasion such as a trip it can be approved, until a day.")


def own_email(house: House) -> Answer:
    return _own_contact(house, "Use the school's own address. Where that will not do, it can be approved until a day.")


def number_to_parents(house: House) -> Answer:
    return _own_contact(house, "Keep your own number to yourself, unless using it for an occasion was approved.")


def name_the_school(house: House) -> Answer:
    if house.rules.naming == Naming.NEVER:
        return no(f"{NOT_NAMED} That is so for profiles too.", *_sentence(house.own_views))
    return first_ask(
        "With permission, and with a disclaimer where everybody sees it. The school's name, logo or e-mail address are"
        " not part of what you call yourself.",
        *_sentence(house.own_views),
        kind=Kind.OWN_SITE,
    )


def own_blog(house: House) -> Answer:
    if house.rules.naming == Naming.NEVER:
        return depends("Not one that names the school or shows that you work here. Any other is your own.", NOT_NAMED)
    return first_ask(
        "One that names the school, or shows that you work here, needs permission and a disclaimer. Any other is your"
        " own.",
        *(f"The disclaimer: “{words}”" for words in _sentence(house.rules.disclaimer)),
        kind=Kind.OWN_SITE,
    )


def paid_blog(house: House) -> Answer:
    is_open = house.rules.naming == Naming.ASK
    return first_ask(
        "Being paid for it can be a conflict with your work. The headteacher is asked before you agree.",
        kind=Kind.OWN_SITE if is_open else "",
        role=HEAD,
    )


def own_opinion(house: House) -> Answer:
    return depends(
        "As yourself, never in the school's name, and nothing about pupils, families or colleagues.",
        *_sentence(house.own_views),
    )


def school_email(_: House) -> Answer:
    return no("Neither to open an account of your own nor to write there. Use one that is your own.")


def encyclopaedia(house: House) -> Answer:
    return first_ask(
        "What is changed from the school's network looks as if the school itself had changed it.",
        "About the school, its people or its work: not at all without having asked.",
        role=house.rules.in_doubt,
    )


def complain(_: House) -> Answer:
    return no(
        "Grievances, whistleblowing and worries about a child have ways of their own, which protect you. Social"
        " media is none of them.",
        role=HEAD,
    )


def work_talk(_: House) -> Answer:
    return no("Nothing of what you know through your work: no pupils, no families, no colleagues, even without names.")


def press(_: House) -> Answer:
    return no("Do not answer, not even to say that you will not. The headteacher answers the press.", role=HEAD)


def attacked(_: House) -> Answer:
    return no(
        "Do not answer yourself. Keep a copy with the date and the address, and tell the headteacher: the school stands"
        " by you, and can ask for it to be taken down.",
        role=HEAD,
    )


def worried(_: House) -> Answer:
    return no(
        "Do not look into it alone or wait. Tell the designated safeguarding lead at once; in danger, ring 999.",
        role=DSL,
    )


def search_applicant(house: House) -> Answer:
    if house.panel_rule == PanelRule.NO_SEARCHES:
        return no("Applicants are not searched for on social media, save to find candidates.", role=HEAD)
    return depends(
        "Only as the recruitment panel has declared it, for those who are shortlisted and who were told.", role=HEAD
    )


QUESTIONS = (
    Question(
        "in-my-break",
        "Be on social media in my break",
        "personal use lunch time work day facebook own phone trip",
        "personal use",
        in_my_break,
    ),
    Question(
        "school-device",
        "Use social media on a school device",
        "computer laptop tablet ipad",
        "school computers",
        school_device,
    ),
    Question(
        "own-phone-trip",
        "Use my own phone for school business, such as on a trip",
        "mobile telephone number personal call",
        "telephones mobile personal",
        own_phone_trip,
    ),
    Question(
        "own-email",
        "Use my own e-mail address for school business",
        "email mail personal gmail send home",
        "e-mail personal",
        own_email,
    ),
    Question(
        "number-to-parents",
        "Give a parent my telephone number or e-mail address",
        "mobile phone contact",
        "telephone numbers",
        number_to_parents,
    ),
    Question(
        "name-the-school",
        "Say on my profile that I work here",
        "name school employer linkedin bio identify",
        "identify employees",
        name_the_school,
    ),
    Question(
        "own-blog",
        "Write a blog or run a site of my own",
        "website page channel youtube podcast names school",
        "blog",
        own_blog,
    ),
    Question(
        "paid-blog",
        "Be paid for a blog or for posts",
        "money offer sponsor advert influencer",
        "pay blogging",
        paid_blog,
    ),
    Question(
        "own-opinion",
        "Say what I think about schools or politics",
        "opinion view post comment",
        "personal views",
        own_opinion,
    ),
    Question(
        "school-email",
        "Use my school e-mail address for an account of my own",
        "email mail sign up register",
        "school email addresses",
        school_email,
    ),
    Question(
        "encyclopaedia", "Edit Wikipedia at work", "encyclopedia entry correct article", "encyclopaedias", encyclopaedia
    ),
    Question(
        "complain",
        "Complain about work, or report a wrong, on social media",
        "grievance whistleblowing moan unfair",
        "grievances",
        complain,
    ),
    Question(
        "work-talk",
        "Tell of something that happened at school",
        "pupil lesson story discuss confidential gossip",
        "discuss information",
        work_talk,
    ),
    Question(
        "press",
        "Speak with a journalist",
        "media press newspaper radio television interview reporter",
        "press media",
        press,
    ),
    Question(
        "attacked",
        "Answer somebody who writes something nasty about me",
        "abuse bullying insult threat parent defend reply",
        "staff mentions",
        attacked,
    ),
    Question(
        "worried",
        "Look into something about a child that I saw online",
        "worried concern safeguarding danger grooming bullying",
        "safeguarding concerns",
        worried,
    ),
    Question(
        "search-applicant",
        "Look up somebody who applies for a job here",
        "recruitment candidate search google interview shortlist",
        "recruitment",
        search_applicant,
    ),
)
