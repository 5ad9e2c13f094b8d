"""A version as PDF."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from foundation.core.keyring import KeyMissing
from foundation.core.pages import page
from foundation.documents.files import PDF, FileBroken, open_sealed, respond
from foundation.documents.merging import mark
from foundation.documents.names import clean_name
from foundation.documents.printing import PrintError
from policies.models import Version
from policies.pdf import print_policy
from policies.printing import policy_print, print_name, superseded_words


@page("policies.see_version", methods=("GET",))
def version_pdf(request: HttpRequest, version: Version) -> HttpResponse:
    """The print that was kept when the version came into force; before that, one made now. What is no longer in force
    says so on every page."""
    if version.printed is not None:
        try:
            if version.status == Version.Status.SUPERSEDED:
                kept, words = open_sealed(version.printed), superseded_words(version)
                return pdf_answer(request, print_name(version), lambda: mark(kept, words))
            return respond(version.printed, inline=True)
        except (FileBroken, KeyMissing) as broken:
            return no_pdf(request, str(broken))
    return pdf_answer(request, print_name(version), lambda: print_policy(policy_print(version)))


def pdf_answer(request: HttpRequest, name: str, make: Callable[[], bytes]) -> HttpResponse:
    """A PDF made now; where that fails, a page with the sentence that says why."""
    try:
        made = make()
    except PrintError as failed:
        return no_pdf(request, failed.sentence)
    answer = HttpResponse(made, content_type=PDF)
    answer["Content-Disposition"] = content_disposition_header(False, clean_name(name)) or "inline"
    answer["Content-Security-Policy"] = "default-src 'none'"
    return answer


def no_pdf(request: HttpRequest, sentence: str) -> HttpResponse:
    """There is no PDF now, and why."""
    return render(request, "policies/no_pdf.html", {"sentence": sentence}, status=503)
