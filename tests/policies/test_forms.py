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
from policies.forms import behalf, bringing_in, compliance, drafting, reading, rules, steps, text
from policies.models import Step
from policies.transitions import submit_version
from tests.cast import Cast
from tests.foundation.core.forms_shown import left_out
from tests.policies.shelf import a_draft, a_policy, steps_like_acresfield
from tests.policies.test_bringing_in import DOCUMENT


def a_step(cast: Cast) -> Step:
    """A decision of the governing body."""
    steps_like_acresfield(cast)
    return submit_version(a_draft(cast), by=cast.clerk, at=cast.at).steps.get(kind="decide")


def offered(cast: Cast) -> Any:
    return read_document("keys.txt", DOCUMENT.encode(), today=cast.today).as_dict()


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
    steps.MeetingForm: lambda cast: steps.MeetingForm(step=a_step(cast), on=cast.today),
    steps.HeadteacherDecisionForm: lambda _: steps.HeadteacherDecisionForm(),
    steps.SignForm: lambda _: steps.SignForm(expected="Charlie Chair", words="I sign."),
    text.ClauseForm: lambda _: text.ClauseForm(),
    text.WholeTextForm: lambda _: text.WholeTextForm(),
    text.AttachForm: lambda _: text.AttachForm(),
    bringing_in.IntakeForm: lambda _: bringing_in.IntakeForm(),
    bringing_in.UploadTextForm: lambda _: bringing_in.UploadTextForm(),
    bringing_in.BringInForm: lambda cast: bringing_in.BringInForm(
        school=cast.school, on=cast.today, reading=offered(cast)
    ),
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
}


def test_every_form_is_made_here() -> None:
    modules = [import_module(f"policies.forms.{one.name}") for one in iter_modules(policies.forms.__path__)]
    found = {form for module in modules for _, form in inspect.getmembers(module, inspect.isclass)}
    own = {form for form in found if issubclass(form, FormBase) and form.__module__.startswith("policies.")}
    assert own == set(MADE)


@pytest.mark.parametrize("form", MADE, ids=lambda form: form.__name__)
def test_a_form_draws_all_of_its_fields(cast: Cast, form: type[Any]) -> None:
    assert left_out(MADE[form](cast)) == set()
