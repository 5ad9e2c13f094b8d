from django.urls import path

from policies.views import annexes, drafting, text, whole_text

urlpatterns = [
    path("<slug:school>/policies/add/", drafting.policy_add, name="policy-add"),
    path("policy/<uuid:uid>/workbench/", drafting.policy_workbench, name="policy-workbench"),
    path("policy/<uuid:uid>/change/", drafting.policy_change, name="policy-change"),
    path("policy/<uuid:uid>/related/", drafting.policy_related, name="policy-related"),
    path("policy/<uuid:uid>/law/", drafting.policy_law, name="policy-law"),
    path("policy/<uuid:uid>/withdraw/", drafting.policy_withdraw, name="policy-withdraw"),
    path("policy/<uuid:uid>/start/", drafting.version_start, name="version-start"),
    path("version/<uuid:uid>/text/", text.version_text, name="version-text"),
    path("version/<uuid:uid>/whole-text/", whole_text.version_whole_text, name="version-whole-text"),
    path("version/<uuid:uid>/clause/add/", text.clause_add, name="clause-add-first"),
    path("version/<uuid:uid>/clause/<slug:anchor>/add/", text.clause_add, name="clause-add"),
    path("version/<uuid:uid>/clause/<slug:anchor>/edit/", text.clause_edit, name="clause-edit"),
    path("version/<uuid:uid>/clause/<slug:anchor>/move/<slug:way>/", text.clause_move, name="clause-move"),
    path("version/<uuid:uid>/clause/<slug:anchor>/remove/", text.clause_remove, name="clause-remove"),
    path("version/<uuid:uid>/attach/", annexes.version_attach, name="version-attach"),
    path("version/<uuid:uid>/detach/<uuid:attachment>/", annexes.version_detach, name="version-detach"),
    path("version/<uuid:uid>/statements/", drafting.version_statements, name="version-statements"),
    path("version/<uuid:uid>/cover/", drafting.version_cover, name="version-cover"),
    path("version/<uuid:uid>/change-kind/", drafting.version_change_kind, name="version-change-kind"),
    path("version/<uuid:uid>/abandon/", drafting.version_abandon, name="version-abandon"),
]
