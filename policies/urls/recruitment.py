from django.urls import path

from policies.views import recruitment

urlpatterns = [
    path("<slug:school>/recruitments/", recruitment.recruitment_list, name="recruitment-list"),
    path("<slug:school>/recruitments/add/", recruitment.recruitment_add, name="recruitment-add"),
    path("recruitment/<uuid:uid>/", recruitment.recruitment, name="recruitment"),
    path("recruitment/<uuid:uid>/panel/", recruitment.recruitment_panel, name="recruitment-panel"),
    path(
        "recruitment/<uuid:uid>/panel/<uuid:member>/take-off/",
        recruitment.recruitment_take_off,
        name="recruitment-take-off",
    ),
    path("recruitment/<uuid:uid>/declare/", recruitment.recruitment_declare, name="recruitment-declare"),
]
