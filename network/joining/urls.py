"""Applying, coming back with a code, inviting. Words that say little where a history is read."""

from django.urls import path

from network.joining.views import entering, inviting, joining

urlpatterns = [
    path("start/", joining.start, name="join"),
    path("start/form/", joining.form, name="join_form"),
    path("start/code/", joining.code, name="join_code"),
    path("start/code/again/", joining.code_again, name="join_code_again"),
    path("back/", joining.come_back, name="come_back"),
    path("back/go/", joining.go, name="application_go"),
    path("mine/", joining.application, name="application"),
    path("mine/answer/<uuid:pk>/", joining.answer, name="application_answer"),
    path("mine/withdraw/", joining.withdraw, name="application_withdraw"),
    path("mine/enter/", entering.enter, name="enter"),
    path("mine/password/", entering.password, name="enter_password"),
    path("invitations/", inviting.invitations, name="invitations"),
    path("invitations/<uuid:pk>/take-back/", inviting.invitation_take_back, name="invitation_take_back"),
]
