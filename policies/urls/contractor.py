from django.urls import path

from policies.views import contractor, contractor_link

urlpatterns = [
    path("<slug:school>/contractors/", contractor.contractor_list, name="contractor-list"),
    path("<slug:school>/contractors/add/", contractor.contractor_add, name="contractor-add"),
    path("contractor/<uuid:uid>/", contractor.contractor, name="contractor"),
    path("contractor/<uuid:uid>/change/", contractor.contractor_change, name="contractor-change"),
    path("contractor/<uuid:uid>/link/", contractor.contractor_link, name="contractor-link"),
    path("contractor/<uuid:uid>/end/", contractor.contractor_end, name="contractor-end"),
    path("contractor-report/<uuid:uid>/", contractor.contractor_report, name="contractor-report"),
    path("by-link/contractor/<slug:token>/", contractor_link.contractor_desk, name="contractor-desk"),
    path("by-link/contractor/<slug:token>/tell/", contractor_link.contractor_report_send, name="contractor-tell"),
    path("by-link/contractor/<slug:token>/<uuid:policy>/", contractor_link.contractor_policy, name="contractor-policy"),
    path(
        "by-link/contractor/<slug:token>/<uuid:policy>/<uuid:attachment>/",
        contractor_link.contractor_annex,
        name="contractor-annex",
    ),
]
