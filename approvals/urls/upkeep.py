"""Addresses of looking after sites, and of accounts that pass themselves off as the school's."""

from django.urls import path

from approvals.views import impostors, upkeep

urlpatterns = [
    path("site/<uuid:uid>/look/", upkeep.site_look, name="site-look"),
    path("site/<uuid:uid>/looks/", upkeep.site_looks, name="site-looks"),
    path("site/<uuid:uid>/review/", upkeep.site_review, name="site-review"),
    path("site/<uuid:uid>/contact/", upkeep.contact_add, name="contact-add"),
    path("site/<uuid:uid>/contacts/", upkeep.contact_list, name="contact-list"),
    path("<slug:school>/impostors/", impostors.impostor_list, name="impostor-list"),
    path("<slug:school>/impostors/add/", impostors.impostor_add, name="impostor-add"),
    path("impostor/<uuid:uid>/", impostors.impostor_change, name="impostor-change"),
]
