"""Addresses of checks: asking, deciding, carrying out, their logs, and the reasons for them."""

from django.urls import path

from monitoring.views import asking_check, carrying_out, check_reasons, checks, deciding_check, logs, usage

urlpatterns = [
    path("<slug:school>/checks/", checks.check_list, name="check-list"),
    path("<slug:school>/checks/file/", checks.check_csv, name="check-csv"),
    path("<slug:school>/checks/ask/", asking_check.check_start, name="check-start"),
    path("<slug:school>/check-reasons/", check_reasons.check_reasons, name="check-reasons"),
    path("<slug:school>/check-reasons/add/", check_reasons.check_reason_add, name="check-reason-add"),
    path(
        "<slug:school>/check-reasons/<uuid:line>/change/",
        check_reasons.check_reason_change,
        name="check-reason-change",
    ),
    path("<slug:school>/check-reasons/<uuid:line>/end/", check_reasons.check_reason_end, name="check-reason-end"),
    path("check/<uuid:uid>/", checks.check_page, name="check"),
    path("check/<uuid:uid>/looks/", checks.check_looks, name="check-looks"),
    path("check/<uuid:uid>/mine/", checks.own_check, name="own-check"),
    path("check/<uuid:uid>/write/<int:place>/", asking_check.check_write, name="check-write"),
    path("check/<uuid:uid>/answers/", asking_check.check_answers, name="check-answers"),
    path("check/<uuid:uid>/discard/", asking_check.check_discard, name="check-discard"),
    path("check/<uuid:uid>/decide/", deciding_check.check_decide, name="check-decide"),
    path("check/<uuid:uid>/tell/", deciding_check.check_tell, name="check-tell"),
    path("check/<uuid:uid>/by-policy/", deciding_check.check_by_policy, name="check-by-policy"),
    path("check/<uuid:uid>/not-telling/", deciding_check.check_not_telling, name="check-not-telling"),
    path("check/<uuid:uid>/withdraw/", deciding_check.check_withdraw, name="check-withdraw"),
    path("check/<uuid:uid>/hand-on/", deciding_check.check_hand_on, name="check-hand-on"),
    path("check/<uuid:uid>/end/", deciding_check.check_end, name="check-end"),
    path("check/<uuid:uid>/begin/", carrying_out.check_begin, name="check-begin"),
    path("check/<uuid:uid>/finding/", carrying_out.check_finding, name="check-finding"),
    path("check/<uuid:uid>/case/", carrying_out.check_case, name="check-case"),
    path("check-entry/<uuid:uid>/correct/", carrying_out.check_entry_correct, name="check-entry-correct"),
    path("check/<uuid:uid>/log/", usage.usage_log, name="usage-log"),
    path("check/<uuid:uid>/log/file/", usage.usage_csv, name="usage-csv"),
    path("check/<uuid:uid>/log/add/", logs.log_add, name="log-add"),
    path("usage-extract/<uuid:uid>/", logs.usage_extract, name="usage-extract"),
    path("usage-extract/<uuid:uid>/columns/", logs.usage_columns, name="usage-columns"),
    path("usage-extract/<uuid:uid>/bring-in/", logs.usage_confirm, name="usage-confirm"),
    path("usage-extract/<uuid:uid>/stop/", logs.usage_stop, name="usage-stop"),
    path("usage-extract/<uuid:uid>/leave/", logs.usage_leave, name="usage-leave"),
]
