from django.urls import path

from policies.views import bringing_in

urlpatterns = [
    path("<slug:school>/policies/bring-in/", bringing_in.intake_add, name="intake-add"),
    path("<slug:school>/policies/coming-in/", bringing_in.intake_list, name="intake-list"),
    path("policy/<uuid:uid>/upload/", bringing_in.version_upload, name="version-upload"),
    path("intake/<uuid:uid>/", bringing_in.intake, name="intake"),
    path("intake/<uuid:uid>/drop/", bringing_in.intake_drop, name="intake-drop"),
]
