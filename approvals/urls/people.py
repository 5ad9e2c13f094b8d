from django.urls import path

from approvals.views import advisers, deputies

urlpatterns = [
    path("<slug:school>/deputies/", deputies.deputy_list, name="deputy-list"),
    path("deputy/<uuid:uid>/end/", deputies.deputy_end, name="deputy-end"),
    path("request/<uuid:uid>/let-in/", advisers.adviser_let_in, name="adviser-let-in"),
    path("request-grant/<uuid:uid>/end/", advisers.adviser_let_go, name="adviser-let-go"),
    path("request/<uuid:uid>/advise/", advisers.request_advise, name="request-advise"),
]
