"""Addresses of what should go, and of what was taken off the school's own accounts."""

from django.urls import path

from incidents.views import removals, takedowns

urlpatterns = [
    path("case/<uuid:uid>/address/", takedowns.takedown_add, name="case-takedown-add"),
    path("takedown/<uuid:uid>/", takedowns.takedown_page, name="takedown"),
    path("case/<uuid:uid>/removal/ask/", removals.removal_ask, name="case-removal-ask"),
    path("case/<uuid:uid>/removal/", removals.removal_add, name="case-removal-add"),
    path("removal/<uuid:uid>/", removals.removal_question, name="removal-question"),
]
