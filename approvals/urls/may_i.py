from django.urls import path

from approvals.views import may_i

urlpatterns = [
    path("<slug:school>/may-i/", may_i.may_i, name="may-i"),
    path("<slug:school>/may-i/<slug:question>/", may_i.answer, name="may-i-answer"),
    path("<slug:school>/may-i-clauses/", may_i.clause_list, name="may-i-clauses"),
    path("<slug:school>/may-i-clauses/<slug:question>/", may_i.clause_set, name="may-i-clause"),
]
