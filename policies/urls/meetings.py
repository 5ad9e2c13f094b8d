from django.urls import path

from policies.views import delegations, meetings

urlpatterns = [
    path("<slug:school>/meetings/", meetings.meeting_list, name="meeting-list"),
    path("<slug:school>/meetings/add/", meetings.meeting_add, name="meeting-add"),
    path("<slug:school>/meetings/to-report/", meetings.decisions_to_report, name="decisions-to-report"),
    path("<slug:school>/meetings/delegated/", delegations.delegation_list, name="delegation-list"),
    path("<slug:school>/meetings/delegated/add/", delegations.delegation_add, name="delegation-add"),
    path("delegation/<uuid:uid>/end/", delegations.delegation_end, name="delegation-end"),
    path("meeting/<uuid:uid>/", meetings.meeting_page, name="meeting"),
    path("meeting/<uuid:uid>/change/", meetings.meeting_change, name="meeting-change"),
    path("meeting/<uuid:uid>/cancel/", meetings.meeting_cancel, name="meeting-cancel"),
    path("meeting/<uuid:uid>/agenda/", meetings.meeting_agenda, name="meeting-agenda"),
    path("meeting/<uuid:uid>/outcome/", meetings.meeting_outcome, name="meeting-outcome"),
    path("meeting/<uuid:uid>/pdf/", meetings.meeting_pdf, name="meeting-pdf"),
]
