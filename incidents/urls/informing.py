"""Addresses of informing the person affected, and of their own page."""

from django.urls import path

from incidents.views import figures, informing, telling

urlpatterns = [
    path("informed/<uuid:uid>/", informing.what_is_done, name="what-is-done"),
    path("informed/<uuid:uid>/contact/", informing.informed_wishes, name="informed-wishes"),
    path("informed/<uuid:uid>/add/", informing.informed_add, name="informed-add"),
    path("informed/<uuid:uid>/pictures/", informing.informed_pictures, name="informed-pictures"),
    path("informed/<uuid:uid>/resolved/", informing.informed_resolved, name="informed-resolved"),
    path("support/<uuid:uid>/answer/", informing.support_answer, name="support-answer"),
    path("case-person/<uuid:uid>/contact/", telling.case_contact, name="case-contact"),
    path("case-person/<uuid:uid>/tell/", telling.case_tell, name="case-tell"),
    path("case-person/<uuid:uid>/support/", telling.case_support, name="case-support"),
    path("<slug:school>/incidents/figures/", figures.incident_figures, name="incident-figures"),
]
