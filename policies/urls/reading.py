from django.urls import path

from policies.views import public
from policies.views.reading import acknowledge, changes, pdf, policy, receipts, shelf

urlpatterns = [
    path("<slug:school>/policies/", shelf.policy_list, name="policy-list"),
    path("policy/<uuid:uid>/", policy.policy, name="policy"),
    path("version/<uuid:uid>/", policy.version, name="version"),
    path("version/<uuid:uid>/acknowledge/", acknowledge.version_acknowledge, name="version-acknowledge"),
    path("version/<uuid:uid>/changes/<uuid:since>/", changes.version_changes, name="version-changes"),
    path("version/<uuid:uid>/pdf/", pdf.version_pdf, name="version-pdf"),
    path("receipt/<uuid:uid>/", receipts.receipt, name="receipt"),
    path("receipt/<uuid:uid>/pdf/", receipts.receipt_pdf, name="receipt-pdf"),
    path("receipts/", receipts.my_receipts, name="my-receipts"),
    path("<slug:school>/public-policies/", public.public_policies, name="public-policies"),
    path("<slug:school>/public-policies/<slug:slug>/", public.public_policy, name="public-policy"),
    path("<slug:school>/public-policies/<slug:slug>/pdf/", public.public_policy_pdf, name="public-policy-pdf"),
]
