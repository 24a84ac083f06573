"""Pages of the office's administrator: users, tokens, settings, audit."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from allauth.account.forms import ResetPasswordForm
from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from approdo.core import queries
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.commands import office, tokens, users
from approdo.core.errors import InvalidInput, Refusal
from approdo.core.forms import (
    AuditFilterForm,
    ConfigureOfficeForm,
    CreateTokenForm,
    EndRoleForm,
    GiveRoleForm,
    InviteUserForm,
)
from approdo.core.labels import ROLE
from approdo.core.pages.render import page

PAGE = 50  # rows

form_page = require_http_methods(["GET", "POST"])


def _by(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined, no-any-return]


def _show_on(form: forms.Form, refusal: Refusal) -> None:
    for field, words in (refusal.fields or {"": refusal.message}).items():
        form.add_error(field if field in form.fields else None, words)


@require_GET
def list_users(request: HttpRequest) -> HttpResponse:
    """The users of the office and their roles."""
    rows = queries.users_visible_to(_by(request))
    return page(request, "core/office/users.html", {"users": rows, "words": ROLE, "today": timezone.localdate()})


@form_page
def invite_user(request: HttpRequest) -> HttpResponse:
    """Invite somebody; they get a letter with the link to choose a password."""
    require(_by(request), Permission.USER_MANAGE)
    form = InviteUserForm(request.POST or None)
    if form.is_valid():
        try:
            invited = users.invite_user(by=_by(request), **form.cleaned_data)
        except InvalidInput as refusal:
            _show_on(form, refusal)
        else:
            _send_password_link(request, invited.email)
            messages.success(request, _("Invited: a letter with the link to choose a password was sent."))
            return HttpResponseRedirect(reverse("list_users"))
    return page(request, "core/office/invite_user.html", {"form": form}, status=422 if form.errors else 200)


def _send_password_link(request: HttpRequest, address: str) -> None:
    letter = ResetPasswordForm({"email": address})
    if letter.is_valid():
        letter.save(request)


@form_page
def see_user(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """A user, their roles, and the form that gives one more."""
    found = get_object_or_404(queries.users_visible_to(_by(request)), pk=user_id)
    form = GiveRoleForm(request.POST or None)
    if form.is_valid():
        try:
            users.give_role(by=_by(request), user=user_id, **form.cleaned_data)
        except InvalidInput as refusal:
            _show_on(form, refusal)
        else:
            return HttpResponseRedirect(reverse("see_user", args=[user_id]))
    context = {"user": found, "form": form, "words": ROLE, "today": timezone.localdate()}
    return page(request, "core/office/user.html", context, status=422 if form.errors else 200)


@require_POST
def end_role(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """End a role today."""
    form = EndRoleForm(request.POST)
    if not form.is_valid():
        raise Http404
    users.end_role(by=_by(request), membership=form.cleaned_data["membership"], valid_to=timezone.localdate())
    messages.success(request, _("The role has ended."))
    return HttpResponseRedirect(reverse("see_user", args=[user_id]))


@require_POST
def disable_user(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Shut a user out."""
    users.disable_user(by=_by(request), user=user_id)
    messages.success(request, _("The user can no longer sign in."))
    return HttpResponseRedirect(reverse("see_user", args=[user_id]))


@require_POST
def enable_user(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Let a disabled user in again."""
    users.enable_user(by=_by(request), user=user_id)
    messages.success(request, _("The user can sign in again."))
    return HttpResponseRedirect(reverse("see_user", args=[user_id]))


@form_page
def configure_office(request: HttpRequest) -> HttpResponse:
    """The office's choices on points the law leaves open."""
    require(_by(request), Permission.OFFICE_CONFIGURE)
    current = queries.settings_of(_by(request))
    initial = {name: getattr(current, name) for name in ("version", *office.CHOICES)}
    form = ConfigureOfficeForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            office.configure_office(by=_by(request), **form.cleaned_data)
        except InvalidInput as refusal:
            _show_on(form, refusal)
        else:
            messages.success(request, _("The settings of the office were changed."))
            return HttpResponseRedirect(reverse("configure_office"))
    context = {"form": form, "current": current}
    return page(request, "core/office/settings.html", context, status=422 if form.errors else 200)


@form_page
def list_tokens(request: HttpRequest) -> HttpResponse:
    """The tokens of the office; a new one shows its secret once."""
    rows = queries.tokens_visible_to(_by(request))
    form, secret = CreateTokenForm(request.POST or None), None
    if form.is_valid():
        try:
            _token, secret = tokens.create_token(by=_by(request), **form.cleaned_data)
            form = CreateTokenForm()
        except InvalidInput as refusal:
            _show_on(form, refusal)
    context = {"tokens": rows, "form": form, "secret": secret, "words": ROLE, "today": timezone.localdate()}
    return page(request, "core/office/tokens.html", context, status=422 if form.errors else 200)


@require_POST
def revoke_token(request: HttpRequest, token_id: UUID) -> HttpResponse:
    """Refuse a token from now on."""
    tokens.revoke_token(by=_by(request), token=token_id)
    messages.success(request, _("The token is refused from now on."))
    return HttpResponseRedirect(reverse("list_tokens"))


@require_GET
def see_audit(request: HttpRequest) -> HttpResponse:
    """Every act of the office, newest first."""
    form = AuditFilterForm(request.GET)
    wanted = form.wanted()
    rows, more = queries.audit_page(_by(request), wanted, PAGE)
    older = f"?{urlencode({**wanted, 'before': rows[-1].number})}" if more else None
    return page(request, "core/office/audit.html", {"form": form, "rows": rows, "older": older})


@require_GET
def see_access_log(request: HttpRequest) -> HttpResponse:
    """Every reading of delicate facts, newest first."""
    form = AuditFilterForm(request.GET)
    before = form.wanted().get("before", "")
    try:
        rows, more = queries.access_log_page(_by(request), before, PAGE)
    except ValueError:
        raise Http404 from None
    older = f"?{urlencode({'before': rows[-1].pk})}" if more else None
    return page(request, "core/office/access_log.html", {"rows": rows, "older": older})
