"""The demo's account of QEII: asked for on its form, through four approvers, confirmed point by point, and live."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from approvals import transitions
from approvals.checklists import points_of
from approvals.kinds import KINDS
from approvals.models import Decision, Kind, Platform, Request, Site, SiteConfirmation, SitePerson, Step
from approvals.transitions import Answer, sites
from approvals.transitions.asking import hash_of
from approvals.transitions.register import change_site
from config.demo.making import DemoSchool
from foundation.schools.models import Person, StaffGroup

WHERE = "qeii"
HEAD, DEPUTY, ASSISTANT, CHAIR, TEACHER = 0, 1, 2, 7, 12  # places in POSTS
TERMS = (
    "Be polite, and stay with the subject.\nDo not name pupils, and do not show pictures of them.\n"
    "What hurts or insults anybody is taken down, and whoever goes on is blocked."
)
ANSWERS: dict[str, Any] = {
    "team": "The deputy headteacher writes, the assistant headteacher looks every day.",
    "department": "Whole school",
    "aims": "Families see what their children do in the week.\nMore people come to the summer fair.",
    "content": "News of the week, dates, the menu, what was made in art.",
    "hours": 2,
    "resources": "Two members of staff were trained in the spring.",
    "success": "Half of the families follow it within a year.",
    "audiences": ["pupils", "families", "public"],
    "audience_others": "",
    "youngest": 4,
    "vulnerable": "All our pupils. Nobody can be recognised in a picture.",
    "contributors": ["pupils", "staff"],
    "cover": "The two look for each other; in the holidays the headteacher does.",
    "pupils_role": "They choose pictures of their work together with a member of staff.",
    "vetting": "There are no outside contributors.",
    "identity": "QEII School news",
    "account_email": "news@qeii.example",
    "pupil_accounts": "supervised",
    "closes_on": None,
    "exit_strategy": "It is said on the page a month before, then everything is taken down and the account deleted.",
    "advertising": "Not at all.",
    "consent": "Parents are asked on the form of admission; the office keeps the list.",
    "security": "Comments wait until a moderator has read them.",
    "uses_brand": "yes",
}


def make_sites(one: DemoSchool, at: datetime) -> None:
    """A live account with its people, at the one school whose policy describes the form."""
    if one.school.slug != WHERE:
        return
    StaffGroup.objects.get(school=one.school, name="Social media team").people.add(one.people[ASSISTANT])
    request = _asked(one, at)
    _answer(request, one.people[ASSISTANT], Answer(Decision.Outcome.ADVISED, "Begin small: twice a week."), at)
    _answer(request, one.people[HEAD], Answer(Decision.Outcome.APPROVED, brand=Decision.Brand.APPROVED), at)
    _answer(request, one.people[CHAIR], Answer(Decision.Outcome.APPROVED), at)
    _prepare(one, Site.objects.get(request=request), at)


def _asked(one: DemoSchool, at: datetime) -> Request:
    """The deputy headteacher asks, whose line manager is the headteacher; a vacancy is among the administrators."""
    author, today = one.people[DEPUTY], timezone.localdate(at)
    runs = [_named(one.people[place]) for place in (HEAD, DEPUTY, ASSISTANT)]
    answers = ANSWERS | {
        "author": author.name,
        "administrators": [{"person": None, "words": "Vacancy: parent governor"}, *runs],
        "moderators": runs,
        "platform": str(Platform.objects.get(school=one.school, name="Facebook").uid),
        "live_on": (today + timedelta(7)).isoformat(),
    }
    request = transitions.start_request(one.school, Kind.SITE, by=author, at=at)
    seen = hash_of(request.kind, request.answers)
    request = transitions.write_request(request, answers, seen=seen, by=author, at=at)
    seen, ends_on = hash_of(request.kind, request.answers), KINDS[request.kind].ends_on(answers)
    return transitions.send_request(request, seen=seen, ends_on=ends_on, by=author, at=at)


def _named(person: Person) -> dict[str, str]:
    return {"person": str(person.uid), "words": person.name}


def _answer(request: Request, by: Person, answer: Answer, at: datetime) -> None:
    step = Step.objects.select_related("request", "revision").get(request=request, status=Step.Status.OPEN)
    transitions.answer_step(step, answer, seen=step.revision.content_hash, by=by, at=at)


def _prepare(one: DemoSchool, site: Site, at: datetime) -> None:
    """Address and rules are entered, the leaders told, every point confirmed; a teacher may post for a term."""
    deputy, head = one.people[DEPUTY], one.people[HEAD]
    today = timezone.localdate(at)
    kept = {"address": "https://www.facebook.example/qeii-school-news", "terms": TERMS, "is_vetted": True}
    kept |= {"consent_holder": "The school office", "consent_checked_on": today}
    change_site(site, kept, by=deputy, at=at)
    sites.tell_leaders(site, by=deputy, at=at)
    occasion = SiteConfirmation.Occasion.GOING_LIVE
    for point in points_of(site, occasion):
        for person in (deputy, head)[: point.people]:
            sites.confirm_point(site, occasion, point.name, by=person, at=at)
    sites.give_duty(site, one.people[ASSISTANT], SitePerson.Duty.SECOND_OWNER, by=head, at=at)
    until = today + timedelta(90)
    sites.give_duty(site, one.people[TEACHER], SitePerson.Duty.POSTER, until=until, by=head, at=at)
    sites.go_live(site, by=deputy, at=at)
