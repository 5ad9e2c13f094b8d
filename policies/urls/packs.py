from django.urls import path

from policies.views import packs

urlpatterns = [
    path("<slug:school>/packs/", packs.pack_list, name="pack-list"),
    path("pack/<uuid:uid>/", packs.pack, name="pack"),
]
