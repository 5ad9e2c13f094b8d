"""Which rows each address is asked with."""

from typing import Any
from uuid import uuid4

from foundation.core.panels import house_rules
from foundation.schools.models import Person, School
from tests.access.routes import Route, routes
from tests.access.world import Place, World
from tests.access.world_approvals import pages_of_drafts
from tests.access.world_incidents import INCIDENT_FILES, INCIDENT_MODELS, INCIDENT_ROWS, also_given
from tests.access.world_monitoring import MONITORING_FILES, MONITORING_MODELS, MONITORING_ROWS, also_given_of
from tests.access.world_sites import site_places

# Which of the school's rows a route is asked with, when it is more than one, or not the first of its kind.
ROWS: dict[str, dict[str, str]] = {
    "policy": {
        "in force": "policy",
        "never in force": "empty_policy",
        "withdrawn": "withdrawn",
        "decided": "decision",
        "brought in": "brought_policy",
    },
    "version": {
        "in force": "version",
        "superseded": "superseded",
        "draft": "draft",
        "with the body": "decision_version",
        "to be signed": "signature_version",
        "approved": "approved",
        "given up": "abandoned",
    },
    "version-pdf": {"in force": "version", "draft": "draft"},
    "version-changes": {"in force": "version", "draft": "draft"},
    "version-acknowledge": {"in force": "version", "draft": "draft", "never in force": "approved"},
    "version-publish": {"": "approved"},
    "problem-raise": {"in force": "version", "draft": "draft"},
    "problem-list": {"": "policy"},
    "device-version": {"in force": "version", "draft": "draft"},
    "device-problem": {"in force": "version", "draft": "draft"},
    "version-start": {"": "empty_policy"},
    "version-upload": {"": "empty_policy"},
    "policy-withdraw": {"": "policy"},
    "policy-compare": {"": "policy"},
    "policy-parts": {"": "policy"},
    "clause": {"in force": "version", "superseded": "superseded", "draft": "draft"},
    "step-record": {
        "consultation": "consultation_step",
        "decision": "decision_step",
        "signature": "signature_step",
        "headteacher's decision": "headteacher_step",
    },
    "version-review": {"": "version", "headteacher's policy": "heads_version"},
    "meeting": {"planned": "meeting", "held": "held_meeting", "cancelled": "cancelled_meeting"},
    "policy-issue": {"the trust's": "trust_policy", "a school's": "policy"},
    "answer": {"asked": "issue_answer", "taken": "taken_answer"},
    "answer-facts": {"": "taken_answer"},
    "intake": {"policy in force": "intake", "new text": "text_intake"},
    "intake-drop": {"policy in force": "intake", "new text": "text_intake"},
    "receipt": {"on screen": "receipt", "on paper": "paper_receipt"},
    "receipt-pdf": {"on screen": "receipt", "on paper": "paper_receipt"},
    "file-download": {
        "original in force": "original",
        "annex in force": "annex",
        "annex of a draft": "draft_annex",
        "signed sheet": "scan",
        "scan of sheets": "sheet_scan_file",
        "sheets of a class": "group_count_file",
        "print for the public": "public_print",
        "roll": "roll_file",
        "document coming in": "intake_file",
        "pack": "pack_file",
        "list of statutory policies": "statutory_file",
        "pack with a draft": "draft_pack_file",
        "copy of what was removed": "copy_file",
        "picture of a draft": "draft_picture_file",
        "picture of a post": "post_picture_file",
        **INCIDENT_FILES,
        **MONITORING_FILES,
    },
    "carry-on": {"": "kept"},
    "pack": {"in force": "pack", "with a draft": "draft_pack"},
    "roll-preview": {"": "roll", "with questions": "open_roll"},
    "roll-questions": {"": "open_roll"},
    "request": {
        "in hand": "request",
        "draft": "draft_request",
        "at advice": "advised_request",
        "returned": "returned_request",
        "approved": "approved_request",
        "the headteacher's own": "heads_request",
    },
    "request-check": {"draft": "draft_request", "returned": "returned_request"},
    "request-pictures": {"draft": "draft_request", "returned": "returned_request", "in hand": "request"},
    "request-picture-remove": {"": "pictured_request"},
    "request-published": {"approved": "approved_post", "published": "published_post"},
    "request-pdf": {"in hand": "request", "draft": "draft_request", "approved": "approved_request"},
    "request-withdraw": {"draft": "draft_request", "in hand": "request"},
    "request-answer": {"decision": "request_step", "advice": "advice_step", "the headteacher's own": "heads_step"},
    "step-pass-on": {"decision": "request_step", "the clerk's own": "clerks_step"},
    "step-pass-over": {"": "advice_step"},
    **INCIDENT_ROWS,
    **MONITORING_ROWS,
}
BY_MODEL = {
    "policies.Policy": "policy",
    "policies.Version": "draft",
    "policies.Step": "decision_step",
    "policies.Intake": "intake",
    "policies.Acknowledgement": "receipt",
    "policies.Meeting": "meeting",
    "policies.Delegation": "delegation",
    "policies.Contractor": "contractor",
    "policies.Leaving": "leaving",
    "policies.Recruitment": "recruitment",
    "policies.Relationship": "relationship",
    "policies.ContractorReport": "contractor_report",
    "policies.TrustIssue": "issue",
    "policies.IssueAnswer": "issue_answer",
    "approvals.Request": "request",
    "approvals.Step": "request_step",
    "approvals.Deputy": "deputy",
    "approvals.RequestGrant": "request_grant",
    "approvals.Impostor": "impostor",
    "approvals.Site": "site",
    "approvals.Platform": "platform",
    "schools.Role": "role",
    "schools.Body": "body",
    "schools.BodyMember": "seat",
    "schools.Absence": "absence",
    "schools.StaffGroup": "group",
    "schools.Term": "term",
    "schools.Closure": "closure",
    "schools.RollImport": "roll",
    "schools.SharedDevice": "device",
    "policies.Problem": "problem",
    "policies.PublishedPart": "part",
    "policies.StatutoryList": "statutory_list",
    "policies.Sheet": "sheet",
    "policies.SheetScan": "sheet_scan",
    "policies.CountedGroup": "counted_group",
    "policies.GroupCount": "group_count",
    "jobs.Job": "job",
    "notices.Notice": "notice",
    **INCIDENT_MODELS,
    **MONITORING_MODELS,
}


