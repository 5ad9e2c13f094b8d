from django.urls import path

from policies.views import problems

urlpatterns = [
    path("version/<uuid:uid>/problem/", problems.problem_raise, name="problem-raise"),
    path("problem/<uuid:uid>/", problems.problem, name="problem"),
    path("policy/<uuid:uid>/problems/", problems.problem_list, name="problem-list"),
    path("version/<uuid:uid>/problems/", problems.version_problems, name="version-problems"),
]
