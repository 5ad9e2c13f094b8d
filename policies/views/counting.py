"""Parents and pupils on paper: groups that are counted, what they are asked, how many signed (HAY-02)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from foundation.core.pages import page
from foundation.core.states import NotAllowed
from foundation.schools.forms.people import ConfirmForm
from foundation.schools.models import School
from foundation.schools.people import acting
from policies.counted import figures, groups_of
from policies.cover import in_words
from policies.forms.counting import AskForm, CorrectForm, CountedGroupForm, CountForm, SizeForm
from policies.models import CountedGroup, GroupAsk, GroupCount, Policy, PolicyRules, Version
from policies.sheet_pdf import SPARE_LINES, SheetPrint, print_sheet
from policies.transitions import counting
from policies.transitions.counting import Counted, size_of
from policies.views.drafting import bench, form_page
from policies.views.reading.pdf import pdf_answer


def _done(request: HttpRequest, form: Any, act: Callable[[], Any], said: str) -> bool:
    """Whether the form was sent and carried out; a refusal is said above it."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        act()
    except NotAllowed as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, said)
    return True


@page("policies.keep_sheets", methods=("GET",))
def counted_list(request: HttpRequest, school: School) -> HttpResponse:
    """The groups that are counted, with what each is asked and how many signed."""
    rows: dict[int, list[Any]] = {}
    for row in figures(school):
        rows.setdefault(row.group.pk, []).append(row)
    groups = [(group, rows.get(group.pk, [])) for group in groups_of(school)]
    back = reverse("sheet-list", args=[school.slug])
    return render(request, "policies/counted/list.html", {"groups": groups, "back": back})


@page("policies.keep_sheets")
def counted_add(request: HttpRequest, school: School) -> HttpResponse:
    """Add a class or group of parents or pupils."""
    form = CountedGroupForm(request.POST or None)
    by, at = acting(request.user, school), timezone.now()
    back = reverse("counted-list", args=[school.slug])
    if _done(
        request,
        form,
        lambda: counting.add_counted_group(school, **_facts(form), by=by, at=at),
        "The group is counted from now on. Say next which policies ask it.",
    ):
        return redirect(back)
    lead = "Nobody in it is named here: only how many there are, and how many signed."
    return form_page(request, form, "Add a group to count", about=school, back=back, lead=lead)


def _facts(form: Any) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("name", "kind", "school_year", "size")}


@page("policies.see_counted_group", methods=("GET",))
def counted(request: HttpRequest, group: CountedGroup) -> HttpResponse:
    """One group: what it is asked, how many signed, and everything that was counted."""
    counts = group.counts.select_related("policy", "version", "scan", "corrected_by", "corrects")
    context = {
        "group": group,
        "size": group.sizes.first(),
        "figures": figures(group.school, group=group),
        "counts": counts,
        "sizes": group.sizes.select_related("entered_by"),
        "back": reverse("counted-list", args=[group.school.slug]),
    }
    return render(request, "policies/counted/group.html", context)


@page("policies.see_counted_group")
def counted_size(request: HttpRequest, group: CountedGroup) -> HttpResponse:
    """Say how many are in the group now."""
    form = SizeForm(request.POST or None, initial={"size": size_of(group)})
    by, at = acting(request.user, group.school), timezone.now()
    if _done(
        request,
        form,
        lambda: counting.set_group_size(group, form.cleaned_data["size"], by=by, at=at),
        "The size is saved. The one before stays in the group's history.",
    ):
        return redirect("counted", group.uid)
    return form_page(request, form, "How many are in it", about=group, back=reverse("counted", args=[group.uid]))


@page("policies.see_counted_group")
def counted_close(request: HttpRequest, group: CountedGroup) -> HttpResponse:
    """Stop counting the group."""
    form = ConfirmForm(request.POST or None, submit="Stop counting it")
    by, at = acting(request.user, group.school), timezone.now()
    act = lambda: counting.close_counted_group(group, by=by, at=at)  # noqa: E731 - one call, handed on
    if _done(request, form, act, f"{group} is not counted any more. What was counted stays."):
        return redirect("counted-list", group.school.slug)
    lead = "No policy asks it any more. What was counted, and the sheets, stay."
    back = reverse("counted", args=[group.uid])
    return form_page(request, form, f"Stop counting {group.name}?", about=group, back=back, lead=lead)


