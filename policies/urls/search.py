from django.urls import path

from policies.views import public, search

urlpatterns = [
    path("<slug:school>/policies/search/", search.policy_search, name="policy-search"),
    path("policy/<uuid:uid>/compare/", search.policy_compare, name="policy-compare"),
    path("version/<uuid:uid>/clause/<slug:anchor>/", search.clause, name="clause"),
    path(
        "<slug:school>/public-policies/<slug:slug>/version/<uuid:version>/<slug:anchor>/",
        public.public_clause,
        name="public-clause",
    ),
]
