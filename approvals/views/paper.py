"""A request as PDF."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from approvals.models import Request
from approvals.paper import request_print
from approvals.pdf import print_request
from foundation.core.pages import page
from policies.views.reading.pdf import pdf_answer


@page("approvals.see_request", methods=("GET",))
def request_pdf(request: HttpRequest, asked: Request) -> HttpResponse:
    """The form with its headings and every decision, to be filed, or to be filled in by hand."""
    made = request_print(asked, timezone.localdate())
    return pdf_answer(request, f"{asked}.pdf", lambda: print_request(made))
