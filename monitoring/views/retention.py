"""The retention schedule: how long what is kept and why, and changing it with a second person."""

from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from foundation.core.pages import page
from foundation.core.states import NotAllowed
from foundation.schools.models import School
from foundation.schools.people import acting
from foundation.schools.views.answers import Crumbs, answered, carried_out, seen
from incidents.pdf import print_case
from monitoring.forms.retention import AnswerForm, PeriodForm
from monitoring.models import Hold, Purge, RetentionRule
from monitoring.retention import due
from monitoring.retention.classes import RecordClass, register
from monitoring.retention.effects import effects
from monitoring.retention.printed import schedule_print
from monitoring.retention.schedule import lines
from monitoring.transitions import periods
from monitoring.way_back import below_monitoring
from policies.views.reading.pdf import pdf_answer

TITLE = "Retention"
LOOKED_THROUGH = 500  # of each kind of record, on a page; the purge itself looks through all


def crumbs(school: School, *more: tuple[str, str]) -> Crumbs:
    """The way back from a page of retention."""
    return below_monitoring(school, TITLE, "retention", *more)


def cited(found: due.Found | None) -> list[tuple[str, int]]:
    """By what the waiting records are still named, in words: the plural name of the model and how often."""
    by = found.cited.items() if found else ()
    return [(str(apps.get_model(label)._meta.verbose_name_plural), number) for label, number in by]


def class_or_404(code: str) -> RecordClass:
    if code not in register.entries:
        raise Http404
    return register.entries[code]


@page("monitoring.see_retention", methods=("GET",))
def retention(request: HttpRequest, school: School) -> HttpResponse:
    """The schedule: every class with its period, when it begins, and why so long."""
    context = {
        "school": school,
        "tab": "schedule",
        "lines": lines(school),
        "may_keep": request.user.has_perm("monitoring.keep_retention", school),
        "crumbs": crumbs(school),
    }
    return render(request, "monitoring/retention/schedule.html", context)


@page("monitoring.see_retention", methods=("GET",))
def retention_pdf(request: HttpRequest, school: School) -> HttpResponse:
    """The schedule on paper."""
    made = schedule_print(school, lines(school), at=timezone.now())
    return pdf_answer(request, f"Retention schedule {school.said}.pdf", lambda: print_case(made))


@page("monitoring.see_retention", methods=("GET",))
def retention_due(request: HttpRequest, school: School) -> HttpResponse:
    """What falls due today in each class, and the purges that are open."""
    on = timezone.localdate()
    context = {
        "school": school,
        "tab": "due",
        "today": on,
        "found": _standing(school, on),
        "may_keep": request.user.has_perm("monitoring.keep_retention", school),
        "holds": Hold.objects.active(on).filter(school=school).aggregate(number=Count("pk"))["number"],
        "crumbs": crumbs(school, ("What falls due", "")),
    }
    return render(request, "monitoring/retention/due.html", context)


def _standing(school: School, on: date) -> list[dict[str, Any]]:
    """Each class of which something is due or a purge is open: one query for each kind of root."""
    rows = Purge.objects.filter(school=school, status__in=Purge.OPEN)
    purges = {purge.record_class: purge for purge in rows}
    return [
        {"record_class": one, "period": period, "number": number, "purge": purges.get(one.code)}
        for one, period, number in due.everything(school, on)
        if number or one.code in purges
    ]


@page("monitoring.see_retention", methods=("GET",))
def retention_class(request: HttpRequest, school: School, code: str) -> HttpResponse:
    """One class: its period and its history, and what is due: held, waiting, or going."""
    record_class = class_or_404(code)
    period = due.period_of(school, record_class)
    found = looked_through(record_class, school, timezone.localdate())
    context = {
        "school": school,
        "record_class": record_class,
        "period": period,
        "rules": RetentionRule.objects.filter(school=school, record_class=code)[:20],
        "purge": Purge.objects.filter(school=school, record_class=code, status__in=Purge.OPEN).first(),
        "may_keep": request.user.has_perm("monitoring.keep_retention", school) and record_class.can_change,
        "crumbs": crumbs(school, (record_class.title, "")),
        **found,
    }
    return render(request, "monitoring/retention/class.html", context)


