from django.urls import path

from policies.views import issuing, issuing_answers

urlpatterns = [
    path("<slug:school>/issued/", issuing.issue_list, name="issue-list"),
    path("policy/<uuid:uid>/issue/", issuing.policy_issue, name="policy-issue"),
    path("policies/issued/<uuid:uid>/", issuing.issue, name="issue"),
    path("policies/issued/<uuid:uid>/ask/", issuing.issue_ask, name="issue-ask"),
    path("<slug:school>/from-the-trust/", issuing_answers.answer_list, name="answer-list"),
    path("policies/from-the-trust/<uuid:uid>/", issuing_answers.answer, name="answer"),
    path("policies/from-the-trust/<uuid:uid>/take/", issuing_answers.answer_take, name="answer-take"),
    path("policies/from-the-trust/<uuid:uid>/facts/", issuing_answers.answer_facts, name="answer-facts"),
    path("policies/from-the-trust/<uuid:uid>/explain/", issuing_answers.answer_explain, name="answer-explain"),
]
