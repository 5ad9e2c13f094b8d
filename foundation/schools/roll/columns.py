"""Which column of a file is which field of a person."""

import re
from collections.abc import Mapping, Sequence

FIELDS = {
    "reference": "Staff reference",
    "name": "Full name",
    "first_name": "First name",
    "last_name": "Last name",
    "email": "E-mail address",
    "job_title": "Job title",
    "employer": "Employer",
    "groups": "Groups",
    "line_manager": "Line manager",
    "starts_on": "First day",
    "leaves_on": "Last day",
    "working_days": "Working days",
}

# Headers as the usual registers and payrolls write them, without case, spaces and signs.
KNOWN = {
    "reference": "reference ref staffreference staffref staffid staffnumber staffno staffcode employeeid employeenumber"
    " employeeno payrollnumber payrollno payrollid personid id code uniqueid mispersonid",
    "name": "name fullname staffname employeename person displayname staffmember employee nameofemployee",
    "first_name": "firstname forename forenames givenname first preferredforename legalforename preferredfirstname",
    "last_name": "lastname surname familyname last legalsurname preferredsurname",
    "email": "email emailaddress workemail schoolemail mail workemailaddress primaryemail emails loginemail",
    "job_title": "jobtitle post position jobrole mainpost contractpost occupation",
    "employer": "employer employedby organisation company",
    "groups": "group groups staffgroup staffgroups department departments team teams staffcategory category stafftype",
    "line_manager": "linemanager manager reportsto managedby linemanageremail manageremail supervisor",
    "starts_on": "start starts startson startdate firstday started datestarted joined datejoined datestartedatschool"
    " employmentstart employmentstartdate contractstart servicestart dateofarrival",
    "leaves_on": "end ends leaves leaveson leavingdate leavedate lastday enddate dateleft left dateofleaving"
    " employmentend employmentenddate contractend dateleaving",
    "working_days": "workingdays days workdays daysworked dayspattern workpattern",
}
BY_HEADER = {word: field for field, words in KNOWN.items() for word in words.split()}

# What a file cannot give: rights are given on the person's page, by somebody who may, one at a time.
REFUSED = re.compile(
    r"(?:user|staff|system|school)?(?:role|roles|permission|permissions|rights|accesslevel|access|usertype|profile)"
    r"|(?:is)?(?:super|admin|administrator|superuser|staffuser|isstaff|isadmin|issuperuser|headteacher|clerk|dsl|governor)"
    r"|password|passwd|pin"
)


def plain(header: str) -> str:
    """A header without case, spaces and signs."""
    return "".join(char for char in header.casefold() if char.isalnum())


def is_refused(header: str) -> bool:
    """Whether a column would give rights or a password, which no file does."""
    return REFUSED.fullmatch(plain(header)) is not None


def guess(headers: Sequence[str]) -> dict[str, int]:
    """Field -> place of its column, by the headers; the first that fits counts."""
    found: dict[str, int] = {}
    for place, header in enumerate(headers):
        field = BY_HEADER.get(plain(header))
        if field and field not in found and not is_refused(header):
            found[field] = place
    if {"name", "first_name", "last_name"} <= found.keys():
        del found["name"]
    elif {"name", "last_name"} <= found.keys():  # “Name” beside “Surname” is a first name
        found["first_name"] = found.pop("name")
    elif {"name", "first_name"} <= found.keys():
        del found["first_name"]
    return found


def missing(columns: Mapping[str, int]) -> str:
    """What is wrong with a choice of columns, in a sentence; empty when it will do."""
    if "name" not in columns and not {"first_name", "last_name"} <= columns.keys():
        return "Say which column has the full name, or which two have the first and the last name."
    twice = [FIELDS[name] for name, place in columns.items() if list(columns.values()).count(place) > 1]
    if twice:
        return f"One column is chosen for several things: {', '.join(twice)}."
    return ""
