from django.urls import path

from network.data import views

urlpatterns = [
    path("data/", views.mine, name="data"),
    path("data/account.<str:form>", views.download, name="data_download"),
    path("leave/", views.leave, name="leave"),
    path("left/", views.left, name="left"),
]
