"""Addresses of the office's administrator."""

from django.urls import path

from approdo.core.office import views

urlpatterns = [
    path("users/", views.list_users, name="list_users"),
    path("users/invite/", views.invite_user, name="invite_user"),
    path("users/<uuid:user_id>/", views.see_user, name="see_user"),
    path("users/<uuid:user_id>/end-role/", views.end_role, name="end_role"),
    path("users/<uuid:user_id>/disable/", views.disable_user, name="disable_user"),
    path("users/<uuid:user_id>/enable/", views.enable_user, name="enable_user"),
    path("settings/", views.configure_office, name="configure_office"),
    path("tokens/", views.list_tokens, name="list_tokens"),
    path("tokens/<uuid:token_id>/revoke/", views.revoke_token, name="revoke_token"),
    path("audit/", views.see_audit, name="see_audit"),
    path("access-log/", views.see_access_log, name="see_access_log"),
]
