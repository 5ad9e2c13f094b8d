"""Pupils, parents, colleagues."""

from approvals.may_i.house import Answer, House, Question, depends, no, unsaid, yes
from approvals.models import Parents
from foundation.schools.models import RoleKind


def _family(house: House) -> tuple[str, ...]:
    return (f"Family: {house.family}",) if house.family else ()


def befriend_pupil(house: House) -> Answer:
    instead = f"Families reach the school by {_small(house.channels)}."
    if house.rules.has_sites:
        instead = "Decline, and point them to the school's own accounts."
    return no(
        "Not on any personal social media, whether they ask you or you ask them.",
        instead,
        "If a request troubles you, tell the designated safeguarding lead.",
        *_family(house),
        role=RoleKind.DSL,
    )


def _small(words: str) -> str:
    """A sentence's beginning in the middle of another one."""
    is_name = words[1:2].isupper()
    return words if is_name else words[:1].lower() + words[1:]


def befriend_ex_pupil(house: House) -> Answer:
    age = house.rules.ex_pupil_age
    if age is None:
        return unsaid(house, "No age is set for former pupils. Ask before you accept one, above all a young one.")
    return depends(
        f"Not before they are {age}. Somebody younger counts as a pupil, wherever they go to school now.",
        "From then on nothing here forbids it. Think of brothers and sisters who are still at the school.",
    )


PARENTS = {
    Parents.NEVER: no("Not on any personal social media, neither inviting nor accepting."),
    Parents.CONFLICT: depends(
        "Not where it is a conflict of interest, or where people could doubt that you are fair to their child."
    ),
    Parents.CARE: depends(
        "It is not advised. Think it over with care: it can call your fairness into question, and what you share can be"
        " shown to others."
    ),
    Parents.NO_PUPILS: depends(
        "Never to speak of pupils or of the school. That goes through the school's own channels."
    ),
}


def befriend_parent(house: House) -> Answer:
    usual = PARENTS[Parents(house.rules.parents)]
    words = (*usual.words, *_family(house))
    return Answer(usual.verdict, words, "", "" if house.rules.parents == Parents.NEVER else house.rules.in_doubt)


def parents_group(house: House) -> Answer:
    instead = f"What concerns the school goes by {_small(house.channels)}."
    if house.rules.parents in (Parents.NEVER, Parents.NO_PUPILS):
        return no("Not as a member of staff: such a group soon speaks of pupils and of the school.", instead)
    return depends(
        "As a parent of a child here you may be in your class's group; as a member of staff you do not run one or speak"
        " for the school there.",
        instead,
        role=house.rules.in_doubt,
    )


def befriend_colleague(_: House) -> Answer:
    return yes(
        "Think of what each will see of the other, and of what becomes of it if one of you comes to lead.",
        "Work is not spoken of there: no pupils, no families, nothing from inside the school.",
    )


def message_pupil(house: House) -> Answer:
    also = (
        "nor by private messages of the school's accounts" if house.rules.has_sites else "nor in any other hidden way"
    )
    return no(
        f"Never by your own social media, {also}. Use the systems of the school, where others can see what was said.",
        *_family(house),
    )


def pupil_writes_to_me(house: House) -> Answer:
    return no(
        "Do not answer there. Keep what was written, decline, and say in school, in general terms, that you cannot.",
        "Tell the designated safeguarding lead the same day.",
        *_family(house),
        role=RoleKind.DSL,
    )


def parent_writes_to_me(house: House) -> Answer:
    return no(
        "Not on social media. Say that you cannot speak about school there, and how the school can be reached:"
        f" {_small(house.channels)}."
    )


def follow_pupil(_: House) -> Answer:
    return no(
        "Neither openly nor under another name, even where their account is public.",
        "What you come across and what worries you goes to the designated safeguarding lead.",
        role=RoleKind.DSL,
    )


def family_at_school(house: House) -> Answer:
    if not house.family:
        return unsaid(house, "Nothing is written about pupils or parents who are your family.")
    return depends(house.family)


QUESTIONS = (
    Question(
        "befriend-pupil",
        "Be friends with a pupil",
        "befriend accept request add child student",
        "friend pupil",
        befriend_pupil,
    ),
    Question(
        "befriend-ex-pupil",
        "Be friends with a former pupil",
        "ex former left old befriend accept",
        "friend ex",
        befriend_ex_pupil,
    ),
    Question(
        "befriend-parent",
        "Be friends with a parent",
        "befriend mother father carer family accept",
        "parents friend",
        befriend_parent,
    ),
    Question(
        "parents-group",
        "Join or run a group with parents, such as on WhatsApp",
        "chat class messages",
        "parents social media",
        parents_group,
    ),
    Question(
        "befriend-colleague",
        "Be friends with a colleague",
        "befriend staff work teacher",
        "colleagues friends",
        befriend_colleague,
    ),
    Question(
        "message-pupil",
        "Write to a pupil on social media",
        "message private chat contact text dm",
        "contact pupil",
        message_pupil,
    ),
    Question(
        "pupil-writes",
        "Answer a pupil who writes to me or asks to be my friend",
        "reply message contacts request",
        "decline friend requests",
        pupil_writes_to_me,
    ),
    Question(
        "parent-writes",
        "Answer a parent who writes to me on social media",
        "reply message contacts",
        "parents communication",
        parent_writes_to_me,
    ),
    Question(
        "follow-pupil", "Follow a pupil's public account", "watch look instagram tiktok", "follow public", follow_pupil
    ),
    Question(
        "family-at-school",
        "Stay in touch with my own child or family at the school",
        "son daughter niece nephew relative",
        "family members",
        family_at_school,
    ),
)
