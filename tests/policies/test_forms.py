"""Every form of policies draws all of its fields, and reads back what it offered."""

import inspect
from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pytest

import policies.forms
from foundation.core.forms import FormBase
from foundation.documents.reading import read_document
from policies import shelf
from policies.agendas import Entry, suggestions
from policies.forms import (
    behalf,
    bringing_in,
    compliance,
    contractor,
    counting,
    deciding,
    drafting,
    issuing,
    meetings,
    packs,
    parts,
    people_rules,
    problems,
    reading,
    recruitment,
    relationship,
    rules,
    search,
    sheets,
    starting,
    statements,
    statutory,
    steps,
    text,
)
from policies.models import CountedGroup, Meeting, PanelRule, Recruitment
from policies.transitions import decide
from policies.transitions.counting import add_counted_group
from policies.transitions.recruitment import open_recruitment
from tests.cast import Cast
from tests.foundation.core.forms_shown import left_out
from tests.policies.meetings import a_meeting, before_governors, by_chair, decides, step_of
from tests.policies.shelf import a_draft, a_policy
from tests.policies.test_bringing_in import DOCUMENT


def governing(form: Any, cast: Cast) -> Any:
    """The form of one way in which the governing body decides or reviews."""
    policy = a_policy(cast)
    return form(body=cast.governing_body, on=cast.today, policy=policy, is_review=True)


def full(cast: Cast) -> Meeting:
    """A meeting with an item of each kind."""
    acted = before_governors(cast, "Snow days")
    decision = decide(step_of(acted), by_chair(cast), seen=acted.content_hash, by=cast.clerk, at=cast.at)
    items = [Entry("report", acted, decision), Entry("review", acted), decides(before_governors(cast))]
    return a_meeting(cast, *items)


def outcome_of(meeting: Meeting) -> Any:
    return meetings.OutcomeForm(meeting=meeting, items=list(meeting.items.all()))


def offered(cast: Cast) -> Any:
    return read_document("keys.txt", DOCUMENT.encode(), today=cast.today).as_dict()


def a_class(cast: Cast) -> Any:
    by: dict[str, Any] = {"by": cast.clerk, "at": cast.at}
    group = add_counted_group(cast.school, name="Year 5 Oak", kind="pupils", school_year="2026-27", size=30, **by)
    return CountedGroup.objects.filter(pk=group.pk)


def a_recruitment(cast: Cast) -> Recruitment:
    day, panel = cast.today, [cast.headteacher]
    return open_recruitment(
        cast.school, post="Teacher", starts_on=day, ends_on=day, panel=panel, by=cast.clerk, at=cast.at
    )


