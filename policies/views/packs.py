"""Packs for governors: choosing what goes in, how far it is, opening it."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from foundation.core.pages import page
from foundation.core.rules import permitted
from foundation.core.states import NotAllowed
from foundation.schools.models import School
from foundation.schools.people import acting
from policies import transitions
from policies.forms.packs import PackForm
from policies.models import Pack
from policies.pack_contents import wanted_pack
from policies.packs import job_of

PER_PAGE = 20


@page("policies.make_pack")
def pack_list(request: HttpRequest, school: School) -> HttpResponse:
    """Choose what goes into a pack; below, the packs that are kept."""
    now = timezone.now()
    today = timezone.localdate(now)
    form = PackForm(request.POST or None, user=request.user, school=school, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            wanted = wanted_pack(request.user, school, form.chosen(), today)
            asked = transitions.ask_pack(school, wanted, by=acting(request.user, school), at=now)
            return redirect("pack", uid=asked.uid)
        except NotAllowed as refused:
            form.add_error(None, str(refused))
    kept = permitted(request.user, "policies.see_pack", Pack.objects.filter(school=school), today)
    kept = kept.exclude(status=Pack.Status.REMOVED).select_related("asked_by", "file")
    listed = Paginator(kept, PER_PAGE).get_page(request.GET.get("page"))
    crumbs = [("Policies", reverse("policy-list", args=[school.slug])), ("Packs", "")]
    return render(request, "policies/packs/list.html", {"form": form, "page": listed, "crumbs": crumbs})


@page("policies.see_pack", methods=("GET",))
def pack(request: HttpRequest, pack: Pack) -> HttpResponse:
    """How far it is; once it is ready, the one action is to open it."""
    part = bool(getattr(request, "htmx", False))
    job = job_of(pack)
    context = {
        "pack": pack,
        "is_open": pack.status == Pack.Status.WAITING and (job is None or job.is_open),
        "items": pack.items.select_related("version__policy", "since"),
        "crumbs": [
            ("Policies", reverse("policy-list", args=[pack.school.slug])),
            ("Packs", reverse("pack-list", args=[pack.school.slug])),
            (pack.title, ""),
        ],
        "job": job,
    }
    return render(request, "policies/packs/_standing.html" if part else "policies/packs/pack.html", context)
