"""Pictures and words, and the school's own accounts."""

from approvals.may_i.house import Answer, House, Question, depends, first_ask, no, unsaid, yes
from approvals.models import Faces, Kind, Publishers
from foundation.schools.models import RoleKind

FACES = {
    Faces.NOBODY: "No face of a child or of staff may be seen.",
    Faces.STAFF: "No child's face may be seen; of staff only those who have agreed.",
    Faces.CONSENT: "Only of those for whom there is written consent, for pupils from their parents.",
}
PUBLISHERS = {
    Publishers.LEADERS: "Senior leaders post; everybody else sends them the post to be checked.",
    Publishers.APPOINTED: "Whoever is appointed for the account posts; everybody else passes it on or asks first.",
    Publishers.NOBODY: "Every post is approved before it is published.",
}
HEAD = RoleKind.HEADTEACHER


def _no_accounts(house: House) -> Answer:
    return no(house.rules.no_sites_why, f"The school speaks with families by these ways: {house.channels}.")


def trip_picture(house: House) -> Answer:
    if not house.rules.has_sites:
        return no("Not on your own account either.", *_no_accounts(house).words)
    names = "" if house.rules.shows_names else " No full names, in the picture or beside it."
    where = "Post after you are back, without the place: location data is taken out of pictures that are sent in."
    return first_ask(
        f"Not on your own account. On the school's: {FACES[Faces(house.rules.faces)]}{names}",
        PUBLISHERS[Publishers(house.rules.publishers)],
        where,
        kind=Kind.POST,
    )


def own_account_picture(_: House) -> Answer:
    return no(
        "No pictures of pupils, of their families, of the school's inside or of its logo on your own pages.",
        "That is so even where parents have agreed to pictures on the school's accounts.",
    )


def own_phone_picture(house: House) -> Answer:
    return unsaid(house, "It stands, if anywhere, in the policies on images and on acceptable use.")


def colleague_picture(_: House) -> Answer:
    return depends("Only when they have said yes to that picture, and nothing in it tells of pupils or of the school.")


def logo(house: House) -> Answer:
    if not house.rules.has_sites:
        return no("Not on anything of your own.", role=HEAD)
    return no(
        "Not on anything of your own. For a site of the school, the form asks it, and it is decided on separately.",
        kind=Kind.SITE,
        role=HEAD,
    )


def class_account(house: House) -> Answer:
    if not house.rules.has_sites:
        return _no_accounts(house)
    return first_ask(
        "Every account for the school is approved before it is made, whoever runs the platform.",
        "It is apart from your own accounts, on an e-mail address of the school, with two people at least to look after"
        " it.",
        kind=Kind.SITE,
    )


def school_post(house: House) -> Answer:
    if not house.rules.has_sites:
        return _no_accounts(house)
    return first_ask(PUBLISHERS[Publishers(house.rules.publishers)], FACES[Faces(house.rules.faces)], kind=Kind.POST)


def pupils_in_lesson(house: House) -> Answer:
    if not house.rules.has_sites:
        return _no_accounts(house)
    return depends(
        "Pupils under the platform's minimum age have no accounts, and nobody can allow it.",
        "Supervised use through an account of the school can be asked for, with the site.",
        kind=Kind.SITE,
    )


def criticism(_: House) -> Answer:
    return no(
        "Neither answer it nor take it down, and do not ask others to. Keep a copy and tell the headteacher, who"
        " decides what is done.",
        role=HEAD,
    )


def others_site(_: House) -> Answer:
    return first_ask(
        "Taking part for the school, on a site that somebody else runs, is approved first. You say there who you are.",
        kind=Kind.PARTICIPATION,
    )


def advertise(house: House) -> Answer:
    if not house.rules.has_sites:
        return _no_accounts(house)
    return first_ask(
        "Looking for people who contribute to a site is approved before it is published.", kind=Kind.ADVERTISING
    )


def friend_organisation(house: House) -> Answer:
    if not house.rules.has_sites:
        return _no_accounts(house)
    return first_ask(
        "An outside organisation becomes a friend of a site only after it was checked and approved.", kind=Kind.FRIEND
    )


def share_school_post(house: House) -> Answer:
    if not house.rules.has_sites:
        return _no_accounts(house)
    return yes(
        "Passing on what the school has published is open to everybody. What you add is your own and is read as such.",
        *((house.own_views,) if house.own_views else ()),
    )


QUESTIONS = (
    Question(
        "trip-picture",
        "Post a picture of a trip or a lesson",
        "photo photograph image video children class event sports day",
        "photographs",
        trip_picture,
    ),
    Question(
        "own-account-picture",
        "Post a picture of pupils or the school on my own account",
        "photo photograph image video personal",
        "photographs images",
        own_account_picture,
    ),
    Question(
        "own-phone-picture",
        "Take pictures of pupils with my own phone",
        "photo photograph mobile camera personal trip",
        "photographs personal devices",
        own_phone_picture,
    ),
    Question(
        "colleague-picture",
        "Post a picture of a colleague",
        "photo photograph tag party staff",
        "picture permission",
        colleague_picture,
    ),
    Question("logo", "Use the school's logo", "badge brand uniform name crest", "logo", logo),
    Question(
        "class-account",
        "Open an account or page for my class or club",
        "new site facebook twitter instagram set up start create pta",
        "creating sites",
        class_account,
    ),
    Question(
        "school-post",
        "Post something on the school's account",
        "publish news tweet write share official",
        "school account posts",
        school_post,
    ),
    Question(
        "pupils-in-lesson",
        "Use social media with pupils in a lesson",
        "teaching tool class age account",
        "minimum age",
        pupils_in_lesson,
    ),
    Question(
        "criticism",
        "Answer or take down criticism of the school",
        "reply respond complaint negative comment review rude",
        "criticism",
        criticism,
    ),
    Question(
        "others-site",
        "Take part on somebody else's site for the school",
        "forum network group contribute external participate",
        "third parties",
        others_site,
    ),
    Question(
        "advertise",
        "Advertise for people to contribute to a site",
        "contributors recruit invite volunteers",
        "advertise contributors",
        advertise,
    ),
    Question(
        "friend-organisation",
        "Make an outside organisation a friend of our site",
        "follow charity church company external partner",
        "organisation friend",
        friend_organisation,
    ),
    Question(
        "share-school-post",
        "Share or like what the school has posted",
        "repost retweet comment",
        "school account",
        share_school_post,
    ),
)
