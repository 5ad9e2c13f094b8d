from django.urls import path

from policies.views import compliance

urlpatterns = [
    path("<slug:school>/outstanding/", compliance.outstanding, name="outstanding"),
    path("<slug:school>/outstanding/people/", compliance.outstanding_people, name="outstanding-people"),
    path("<slug:school>/outstanding/export/", compliance.outstanding_csv, name="outstanding-csv"),
    path("policy/<uuid:uid>/outstanding/", compliance.outstanding_policy, name="outstanding-policy"),
    path("policy/<uuid:uid>/nudge/", compliance.nudge_all, name="nudge-all"),
    path("person/<uuid:uid>/outstanding/", compliance.outstanding_person, name="outstanding-person"),
    path("person/<uuid:uid>/nudge/<uuid:policy>/", compliance.nudge_person, name="nudge"),
    path("person/<uuid:uid>/paper/<uuid:policy>/", compliance.paper_record, name="paper-record"),
]