def places(world: World) -> list[Place]:
    """Every address of every route, for the rows of this school."""
    return [place for route in routes() for place in _places(world, route)]


def _places(world: World, route: Route) -> list[Place]:
    if route.access is None:
        return [Place(route.name, "", _third_party(route))]
    model = route.access.model
    if route.name in ("trust", "issue-list"):
        return [Place(route.name, on, {"school": one.slug}) for on, one in _trusts(world).items()]
    if route.name == "rules-change":
        return [Place(route.name, on, {"school": world.cast.school.slug, "section": on}) for on in house_rules.entries]
    if route.name == "request-write":
        return [Place(route.name, on, given) for on, given in pages_of_drafts(world)]
    if of_site := site_places(world, route.name):
        return [Place(route.name, on, given) for on, given in of_site]
    if route.access.public and "<slug:token>" in route.pattern:
        return [Place(route.name, "", _given(world, route, {}, world.cast.school))]
    if model is School or (route.access.public and "<slug:school>" in route.pattern):
        return [Place(route.name, "", _given(world, route, {"school": world.cast.school.slug}, world.cast.school))]
    if model is Person:
        return [Place(route.name, "", _given(world, route, {"uid": world.cast.teacher.uid}, world.cast.teacher))]
    if model is None and "<slug:school>" in route.pattern:  # somebody's own page at a school, by their log-in
        return [Place(route.name, "", _given(world, route, {"school": world.cast.school.slug}, world.cast.school))]
    names = ROWS.get(route.name) or ({"": BY_MODEL[model._meta.label]} if model else {})
    if not names:
        return [Place(route.name, "", _given(world, route, {}, world.cast.school))]
    return [_of_row(world, route, on, _row(world, name)) for on, name in names.items()]


def _of_row(world: World, route: Route, on: str, row: Any) -> Place:
    return Place(route.name, on, _given(world, route, {"uid": row.uid}, row))


def _row(world: World, name: str) -> Any:
    if name == "original":
        return world.rows["brought_in"].attachments.get(kind="original").file
    if name == "intake_file":
        return world.rows["intake"].file
    if name == "brought_policy":
        return world.rows["brought_in"].policy
    if name == "decision":
        return world.rows["decision_version"].policy
    return world.rows[name]


def _trusts(world: World) -> dict[str, School]:
    cast = world.cast
    return {"the trust": cast.trust, "a school": cast.school}


def _given(world: World, route: Route, given: dict[str, Any], row: Any) -> dict[str, Any]:
    """What the route asks for besides: part of the text, another row."""
    rows = world.rows
    also = {
        "anchor": "1-purpose",
        "way": "down",
        "name": "acresfield",
        "policy": rows["policy"].uid,
        "slug": rows["policy"].slug,
        "since": rows["superseded"].uid,
        "attachment": rows["attachment"].uid,
        "key": "behaviour",
        "picture": rows["picture"].uid,
        "kind": "participation",
        "question": "befriend-pupil",
        "version": rows["version"].uid,
        "token": world.words.get(route.name.partition("-")[0], ""),
    }
    also |= also_given(world) | also_given_of(world, route.name)
    if "report" in route.name:
        also["kind"] = "staff_mention"
    if route.name in ("public-part", "public-part-pdf"):
        also["slug"] = rows["part"].slug
    if "panel_member" in rows:
        also["member"] = rows["panel_member"].uid
    if route.name in ("contractor-annex", "starting-annex"):
        also["attachment"] = rows[route.name.replace("-", "_")].uid
    if route.name in ("contractor-policy", "contractor-annex", "starting-policy", "starting-annex"):
        also["policy"] = rows[f"{route.name.partition('-')[0]}_policy"].uid
    return given | {name: value for name, value in also.items() if f":{name}>" in route.pattern and name not in given}


def _third_party(route: Route) -> dict[str, Any]:
    return {"uidb36": "1z", "key": "no-key"} if "uidb36" in route.pattern else {}


def nowhere(place: Place) -> Place:
    """The same address with a row that does not exist."""
    given = dict(place.given)
    if "uid" in given:
        given["uid"] = uuid4()
    else:
        given["school"] = "no-such-school"
    return Place(place.route, place.on, given)
