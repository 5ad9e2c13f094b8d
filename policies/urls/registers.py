from django.urls import path

from policies.views import laws, statutory

urlpatterns = [
    path("<slug:school>/policies/laws/", laws.law_register, name="law-register"),
    path("<slug:school>/policies/laws/export/", laws.law_register_csv, name="law-register-csv"),
    path("<slug:school>/policies/statutory/", statutory.statutory, name="statutory"),
    path("<slug:school>/policies/statutory/<slug:key>/", statutory.statutory_line, name="statutory-line"),
    path("<slug:school>/statutory-list/", statutory.statutory_list, name="statutory-list"),
    path("<slug:school>/statutory-list/export/", statutory.statutory_list_csv, name="statutory-list-csv"),
    path("<slug:school>/statutory-list/shipped/", statutory.statutory_list_shipped, name="statutory-list-shipped"),
    path("statutory-list/<uuid:uid>/", statutory.statutory_offer, name="statutory-offer"),
    path("statutory-list/<uuid:uid>/take/", statutory.statutory_take, name="statutory-take"),
    path("statutory-list/<uuid:uid>/drop/", statutory.statutory_drop, name="statutory-drop"),
]
