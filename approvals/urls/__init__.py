from django.urls import path

from approvals.urls import may_i, paper, people, posts, register, upkeep
from approvals.views import answering, asking, chains

urlpatterns = [
    *people.urlpatterns,
    *may_i.urlpatterns,
    *paper.urlpatterns,
    *posts.urlpatterns,
    *register.urlpatterns,
    *upkeep.urlpatterns,
    path("<slug:school>/requests/chains/", chains.chain_list, name="chain-list"),
    path("<slug:school>/requests/chains/<slug:kind>/", chains.chain_set, name="chain-set"),
    path("<slug:school>/ask/", asking.ask, name="ask"),
    path("<slug:school>/ask/<slug:kind>/", asking.request_start, name="request-start"),
    path("<slug:school>/requests/", answering.request_list, name="request-list"),
    path("request/<uuid:uid>/", answering.request_page, name="request"),
    path("request/<uuid:uid>/page/<int:place>/", asking.request_write, name="request-write"),
    path("request/<uuid:uid>/check/", asking.request_check, name="request-check"),
    path("request/<uuid:uid>/withdraw/", asking.request_withdraw, name="request-withdraw"),
    path("request-step/<uuid:uid>/answer/", answering.request_answer, name="request-answer"),
    path("request-step/<uuid:uid>/pass-on/", answering.step_pass_on, name="step-pass-on"),
    path("request-step/<uuid:uid>/pass-over/", answering.step_pass_over, name="step-pass-over"),
]
