"""The people of the demo: all invented, about twenty-five at each school, in every role and group."""

from collections.abc import Iterator
from dataclasses import dataclass

FIRST = [
    "Amara",
    "Bethan",
    "Callum",
    "Deepa",
    "Ewan",
    "Farah",
    "Gareth",
    "Hana",
    "Imran",
    "Joanna",
    "Kofi",
    "Lucy",
    "Mehmet",
    "Nadia",
    "Owen",
    "Priya",
    "Quentin",
    "Rosa",
    "Samir",
    "Tilda",
    "Usman",
    "Verity",
    "Wesley",
    "Xanthe",
    "Yasmin",
    "Zachary",
    "Aled",
    "Bridget",
    "Chidi",
    "Dorota",
    "Elspeth",
    "Florin",
    "Grace",
    "Hamza",
    "Iona",
    "Jasper",
    "Kasia",
    "Leon",
    "Maeve",
    "Noah",
]
LAST = [
    "Abbott",
    "Bello",
    "Carver",
    "Dhillon",
    "Eastwood",
    "Fairley",
    "Gill",
    "Hussain",
    "Ingham",
    "Jarvis",
    "Kaminski",
    "Lovell",
    "Mistry",
    "Norris",
    "Okafor",
    "Pryce",
    "Quinn",
    "Rahman",
    "Sutcliffe",
    "Teixeira",
    "Underhill",
    "Vaughan",
    "Whitlock",
    "Xavier",
    "Yardley",
    "Zielinski",
    "Ashdown",
    "Barlow",
    "Coker",
    "Devlin",
    "Ellery",
    "Fenwick",
    "Goswami",
    "Hartnell",
    "Iqbal",
    "Jessop",
    "Kerr",
    "Lindqvist",
]


@dataclass(frozen=True)
class Post:
    """A place on the roll: `group` is the community's part, `manager` the place of the line manager, -1 for none."""

    job: str
    group: str
    roles: tuple[str, ...] = ()
    manager: int = 0
    has_email: bool = True
    seat: str = ""
    starts_in: int = -1500  # days from now
    leaves_in: int | None = None


POSTS = (
    Post("Headteacher", "teachers", ("headteacher",), -1, seat="member"),
    Post("Deputy headteacher", "teachers", ("senior_leader", "dsl")),
    Post("Assistant headteacher", "teachers", ("senior_leader",)),
    Post("School business manager", "support", ("business_manager", "data_protection_lead")),
    Post("Clerk to the governors", "support", ("clerk",), seat="clerk"),
    Post("Network manager", "support", ("network_manager",), 3),
    Post("Office administrator", "support", ("administrator",), 3),
    Post("Chair of governors", "governors", ("chair", "governor"), -1, seat="chair"),
    Post("Parent governor", "governors", ("governor",), -1, seat="vice_chair"),
    Post("Staff governor", "governors", ("governor",), -1, seat="member"),
    Post("Co-opted governor", "governors", ("governor",), -1, seat="member"),
    Post("Class teacher", "teachers", (), 1),
    Post("Class teacher", "teachers", (), 1),
    Post("Class teacher", "teachers", (), 1),
    Post("Class teacher", "teachers", (), 2),
    Post("Class teacher", "teachers", (), 2),
    Post("Teaching assistant", "support", (), 11),
    Post("Teaching assistant", "support", (), 12),
    Post("Site manager", "support", (), 3, has_email=False),
    Post("Cook", "support", (), 3, has_email=False),
    Post("Midday supervisor", "support", (), 3, has_email=False),
    Post("Midday supervisor", "support", (), 3, has_email=False),
    Post("Reading volunteer", "others", (), 1),
    Post("Supply teacher", "others", (), 1, starts_in=-60),
    Post("Class teacher", "teachers", (), 2, leaves_in=-45),
    Post("Class teacher", "teachers", (), 2, starts_in=30),
)


def names(school: int) -> Iterator[str]:
    """Names that no two people of the demo share, for the so-manieth school."""
    for place in range(len(POSTS)):
        number = school * len(POSTS) + place
        yield f"{FIRST[number % len(FIRST)]} {LAST[(number * 7 + number // len(FIRST)) % len(LAST)]}"
