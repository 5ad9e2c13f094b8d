"""All of a version's text in one box."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from foundation.core.pages import page
from foundation.documents.reading import read_document
from foundation.jobs.child import ChildError
from policies.content import ClauseText
from policies.forms.text import WholeTextForm
from policies.models import Version
from policies.views.text import clause_page, clauses_of, saved
from policies.writing import carry_anchors, to_markdown


@page("policies.edit_version")
def version_whole_text(request: HttpRequest, version: Version) -> HttpResponse:
    """Write or paste all of the text in one box; clauses that live on keep their anchors."""
    clauses = clauses_of(version)
    form = WholeTextForm(request.POST or None, seen=version.content_hash, initial={"text": _as_markdown(clauses)})
    if request.method == "POST" and form.is_valid():
        try:
            reading = read_document("text.md", form.cleaned_data["text"].encode(), today=timezone.localdate())
        except ChildError as refused:
            form.add_error("text", str(refused))
        else:
            read = [ClauseText(one.title, one.html, one.number, min(one.level, 4)) for one in reading.clauses]
            kept = {clause.anchor: clause.is_appendix for clause in clauses}
            carried = [
                replace(clause, is_appendix=kept.get(clause.anchor, clause.title.lower().startswith("appendix")))
                for clause in carry_anchors(clauses, read)
            ]
            return saved(request, version, form, carried)
    return clause_page(request, version, form, "The whole text")


def _as_markdown(clauses: list[ClauseText]) -> str:
    parts = []
    for clause in clauses:
        heading = f"{clause.number} {clause.title}".strip()
        parts += [f"{'#' * clause.level} {heading}"] if heading else []
        parts += [to_markdown(clause.html)] if clause.html else []
    return "\n\n".join(parts)
