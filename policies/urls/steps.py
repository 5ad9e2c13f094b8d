from django.urls import path

from policies.views import deciding, steps

urlpatterns = [
    path("<slug:school>/policies/steps/", steps.school_steps, name="school-steps"),
    path("policy/<uuid:uid>/steps/", steps.policy_steps, name="policy-steps"),
    path("version/<uuid:uid>/submit/", steps.version_submit, name="version-submit"),
    path("version/<uuid:uid>/publish/", steps.version_publish, name="version-publish"),
    path("version/<uuid:uid>/review/", deciding.version_review, name="version-review"),
    path("step/<uuid:uid>/record/", steps.step_record, name="step-record"),
]
