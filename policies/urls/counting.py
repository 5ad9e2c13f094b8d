from django.urls import path

from policies.views import counting

urlpatterns = [
    path("<slug:school>/counted-groups/", counting.counted_list, name="counted-list"),
    path("<slug:school>/counted-groups/add/", counting.counted_add, name="counted-add"),
    path("counted-group/<uuid:uid>/", counting.counted, name="counted"),
    path("counted-group/<uuid:uid>/size/", counting.counted_size, name="counted-size"),
    path("counted-group/<uuid:uid>/close/", counting.counted_close, name="counted-close"),
    path("counted-group/<uuid:uid>/count/<uuid:policy>/", counting.count_add, name="count-add"),
    path("counted-group/<uuid:uid>/sheet/<uuid:policy>/", counting.counted_sheet, name="counted-sheet"),
    path("count/<uuid:uid>/correct/", counting.count_correct, name="count-correct"),
    path("policy/<uuid:uid>/counted-groups/", counting.counted_ask, name="counted-ask"),
]
