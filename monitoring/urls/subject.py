"""Addresses of subject access."""

from django.urls import path

from monitoring.views import subject, subject_items

urlpatterns = [
    path("<slug:school>/subject-requests/", subject.subject_requests, name="subject-requests"),
    path("<slug:school>/subject-requests/add/", subject.subject_request_add, name="subject-request-add"),
    path("subject-request/<uuid:uid>/", subject.subject_request, name="subject-request"),
    path("subject-request/<uuid:uid>/identity/", subject.subject_identity, name="subject-identity"),
    path("subject-request/<uuid:uid>/question/", subject.subject_question, name="subject-question"),
    path("subject-request/<uuid:uid>/answer/", subject.subject_answer, name="subject-answer"),
    path("subject-request/<uuid:uid>/extend/", subject.subject_extend, name="subject-extend"),
    path("subject-request/<uuid:uid>/look-for/", subject.subject_look_for, name="subject-look-for"),
    path("subject-request/<uuid:uid>/send/", subject.subject_send, name="subject-send"),
    path("subject-request/<uuid:uid>/refuse/", subject.subject_refuse, name="subject-refuse"),
    path("subject-request/<uuid:uid>/withdraw/", subject.subject_withdraw, name="subject-withdraw"),
    path("subject-request/<uuid:uid>/do/<slug:act>/", subject.subject_act, name="subject-act"),
    path("subject-request/<uuid:uid>/archive/", subject.subject_archive, name="subject-archive"),
    path("subject-request/<uuid:uid>/withheld/", subject.subject_log, name="subject-log"),
    path("subject-request/<uuid:uid>/review/", subject_items.subject_review, name="subject-review"),
    path("subject-item/<uuid:uid>/", subject_items.subject_item, name="subject-item"),
    path("subject-item/<uuid:uid>/file/", subject_items.subject_item_file, name="subject-item-file"),
]
