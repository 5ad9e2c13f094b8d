from django.urls import path

from policies.views import parts

urlpatterns = [
    path("policy/<uuid:uid>/parts/", parts.policy_parts, name="policy-parts"),
    path("part/<uuid:uid>/end/", parts.part_end, name="part-end"),
    path("<slug:school>/public-parts/<slug:slug>/", parts.public_part, name="public-part"),
    path("<slug:school>/public-parts/<slug:slug>/pdf/", parts.public_part_pdf, name="public-part-pdf"),
]
