"""Receipts: what somebody acknowledged, to look at, print and keep."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from foundation.core.pages import page
from foundation.core.rules import allows
from foundation.schools.models import Person
from policies.forms.reading import ReceiptFilter
from policies.models import Acknowledgement
from policies.outstanding import owed
from policies.pdf import print_receipt
from policies.printing import how_words, receipt_number, receipt_print
from policies.views.reading.pdf import pdf_answer
from policies.views.reading.shelf import in_number

PER_PAGE = 25
SORTS = {"policy": ("policy__title", "-at"), "-policy": ("-policy__title", "-at"), "at": ("at",), "-at": ("-at",)}


@page("policies.see_acknowledgement", methods=("GET",))
def receipt(request: HttpRequest, receipt: Acknowledgement) -> HttpResponse:
    """What was acknowledged, which words were shown, and what happens next."""
    is_mine = receipt.person.user_id == request.user.pk
    people = Person.objects.filter(user=request.user.pk).current(timezone.localdate())
    still = list(owed(people)) if is_mine else []
    context = {
        "crumbs": [("Your receipts", reverse("my-receipts")), (receipt.policy.title, "")] if is_mine else [],
        "receipt": receipt,
        "number": receipt_number(receipt),
        "is_mine": is_mine,
        "may_read": allows(request.user, "policies.see_version", receipt.version),
        "how": how_words(receipt),
        "next": still[0] if still else None,
        "still": len(still),
    }
    return render(request, "policies/receipt.html", context)


@page("policies.see_acknowledgement", methods=("GET",))
def receipt_pdf(request: HttpRequest, receipt: Acknowledgement) -> HttpResponse:
    """The receipt to print and keep."""
    name = f"Receipt {receipt_number(receipt)}, {receipt.policy.title}.pdf"
    return pdf_answer(request, name, lambda: print_receipt(receipt_print(receipt)))


@page(signed_in="everybody's own receipts, by their log-in, also after leaving", methods=("GET",))
def my_receipts(request: HttpRequest) -> HttpResponse:
    """All that the user acknowledged, at every school, also where they have left."""
    form = ReceiptFilter(request.GET or None)
    given = Acknowledgement.objects.filter(person__user=request.user.pk)
    rows = given.filter(form.condition()).select_related("policy", "version", "school")
    listed = Paginator(rows.order_by(*SORTS.get(request.GET.get("sort", ""), SORTS["-at"])), PER_PAGE)
    page = listed.get_page(request.GET.get("page"))
    schools = {receipt.school_id for receipt in page}
    context = {
        "form": form,
        "page": page,
        "several": len(schools) > 1,
        "is_filtered": bool(request.GET.get("text")),
        "count": in_number(page.paginator.count, "receipt", "receipts"),
    }
    return render(request, "policies/receipts.html", context)
