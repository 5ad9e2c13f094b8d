"""Checks and reviews of filtering as a file and on paper, with the four columns that the DfE's standard asks for."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from foundation.core.templatetags.words import day, moment
from foundation.schools.models import School
from incidents.pdf import CasePrint, LinePrint, SectionPrint
from monitoring.filtering_due import standings
from monitoring.models import FilteringAction, FilteringCheck, FilteringReview

COLUMNS = ("When", "Who", "What was tested", "What was found", "Resulting actions")
MOST = 300  # checks on paper; the file holds them all


def action_words(action: FilteringAction) -> str:
    """An action in one line: what, whose, and whether it is done."""
    if action.done_at is not None:
        return f"{action.what} ({action.owner.name}): done on {day(action.done_at)}, {action.done_words}"
    return f"{action.what} ({action.owner.name}): due by {day(action.due_on)}"


def rows_of(checks: Iterable[FilteringCheck]) -> Iterator[tuple[str, ...]]:
    """Each check as a row; `checks` come with their points, actions and owners."""
    for check in checks:
        tested = "; ".join(check.tested)
        actions = "\n".join(action_words(action) for action in check.actions.all())
        yield day(check.on), check.by_name, tested, check.found, actions or check.get_outcome_display()


def filtering_print(school: School, checks: Iterable[FilteringCheck], *, at: datetime) -> CasePrint:
    """What governors are given: what is due, the checks, the reviews."""
    rows = list(rows_of(checks))
    return CasePrint(
        school=school.name,
        about="Filtering and monitoring",
        mark="For governors",
        made=f"As it stood on {moment(at)}.",
        sections=[
            _standing(school),
            SectionPrint(heading="Checks", heads=COLUMNS, rows=rows[:MOST], none="No check is recorded yet."),
            _reviews(school),
        ],
        left_out=f"Left out: {len(rows) - MOST} older checks." if len(rows) > MOST else "",
        accent=school.colour,
    )


def _standing(school: School) -> SectionPrint:
    now = standings([school.pk])[school.pk]
    review = now.review
    facts = [
        ("Senior leader", review.leader_name if review else "Not named yet"),
        ("Governor", review.governor_name if review else "Not named yet"),
        ("Designated safeguarding lead", review.dsl_name if review else "Not named yet"),
        ("Last review", day(review.on) if review else "None is recorded yet"),
        ("Next review by", day(now.review_due_on) if now.review_due_on else "At once"),
        ("Next check by", day(now.check_due_on) if now.check_due_on else "At once"),
    ]
    return SectionPrint(heading="Where it stands", facts=facts)


def _reviews(school: School) -> SectionPrint:
    rows = FilteringReview.objects.filter(school=school).prefetch_related("actions__owner")
    return SectionPrint(
        heading="Reviews",
        lines=[LinePrint(title=_title(row), words=_words(row), note=_note(row)) for row in rows],
        none="No review is recorded yet.",
    )


def _title(row: FilteringReview) -> str:
    return f"{day(row.on)}: {row.get_why_display()}"


def _words(row: FilteringReview) -> str:
    return "\n".join([row.findings, *(action_words(action) for action in row.actions.all())])


def _note(row: FilteringReview) -> str:
    who = f"{row.leader_name} (senior leader), {row.governor_name} (governor), {row.dsl_name} (safeguarding lead)"
    others = f", {row.others}" if row.others else ""
    return f"{who}{others}. Tried out every {row.check_months} months; next review by {day(row.next_due_on)}."
