"""Inviting, giving and ending roles, disabling: by command and by page."""

from __future__ import annotations

import datetime
import threading
import uuid

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone

from approdo.core.access.actor import Actor
from approdo.core.access.middleware import actor_of
from approdo.core.access.roles import Role
from approdo.core.commands import users
from approdo.core.errors import InvalidInput, NotAllowed, NotFound, Refusal
from approdo.core.models import AuditRecord, Membership, User

INVITED = {"email": "new@sv.example", "full_name": "New Colleague", "office": "sui", "role": Role.OFFICER}


@pytest.fixture
def administrator_user(make_user, savona) -> User:
    return make_user("administrator", savona, Role.ADMINISTRATOR)


@pytest.fixture
def administrator(administrator_user: User) -> Actor:
    return actor_of(administrator_user, "it")


def held(user: User) -> Membership:
    return user.memberships.get(valid_to=None)


@pytest.mark.django_db
def test_an_invited_user_chooses_a_password_and_signs_in(administrator_user: User, signed_in) -> None:
    answer = signed_in(administrator_user).post("/office/users/invite/", {**INVITED, "role": "officer"})
    assert answer.status_code == 302
    invited = User.objects.get(email="new@sv.example")
    assert not invited.has_usable_password()
    link = next(word for word in mail.outbox[0].body.split() if "/accounts/password/reset/key/" in word)
    assert mail.outbox[0].to == ["new@sv.example"]
    browser = Client()
    form = browser.get(link).headers["Location"]
    browser.post(form, {"password1": "a long word of mine", "password2": "a long word of mine"})
    answer = Client().post("/accounts/login/", {"login": "new@sv.example", "password": "a long word of mine"})
    assert answer.headers["Location"] == "/"
    assert "user.invited" in AuditRecord.objects.values_list("act", flat=True)


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["administrator@sv.example", "ADMINISTRATOR@sv.example", "outsider@pa.example"])
def test_an_address_in_use_cannot_be_invited(
    administrator_user: User, outsider_user: User, signed_in, address: str
) -> None:
    answer = signed_in(administrator_user).post(
        "/office/users/invite/", {**INVITED, "email": address, "role": "officer"}
    )
    assert answer.status_code == 422
    assert User.objects.count() == 2


@pytest.mark.django_db
def test_a_role_is_given_and_ended(administrator: Actor, officer_user: User) -> None:
    today = timezone.localdate()
    users.give_role(by=administrator, user=officer_user.pk, role=Role.EXECUTIVE, valid_from=today)
    assert Role.EXECUTIVE in {row.role for row in officer_user.memberships.all()}
    with pytest.raises(InvalidInput, match="role_held"):
        users.give_role(by=administrator, user=officer_user.pk, role=Role.EXECUTIVE, valid_from=today)
    given = officer_user.memberships.get(role=Role.EXECUTIVE)
    users.end_role(by=administrator, membership=given.pk, valid_to=today)
    fresh = actor_of(User.objects.get(pk=officer_user.pk), "it")
    assert "office.configure" not in fresh.permissions
    with pytest.raises(NotFound, match="role_unknown"):
        users.end_role(by=administrator, membership=given.pk, valid_to=today)


@pytest.mark.django_db
def test_a_role_does_not_end_before_it_began(administrator: Actor, officer_user: User) -> None:
    with pytest.raises(InvalidInput, match="role_ends_early"):
        users.end_role(by=administrator, membership=held(officer_user).pk, valid_to=datetime.date(2019, 1, 1))


@pytest.mark.django_db
def test_a_disabled_user_may_be_let_in_again(administrator: Actor, officer_user: User, signed_in) -> None:
    browser = signed_in(officer_user)
    users.disable_user(by=administrator, user=officer_user.pk)
    assert browser.get("/api/v1/me").status_code == 401
    users.enable_user(by=administrator, user=officer_user.pk)
    assert signed_in(officer_user).get("/api/v1/me").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("act", ["end", "disable"])
def test_the_last_administrator_stays(
    administrator: Actor, administrator_user: User, make_user, savona, act: str
) -> None:
    disabled = make_user("disabled", savona, Role.ADMINISTRATOR, is_active=False)
    assert not disabled.is_active
    with pytest.raises(Refusal, match="last_administrator"):
        if act == "end":
            users.end_role(by=administrator, membership=held(administrator_user).pk, valid_to=timezone.localdate())
        else:
            users.disable_user(by=administrator, user=administrator_user.pk)
    make_user("second", savona, Role.ADMINISTRATOR)
    users.disable_user(by=administrator, user=administrator_user.pk)


def test_two_administrators_who_disable_each_other_at_once_leave_one(committed: None, make_user, savona) -> None:
    pair = [make_user(name, savona, Role.ADMINISTRATOR) for name in ("first", "second")]
    start = threading.Barrier(2)

    def disable(by: User, other: User) -> None:
        start.wait()
        try:
            users.disable_user(by=actor_of(by, "it"), user=other.pk)
        except Refusal:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=disable, args=order) for order in (pair, pair[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert User.objects.filter(is_active=True).count() == 1


@pytest.mark.django_db
def test_a_user_of_another_office_does_not_exist(administrator: Actor, outsider_user: User) -> None:
    for act in (users.disable_user, users.enable_user):
        with pytest.raises(NotFound, match="user_unknown"):
            act(by=administrator, user=outsider_user.pk)
    with pytest.raises(NotFound, match="user_unknown"):
        users.give_role(by=administrator, user=outsider_user.pk, role=Role.AUDITOR, valid_from=timezone.localdate())
    with pytest.raises(NotFound, match="role_unknown"):
        users.end_role(by=administrator, membership=held(outsider_user).pk, valid_to=timezone.localdate())


@pytest.mark.django_db
def test_whoever_does_not_manage_users_is_refused(officer: Actor) -> None:
    someone, today = uuid.uuid4(), timezone.localdate()
    for call in (
        lambda: users.invite_user(by=officer, **INVITED),
        lambda: users.give_role(by=officer, user=someone, role=Role.AUDITOR, valid_from=today),
        lambda: users.end_role(by=officer, membership=someone, valid_to=today),
        lambda: users.disable_user(by=officer, user=someone),
        lambda: users.enable_user(by=officer, user=someone),
    ):
        with pytest.raises(NotAllowed):
            call()


@pytest.mark.django_db
def test_the_pages_do_what_the_commands_do(administrator_user: User, officer_user: User, signed_in) -> None:
    browser = signed_in(administrator_user)
    assert b"Officer" in browser.get("/office/users/").content
    place = f"/office/users/{officer_user.pk}/"
    assert browser.get(place).status_code == 200
    given = browser.post(place, {"role": "auditor", "valid_from": "2026-01-01"})
    assert given.headers["Location"] == place
    assert browser.post(place, {"role": "auditor", "valid_from": "2026-01-01"}).status_code == 422
    membership = officer_user.memberships.get(role="auditor").pk
    assert browser.post(f"{place}end-role/", {"membership": membership}).status_code == 302
    assert browser.post(f"{place}end-role/", {"membership": "x"}).status_code == 404
    assert browser.post(f"{place}disable/").status_code == 302
    assert browser.post(f"{place}enable/").status_code == 302
    assert User.objects.get(pk=officer_user.pk).is_active
    assert browser.get("/office/users/invite/").status_code == 200
