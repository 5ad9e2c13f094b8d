"""Addresses of what procedures ask for in a case."""

from django.urls import path

from incidents.views import procedures, steps

urlpatterns = [
    path("case/<uuid:uid>/allegation/", procedures.case_allegation, name="case-allegation"),
    path("case/<uuid:uid>/lado/", procedures.case_lado, name="case-lado"),
    path("case/<uuid:uid>/threshold/", procedures.case_threshold, name="case-threshold"),
    path("case/<uuid:uid>/chronology/", procedures.case_chronology, name="case-chronology"),
    path("case-person/<uuid:uid>/told/", procedures.case_subject_told, name="case-subject-told"),
    path("case/<uuid:uid>/breach/", steps.case_breach, name="case-breach"),
    path("case/<uuid:uid>/breach/assess/", steps.case_breach_assess, name="case-breach-assess"),
    path("case/<uuid:uid>/breach/commissioner/", steps.case_breach_commissioner, name="case-breach-commissioner"),
    path("case/<uuid:uid>/breach/people/", steps.case_breach_people, name="case-breach-people"),
    path("case/<uuid:uid>/refer/", steps.case_refer, name="case-refer"),
    path("referral/<uuid:uid>/answer/", steps.case_referral_answer, name="case-referral-answer"),
    path("case/<uuid:uid>/clause/", steps.case_clause, name="case-clause"),
]
