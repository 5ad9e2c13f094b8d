"""The parts of a printed case, each put into words from its rows."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

from django.utils.timezone import localdate, localtime

from foundation.core.templatetags.words import day, moment
from incidents.models import (
    Case,
    CasePerson,
    Considered,
    Entry,
    Evidence,
    Referral,
    Removal,
    ResponseOption,
    Takedown,
    Update,
)
from incidents.models.kinds import BRIEF
from incidents.pdf import LinePrint, SectionPrint


def said(facts: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The facts that have something to say."""
    return [(name, words) for name, words in facts if words]


def facts_of(case: Case) -> SectionPrint:
    """What the case is, who leads, and how it ended."""
    facts = [
        ("About", BRIEF[case.kind]),
        ("Status", case.get_status_display()),
        ("Opened", moment(case.opened_at)),
        ("Led by", case.lead.name if case.lead else "Nobody yet"),
        ("What it is", case.get_category_display() if case.category else ""),
        ("How serious", case.severity.name if case.severity else ""),
        ("Procedure", case.get_procedure_display() if case.procedure else ""),
        ("Allegation", case.get_allegation_display() if case.allegation != Case.Allegation.NONE else ""),
        ("File kept", f"{case.elsewhere}, {case.elsewhere_reference}" if case.elsewhere else ""),
        ("In one line", case.summary),
        ("Closed", moment(case.closed_at)),
        ("Outcome", case.outcome),
        ("Why", case.outcome_why),
    ]
    return SectionPrint(heading="The case", facts=said(facts))


def reports_of(case: Case) -> SectionPrint:
    """What was reported, as it was told."""
    lines = []
    for one in case.reports.all():
        where = ", ".join(words for words in (one.place, one.link) if words)
        known = [one.reporter_name and f"Reported by {one.reporter_name}", where, one.reporter_contact]
        if one.happened_on is not None:
            known.append(f"It happened on {day(one.happened_on)}")
        note = ". ".join(words for words in known if words)
        lines.append(LinePrint(title=f"{BRIEF[one.kind]}, {moment(one.at)}", words=one.saw, note=note))
    return SectionPrint(heading="As reported", lines=lines, none="Its report belongs to another case.")


def people_of(case: Case) -> SectionPrint:
    """Who is in it; a pupil stands by the school's own reference."""
    rows = [
        (one.get_relation_display(), f"{one.named}{' (pupil)' if one.is_pupil else ''}", _until(one))
        for one in case.people.select_related("person")
    ]
    return SectionPrint(heading="Who is in it", heads=("How", "Who", "Since"), rows=rows, none="Nobody is named.")


def _until(one: CasePerson) -> str:
    ended = f", until {day(one.ended_at)}: {one.ended_why}" if one.ended_at is not None else ""
    return f"{day(one.added_at)}{ended}"


def considered_of(case: Case) -> SectionPrint:
    """Each response on the school's list, with what was answered last (ACR-13, ACR-15)."""
    last = {one.option_id: one for one in case.considered.all()}
    options = ResponseOption.objects.filter(school=case.school)
    rows = [
        _answered(option, last.get(option.pk)) for option in options if option.ended_at is None or option.pk in last
    ]
    heads = ("Response", "Answer", "Why", "By")
    return SectionPrint(heading="Responses considered", heads=heads, rows=rows, none="The school lists none.")


def _answered(option: ResponseOption, one: Considered | None) -> tuple[str, ...]:
    if one is None:
        return option.name, "Not considered", "", ""
    return option.name, one.get_answer_display(), one.why, f"{one.by_name}, {day(one.at)}"


def evidence_of(case: Case, only: Collection[int] | None = None) -> SectionPrint:
    """The evidence with its hashes; what was destroyed stays in the list, with the reason."""
    rows = [
        (str(one.number), one.get_what_display(), _shows(one), f"{one.by_name}, {moment(one.at)}", one.sha256)
        for one in case.evidence.select_related("purged_by", "made_from")
        if only is None or one.pk in only
    ]
    heads = ("No.", "Kind", "What it shows, and where it was", "Kept by, when", "SHA-256 fingerprint")
    heading, none = ("Evidence", "Nothing was kept.") if only is None else ("Evidence they gave", "They gave none.")
    return SectionPrint(heading=heading, heads=heads, rows=rows, none=none, hashes=True)


def _shows(one: Evidence) -> str:
    if one.purged_at is not None:
        by = one.purged_by.name if one.purged_by else ""
        return f"Destroyed by {by}, {moment(one.purged_at)}: {one.purged_why}"
    known = [one.about, one.link, f"taken {moment(one.taken_at)}" if one.taken_at else ""]
    if one.made_from is not None:
        known.append(f"redacted copy of number {one.made_from.number}")
    if one.broken_at is not None:
        known.append(f"found not to be as it was kept, {moment(one.broken_at)}")
    return "\n".join(words for words in known if words)


def addresses_of(case: Case) -> SectionPrint:
    """Each address, with what was done and when (HAY-08)."""
    lines = [
        LinePrint(title=f"{one.platform}: {one.get_status_display()}", words=one.address, note=_steps(one))
        for one in case.takedowns.prefetch_related("steps")
    ]
    return SectionPrint(heading="Addresses", lines=lines, none="None was noted.")


