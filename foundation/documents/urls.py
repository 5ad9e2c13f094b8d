from django.urls import path

from foundation.documents import views

urlpatterns = [
    path("files/<uuid:uid>/", views.download, name="file-download"),
]
