from django.urls import path

from policies.views import catching_up, leaving, starting, starting_invite

urlpatterns = [
    path("catch-up/", catching_up.catch_up, name="catch-up"),
    path("<slug:school>/starters/", starting.starter_list, name="starter-list"),
    path("<slug:school>/starters/invite/", starting_invite.starter_invite, name="starter-invite"),
    path("<slug:school>/starters/policies/", starting.starter_policies, name="starter-policies"),
    path("starting/<slug:school>/", starting.starting, name="starting"),
    path("starting/<slug:school>/<uuid:policy>/", starting.starting_policy, name="starting-policy"),
    path(
        "starting/<slug:school>/<uuid:policy>/files/<uuid:attachment>/", starting.starting_annex, name="starting-annex"
    ),
    path("<slug:school>/leavers/", leaving.leaver_list, name="leaver-list"),
    path("leaving/<uuid:uid>/", leaving.leaving, name="leaving"),
    path("leaving/<uuid:uid>/confirm/", leaving.leaving_confirm, name="leaving-confirm"),
    path("leaving/<uuid:uid>/link/", leaving.leaving_link, name="leaving-link"),
    path("by-link/leaving/<slug:token>/", leaving.leaving_by_link, name="leaving-by-link"),
]