def _steps(one: Takedown) -> str:
    steps = [
        f"{moment(step.happened_at)}: {step.get_what_display()}. {step.reference} {step.words}".strip()
        for step in one.steps.all()
    ]
    return "\n".join(steps)


def removals_of(case: Case) -> SectionPrint:
    """What was taken off the school's own accounts; that there is no copy is never left out (STM-15, ACR-17)."""
    rows = [
        (one.what, moment(one.removed_at), _copied(one), _because(one), one.by_name)
        for one in case.removals.select_related("copy", "question")
    ]
    heads = ("What", "When", "Copy", "On which ground", "By")
    return SectionPrint(
        heading="Taken off the school's accounts", heads=heads, rows=rows, none="Nothing was taken off."
    )


def _copied(one: Removal) -> str:
    return f"Evidence {one.copy.number}" if one.copy is not None else f"No copy, because: {one.no_copy_why}"


def _because(one: Removal) -> str:
    if one.question is None:
        return one.ground
    question = one.question
    return f"Decided by {question.decided_by_name}, {moment(question.decided_at)}: {question.why}"


def decided_of(case: Case) -> SectionPrint:
    """What was decided on removals, also where it was to stay."""
    rows = [
        (one.what, one.get_answer_display(), one.why, f"{one.decided_by_name}, {day(one.decided_at)}".strip(", "))
        for one in case.removal_questions.all()
    ]
    heads = ("What", "Decision", "Why", "By")
    return SectionPrint(heading="Removals decided", heads=heads, rows=rows, none="None was asked for.")


def procedures_of(case: Case) -> SectionPrint:
    """What a procedure or the law asked for, and the clauses that were not kept."""
    facts = []
    for one in case.threshold_decisions.all():
        advice = f"Advice of {one.lado_name}, {moment(one.lado_at)}: {one.advice}" if one.lado_at else ""
        facts.append((f"{one.get_decided_display()}, {day(one.at)}", f"{one.why} {advice}".strip()))
    facts += [_referral(one) for one in case.referrals.all()]
    breach = getattr(case, "breach", None)
    if breach is not None:
        told = (
            f"The commissioner was told {moment(breach.commissioner_told_at)}." if breach.commissioner_told_at else ""
        )
        words = f"Known {moment(breach.known_at)}. {breach.get_risk_display()}. {breach.assessment} {told}"
        facts.append(("Personal-data breach", words.strip()))
    for clause in case.breached.select_related("version__policy"):
        facts.append(("Not kept", f"{clause.version.policy.title}, version {clause.version.number}: {clause.anchor}"))
    return SectionPrint(heading="Procedures", facts=facts, none="None was followed.")


def referrals_of(case: Case, to: Sequence[str]) -> SectionPrint:
    """What was passed on to these."""
    facts = [_referral(one) for one in case.referrals.filter(to__in=to)]
    return SectionPrint(heading="Passed on", facts=facts, none="Nothing was passed on.")


def _referral(one: Referral) -> tuple[str, str]:
    words = [one.whom, one.reference and f"Reference {one.reference}", one.answer]
    return f"{one.get_to_display()}, {day(one.referred_at)}", ". ".join(word for word in words if word)


def told_to(updates: Iterable[Update]) -> SectionPrint:
    """What the person affected was told (ACR-14)."""
    lines = [
        LinePrint(title=f"{one.get_what_display()}, {moment(one.at)}", words=one.words, note=one.by_name)
        for one in updates
    ]
    return SectionPrint(heading="What the person affected was told", lines=lines, none="Nothing was told yet.")


def promises_of(case: Case, affected: CasePerson | None = None) -> SectionPrint:
    """By when they were to hear, and whether they did."""
    rows = case.promises.all() if affected is None else case.promises.filter(affected=affected)
    kept = [
        (
            day(one.made_at),
            day(one.due_on),
            f"{'Kept' if _is_kept(one.kept_at, one.due_on) else 'Kept late'}, {day(one.kept_at)}"
            if one.kept_at
            else "Missed"
            if one.missed_at
            else "Open",
        )
        for one in rows
    ]
    heads = ("Promised on", "To hear by", "Kept")
    return SectionPrint(heading="Promises", heads=heads, rows=kept, none="None was made.")


def _is_kept(kept_at: datetime, due_on: date) -> bool:
    return localdate(kept_at) <= due_on


def support_of(case: Case, affected: CasePerson | None = None) -> SectionPrint:
    """Support that was offered, and the answer."""
    rows = case.support.all() if affected is None else case.support.filter(affected=affected)
    made = [(one.what, day(one.offered_at), one.get_answer_display()) for one in rows.order_by("offered_at")]
    heads = ("What", "Offered", "Answer")
    return SectionPrint(heading="Support", heads=heads, rows=made, none="None was offered.")


def timeline_of(case: Case, heading: str, only: Collection[str] = ()) -> SectionPrint:
    """The timeline, the earliest first; corrections stand with what they correct."""
    rows = case.entries.order_by("happened_at", "pk")
    if only:
        rows = rows.filter(what__in=only)
    lines = [
        LinePrint(title=f"{moment(one.happened_at)} · {one.get_what_display()}", words=one.words, note=_wrote(one))
        for one in rows
    ]
    return SectionPrint(heading=heading, lines=lines, none="Nothing is written here.")


def _wrote(one: Entry) -> str:
    later = f", written {moment(one.at)}" if localtime(one.at) != localtime(one.happened_at) else ""
    return f"{one.author}{later}"