@page("policies.change_policy")
def counted_ask(request: HttpRequest, policy: Policy) -> HttpResponse:
    """Which groups of parents and pupils the policy asks to sign."""
    groups = CountedGroup.objects.filter(school=policy.school, closed_on=None)
    asked = GroupAsk.objects.filter(policy=policy, ended_on=None).values_list("group__uid", flat=True)
    form = AskForm(request.POST or None, groups=groups, initial={"groups": list(asked)})
    by, at = acting(request.user, policy.school), timezone.now()
    if _done(request, form, lambda: counting.ask_groups(policy, form.cleaned_data["groups"], by=by, at=at), "Saved."):
        return redirect(bench(policy))
    lead = "They sign on paper and are counted class by class. A new edition asks them again."
    if not groups:
        lead = "No group of parents or pupils is counted yet. The clerk or the business manager adds them, under Paper."
    return form_page(request, form, "Parents and pupils", about=policy, back=bench(policy), lead=lead)


def _asked(group: CountedGroup, uid: UUID) -> tuple[Policy, Version]:
    """The policy that asks the group, and its version in force. Raises Http404 where there is none."""
    asks = GroupAsk.objects.filter(group=group, policy__uid=uid, ended_on=None, group__closed_on=None)
    ask = asks.select_related("policy__school").first()
    version = counting.in_force(ask.policy) if ask else None
    if ask is None or version is None:
        raise Http404
    return ask.policy, version


@page("policies.see_counted_group")
def count_add(request: HttpRequest, group: CountedGroup, policy: UUID) -> HttpResponse:
    """Enter how many signed, with the sheets."""
    asked, version = _asked(group, policy)
    seen, today = version.content_hash, timezone.localdate()
    initial = {"size": size_of(group)}
    form = CountForm(request.POST or None, request.FILES or None, today=today, seen=seen, initial=initial)
    by, at = acting(request.user, group.school), timezone.now()
    act = lambda: counting.record_count(group, asked, _counted(form), seen=seen, by=by, at=at)  # noqa: E731
    if _done(request, form, act, "Counted. The sheets are kept."):
        return redirect("counted", group.uid)
    signed = counting.signed_of(group, version)
    lead = f"{signed} of {size_of(group)} have signed version {version.number} so far. Count only the new sheets."
    back = reverse("counted", args=[group.uid])
    return form_page(request, form, f"Count sheets: {asked.title}", about=group, back=back, lead=lead)


def _counted(form: CountForm) -> Counted:
    return Counted(**{name: form.cleaned_data[name] for name in ("signed", "signed_on", "size", "scan")})


@page("policies.see_count")
def count_correct(request: HttpRequest, count: GroupCount) -> HttpResponse:
    """Set a count right; the first one stays in the history."""
    form = CorrectForm(request.POST or None, initial={"signed": count.signed})
    by, at = acting(request.user, count.school), timezone.now()

    def act() -> None:
        data = form.cleaned_data
        counting.correct_count(count, data["signed"], reason=data["reason"], by=by, at=at)

    if _done(request, form, act, "The count is set right. The one before stays in the history."):
        return redirect("counted", count.group.uid)
    back = reverse("counted", args=[count.group.uid])
    return form_page(request, form, f"Set right: {count.policy.title}", about=count.group, back=back)


@page("policies.see_counted_group", methods=("GET",))
def counted_sheet(request: HttpRequest, group: CountedGroup, policy: UUID) -> HttpResponse:
    """A sheet with a line for each in the group, and a few to spare."""
    asked, version = _asked(group, policy)
    rules = PolicyRules.objects.filter(school=group.school).first() or PolicyRules(school=group.school)
    began = version.in_force_at if version.brought_in_at is None else None
    made = SheetPrint(
        school=group.school.name,
        accent=group.school.colour,
        policy=asked.title,
        version=version.number,
        in_force_from=in_words(localdate(began)) if began else "",
        words=rules.words,
        number=f"{group.uid.hex[:4]}-{version.uid.hex[:4]}".upper(),
        about=str(group),
        statements=[statement.text for statement in version.statements.all()],
        blank_lines=min(size_of(group) + SPARE_LINES, 400),
    )
    return pdf_answer(request, f"{asked.title}, {group.name}.pdf".replace("/", "-"), lambda: print_sheet(made))