FACTS: dict[str, Any] = {"names": ["Headteacher", "Telephone"], "known": {"telephone": "0123"}}
LINES = {"label": "Lines", "help_text": "One on each."}
MADE: dict[type[Any], Callable[[Cast], Any]] = {
    drafting.PolicyForm: lambda cast: drafting.PolicyForm(school=cast.school, policy=a_policy(cast), on=cast.today),
    drafting.LinesForm: lambda _: drafting.LinesForm(**LINES),
    drafting.LawForm: lambda _: drafting.LawForm(**LINES),
    drafting.StatementsForm: lambda _: drafting.StatementsForm(**LINES),
    drafting.CoverForm: lambda _: drafting.CoverForm(),
    drafting.ChangeKindForm: lambda _: drafting.ChangeKindForm(),
    drafting.WithdrawForm: lambda _: drafting.WithdrawForm(),
    steps.StepsForm: lambda cast: steps.StepsForm(school=cast.school, rules=[]),
    steps.ConsultationForm: lambda _: steps.ConsultationForm(),
    deciding.OutcomeForm: lambda _: deciding.OutcomeForm(is_review=True),
    deciding.HeadteacherDecisionForm: lambda _: deciding.HeadteacherDecisionForm(),
    deciding.GoverningForm: lambda cast: governing(deciding.GoverningForm, cast),
    deciding.MeetingForm: lambda cast: governing(deciding.MeetingForm, cast),
    deciding.ResolutionForm: lambda cast: governing(deciding.ResolutionForm, cast),
    deciding.DelegatedForm: lambda cast: governing(deciding.DelegatedForm, cast),
    deciding.ChairForm: lambda cast: governing(deciding.ChairForm, cast),
    meetings.WhenForm: lambda _: meetings.WhenForm(),
    meetings.PlanForm: lambda cast: meetings.PlanForm(school=cast.school),
    meetings.CancelForm: lambda _: meetings.CancelForm(),
    meetings.AgendaForm: lambda cast: meetings.AgendaForm(entries=suggestions(full(cast)), chosen=[]),
    meetings.OutcomeForm: lambda cast: outcome_of(full(cast)),
    meetings.DelegationForm: lambda cast: meetings.DelegationForm(school=cast.school, on=cast.today),
    issuing.IssueForm: lambda cast: issuing.IssueForm(clauses=list(a_draft(cast).clauses.all())),
    issuing.FactsForm: lambda _: issuing.FactsForm(**FACTS),
    issuing.TakeAgainForm: lambda _: issuing.TakeAgainForm(**FACTS),
    issuing.TakeForm: lambda cast: issuing.TakeForm(**FACTS, school=cast.school),
    issuing.ExplainForm: lambda _: issuing.ExplainForm(),
    steps.SignForm: lambda _: steps.SignForm(expected="Charlie Chair", words="I sign."),
    text.ClauseForm: lambda _: text.ClauseForm(),
    text.WholeTextForm: lambda _: text.WholeTextForm(),
    text.AttachForm: lambda _: text.AttachForm(),
    bringing_in.IntakeForm: lambda _: bringing_in.IntakeForm(),
    bringing_in.UploadTextForm: lambda _: bringing_in.UploadTextForm(),
    bringing_in.BringInForm: lambda cast: bringing_in.BringInForm(
        school=cast.school, on=cast.today, reading=offered(cast)
    ),
    problems.AnswerForm: lambda _: problems.AnswerForm(is_mine=True),
    problems.CreditForm: lambda _: problems.CreditForm(problems=()),
    problems.DeviceProblemForm: lambda cast: problems.DeviceProblemForm(
        version=a_draft(cast), is_first=True, shown_to="x"
    ),
    problems.ProblemForm: lambda cast: problems.ProblemForm(version=a_draft(cast)),
    behalf.BehalfForm: lambda _: behalf.BehalfForm(),
    compliance.PaperForm: lambda cast: compliance.PaperForm(today=cast.today),
    reading.Acknowledge: lambda cast: reading.Acknowledge(
        version=a_draft(cast, a_policy(cast, wants_signature=True)), words="I will.", signer=cast.teacher
    ),
    reading.ReceiptFilter: lambda _: reading.ReceiptFilter(),
    reading.ShelfFilter: lambda cast: reading.ShelfFilter(
        viewer=shelf.viewer(cast.clerk.user, cast.school, cast.today)
    ),
    rules.PolicyRulesForm: lambda _: rules.PolicyRulesForm(),
    contractor.ContractorForm: lambda cast: contractor.ContractorForm(school=cast.school),
    contractor.ContractorReportForm: lambda cast: contractor.ContractorReportForm(today=cast.today),
    contractor.ReportSeenForm: lambda _: contractor.ReportSeenForm(),
    counting.AskForm: lambda cast: counting.AskForm(groups=a_class(cast)),
    counting.CorrectForm: lambda _: counting.CorrectForm(),
    counting.CountForm: lambda cast: counting.CountForm(today=cast.today),
    counting.CountedGroupForm: lambda _: counting.CountedGroupForm(),
    counting.SizeForm: lambda _: counting.SizeForm(),
    packs.PackForm: lambda cast: packs.PackForm(user=cast.clerk.user, school=cast.school, today=cast.today),
    parts.PartForm: lambda cast: parts.PartForm(clauses=list(a_draft(cast).clauses.all())),
    people_rules.PeopleRulesForm: lambda _: people_rules.PeopleRulesForm(),
    recruitment.DeclareForm: lambda _: recruitment.DeclareForm(rule=PanelRule.AS_GUIDED),
    recruitment.PanelForm: lambda cast: recruitment.PanelForm(recruitment=a_recruitment(cast), today=cast.today),
    recruitment.RecruitmentForm: lambda cast: recruitment.RecruitmentForm(school=cast.school, today=cast.today),
    relationship.RelationshipEndForm: lambda _: relationship.RelationshipEndForm(),
    relationship.RelationshipForm: lambda _: relationship.RelationshipForm(),
    search.CompareForm: lambda cast: search.CompareForm(versions=[a_draft(cast)]),
    search.Find: lambda _: search.Find(),
    search.FindAll: lambda _: search.FindAll(),
    sheets.CodeForm: lambda _: sheets.CodeForm(),
    sheets.RecordForm: lambda cast: sheets.RecordForm(lines=[], today=cast.today),
    sheets.ScansForm: lambda _: sheets.ScansForm(),
    sheets.SheetForm: lambda cast: sheets.SheetForm(people=[cast.teacher]),
    starting.StartersListForm: lambda cast: starting.StartersListForm(school=cast.school),
    statements.Statements: lambda _: statements.Statements(statements=["I have given back my keys."]),
    statements.Sure: lambda _: statements.Sure(submit="End it"),
    statutory.AnswerForm: lambda _: statutory.AnswerForm(held=[]),
    statutory.ListForm: lambda _: statutory.ListForm(),
}


def test_every_form_is_made_here() -> None:
    modules = [import_module(f"policies.forms.{one.name}") for one in iter_modules(policies.forms.__path__)]
    found = {form for module in modules for _, form in inspect.getmembers(module, inspect.isclass)}
    own = {form for form in found if issubclass(form, FormBase) and form.__module__.startswith("policies.")}
    assert own == set(MADE)


@pytest.mark.parametrize("form", MADE, ids=lambda form: form.__name__)
def test_a_form_draws_all_of_its_fields(cast: Cast, form: type[Any]) -> None:
    assert left_out(MADE[form](cast)) == set()