def looked_through(record_class: RecordClass, school: School, on: date) -> dict[str, Any]:
    """What of a class is due, as a page shows it: not more than so many of each kind are looked through."""
    period, found = due.period_of(school, record_class), None
    if period is not None and record_class.roots:
        found = due.look_through(record_class, school, period, on, LOOKED_THROUGH)
    return {"found": found, "cited": cited(found), "looked_through": LOOKED_THROUGH}


@page("monitoring.keep_retention")
def retention_change(request: HttpRequest, school: School, code: str) -> HttpResponse:
    """Another period: first what it would do to records already held, then proposed to a second person."""
    record_class = class_or_404(code)
    period = due.period_of(school, record_class)
    if period is None or not record_class.can_change or not record_class.roots:
        raise Http404
    form = PeriodForm(request.POST or None, record_class=record_class, period=period)
    wanted = form.period() if carried_out(form, lambda: _refuse(record_class, school, form)) else None
    if wanted is not None and "show" not in request.POST and _proposed(request, record_class, school, form):
        return redirect("retention-class", school.slug, code)
    context = {"school": school, "record_class": record_class, "period": period, "form": form, "wanted": wanted}
    if wanted is not None:
        context["effects"] = effects(record_class, school, wanted, timezone.localdate())
    context["crumbs"] = _class_crumbs(school, record_class, "Another period")
    return render(request, "monitoring/retention/change.html", context)


def _refuse(record_class: RecordClass, school: School, form: PeriodForm) -> None:
    period = form.period()
    periods.refuse_outside(record_class, school, period)
    if period == due.period_of(school, record_class):
        raise NotAllowed("That is the period already.")


def _proposed(request: HttpRequest, record_class: RecordClass, school: School, form: PeriodForm) -> bool:
    on, why = timezone.localdate(), form.cleaned_data["why"]
    by, at = acting(request.user, school), timezone.now()
    return carried_out(
        form, lambda: periods.propose_period(record_class, school, form.period(), why, on=on, by=by, at=at)
    )


def _class_crumbs(school: School, record_class: RecordClass, here: str) -> Crumbs:
    way = reverse("retention-class", args=[school.slug, record_class.code])
    return crumbs(school, (record_class.title, way), (here, ""))


@page("monitoring.see_period")
def retention_period(request: HttpRequest, rule: RetentionRule) -> HttpResponse:
    """A proposed period, with what it does today; for a second person, the answer."""
    template, context = "monitoring/retention/period.html", _of_period(request, rule)
    if not (context["is_open"] and request.user.has_perm("monitoring.agree_period", rule)):
        if request.method == "POST":
            raise Http404
        return render(request, template, context)
    yes, no = "Yes, it counts from now on", "No, it stays as it is"
    form = AnswerForm(request.POST or None, yes=yes, no=no, seen=seen(rule.status))
    by, at = acting(request.user, rule.school), timezone.now()
    return answered(
        request,
        form,
        lambda: _answer(rule, form, by=by, at=at),
        to=reverse("retention-class", args=[rule.school.slug, rule.record_class]),
        said="Your answer is recorded.",
        template=template,
        **context,
    )


def _answer(rule: RetentionRule, form: AnswerForm, **who: Any) -> object:
    if form.agrees:
        return periods.agree_period(rule, **who)
    return periods.refuse_period(rule, form.cleaned_data["why"], **who)


def _of_period(request: HttpRequest, rule: RetentionRule) -> dict[str, Any]:
    record_class, school, period = class_or_404(rule.record_class), rule.school, due.as_period(rule)
    is_open = rule.status == RetentionRule.Status.PROPOSED
    return {
        "school": school,
        "rule": rule,
        "record_class": record_class,
        "period": period,
        "present": due.period_of(school, record_class),
        "is_open": is_open,
        "effects": effects(record_class, school, period, timezone.localdate()) if is_open else None,
        "may_withdraw": is_open and request.user.has_perm("monitoring.withdraw_period", rule),
        "crumbs": _class_crumbs(school, record_class, "Another period"),
    }


@page("monitoring.withdraw_period", methods=("POST",))
def retention_period_withdraw(request: HttpRequest, rule: RetentionRule) -> HttpResponse:
    """Take a proposal back before it is agreed."""
    periods.withdraw_period(rule, by=acting(request.user, rule.school), at=timezone.now())
    return redirect("retention-class", rule.school.slug, rule.record_class)
