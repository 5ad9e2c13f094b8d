"""A trust's page: its schools side by side."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from foundation.core.pages import page
from foundation.core.rules import permitted
from foundation.schools.models import School
from foundation.schools.panels import trust_figures


@page("schools.open_trust", methods=("GET",))
def trust(request: HttpRequest, school: School) -> HttpResponse:
    """The trust's schools in which this officer holds a role, with a figure per column."""
    today = timezone.localdate()
    schools = list(permitted(request.user, "schools.see_trust", School.objects.filter(trust=school)))
    columns = [(figure, figure.counts(schools, today)) for figure in trust_figures]
    rows = [
        {
            "school": one,
            "cells": [
                (
                    figure.title,
                    counts.get(one.pk, 0),
                    reverse(figure.url_name, args=[one.slug]) if figure.url_name else "",
                )
                for figure, counts in columns
            ],
        }
        for one in schools
    ]
    titles = [figure.title for figure, _ in columns]
    return render(request, "schools/trust.html", {"school": school, "titles": titles, "rows": rows})
