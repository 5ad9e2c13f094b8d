"""Addresses of reporting: on the roll, from outside, how far it is, and friend requests that come again."""

from django.urls import path

from incidents.views import device, friend_requests, public, reporting

# Those that begin with a word of their own come before those that begin with a school.
urlpatterns = [
    path("by-link/report/<slug:token>/", public.public_report_progress, name="public-report-progress"),
    path("device/report/", device.device_report, name="device-report"),
    path("device/report/<slug:kind>/", device.device_report_write, name="device-report-write"),
    path("<slug:school>/report/", reporting.report, name="report"),
    path("<slug:school>/report/<slug:kind>/", reporting.report_write, name="report-write"),
    path("report/<uuid:uid>/", reporting.report_progress, name="report-progress"),
    path("report/<uuid:uid>/evidence/", reporting.report_evidence, name="report-evidence"),
    path("case/<uuid:uid>/answer/<uuid:report>/", reporting.case_answer, name="case-answer"),
    path("<slug:school>/friend-requests/", friend_requests.friend_requests, name="friend-requests"),
    path("<slug:school>/tell-us/", public.public_report, name="public-report"),
    path("<slug:school>/tell-us/<slug:kind>/", public.public_report_write, name="public-report-write"),
]
