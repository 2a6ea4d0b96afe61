from django.urls import path

from network.views import data

urlpatterns = [
    path("data/", data.mine, name="data"),
    path("data/account.<str:form>", data.download, name="data_download"),
    path("leave/", data.leave, name="leave"),
    path("left/", data.left, name="left"),
]
