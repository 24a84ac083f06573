"""Pages of persons: one function a page or act."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from approdo.core.access.actor import Actor
from approdo.core.access.asking import who_asks
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.pages.form_page import form_page
from approdo.core.pages.render import page
from approdo.core.rest.paging import Paging, page_of
from approdo.people import labels, merging, queries
from approdo.people.commands import contacts, duplicates, families, merges, persons, special_facts
from approdo.people.forms import (
    AliasForm,
    ContactForm,
    DismissForm,
    FamilyMemberForm,
    PersonForm,
    PurposeForm,
    SpecialFactForm,
)
from approdo.people.rules import birth
from approdo.people.rules.vocabulary import BirthPrecision, FactKind, NameKind, Relation
from approdo.people.written import facts_of

Context = dict[str, Any]


def people(request: HttpRequest) -> HttpResponse:
    """Search and list of persons."""
    by = _actor(request)
    asked = request.GET.get("q", "").strip()
    context: Context = {"asked": asked, "labels": labels, "may_edit": by.may(Permission.PERSON_EDIT)}
    if asked:
        context |= {"hits": queries.search(by, asked, 50), "next": None}
    else:
        rows = queries.visible_to(by).prefetch_related("names", "citizenships")
        found = page_of(request, rows, _paging(request), order=("family_name", "given_name", "id"))
        context |= {"hits": queries.as_hits(found["items"]), "next": found["next"]}
    return page(request, "people/people.html", context, block="results")


def person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Everything of one person; a merged one leads to the one kept."""
    by = _actor(request)
    found = queries.person(by, person_id)
    if found.merged_into_id is not None:
        return redirect("person", found.merged_into_id)
    precision = BirthPrecision(found.birth_precision)
    context: Context = {
        "labels": labels,
        "person": found,
        "age": birth.age(found.birth_date, precision, timezone.localdate()),
        "doubts": queries.tax_code_doubts(found),
        **queries.whole(by, found),
    }
    return page(request, "people/person.html", context)


def record_person(request: HttpRequest) -> HttpResponse:
    """A new person."""
    by = _actor(request)
    require(by, Permission.PERSON_EDIT)
    form = PersonForm(request.POST or None)

    def act() -> HttpResponse:
        made = persons.record_person(by=by, facts=form.facts())
        if queries.duplicate_candidates(by, made):
            messages.warning(request, _("Somebody very similar is already known: see the possible duplicates."))
        messages.success(request, _("The person was recorded."))
        return redirect("person", made.pk)

    return _form_page(request, form, act, {"title": _("New person"), "submit": _("Record"), "back": None})


def correct_person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """What is written of a person."""
    by = _actor(request)
    require(by, Permission.PERSON_EDIT)
    found = queries.person(by, person_id)
    form = PersonForm(request.POST or None, before=facts_of(found), version=found.version)

    def act() -> HttpResponse:
        version = form.cleaned_data["version"] or 0
        persons.correct_person(by=by, person_id=person_id, facts=form.facts(), expected_version=version)
        return _done(request, person_id, _("The person was corrected."))

    return _form_page(request, form, act, {"title": _("Correct the person"), "submit": _("Save"), "person": found})


def add_alias(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Another name."""
    by = _actor(request)
    require(by, Permission.PERSON_EDIT)
    form = AliasForm(request.POST or None)

    def act() -> HttpResponse:
        told = form.cleaned_data
        persons.add_alias(by=by, person_id=person_id, **{**told, "kind": NameKind(told["kind"])})
        return _done(request, person_id, _("The name was added."))

    return _form_page(request, form, act, _of(by, person_id, _("Another name"), _("Add")))


def add_contact(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """A way to reach somebody."""
    by = _actor(request)
    require(by, Permission.PERSON_EDIT)
    form = ContactForm(request.POST or None)

    def act() -> HttpResponse:
        contacts.add_contact(by=by, person_id=person_id, facts=form.facts())
        return _done(request, person_id, _("The contact was added."))

    return _form_page(request, form, act, _of(by, person_id, _("New contact"), _("Add")))


def correct_contact(request: HttpRequest, person_id: UUID, contact_id: UUID) -> HttpResponse:
    """A contact as it should be."""
    by = _actor(request)
    require(by, Permission.PERSON_EDIT)
    form = ContactForm(request.POST or None, before=queries.contact(by, person_id, contact_id))

    def act() -> HttpResponse:
        version = form.cleaned_data["version"] or 0
        contacts.correct_contact(
            by=by, person_id=person_id, contact_id=contact_id, facts=form.facts(), expected_version=version
        )
        return _done(request, person_id, _("The contact was corrected."))

    return _form_page(request, form, act, _of(by, person_id, _("Correct the contact"), _("Save")))


@require_POST
def remove_contact(request: HttpRequest, person_id: UUID, contact_id: UUID) -> HttpResponse:
    """Take a contact away."""
    contacts.remove_contact(by=_actor(request), person_id=person_id, contact_id=contact_id)
    return _done(request, person_id, _("The contact was removed."))


@require_POST
def form_family(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Draw a family around a person."""
    families.form_family(by=_actor(request), reference_id=person_id)
    return _done(request, person_id, _("The family was formed: add its members."))


def add_family_member(request: HttpRequest, person_id: UUID, family_id: UUID) -> HttpResponse:
    """Somebody joins the family."""
    by = _actor(request)
    require(by, Permission.PERSON_EDIT)
    form = FamilyMemberForm(request.POST or None)

    def act() -> HttpResponse:
        told = form.cleaned_data
        relation = Relation(told["relation"])
        families.add_family_member(by=by, family_id=family_id, person_id=told["person"], relation=relation)
        return _done(request, person_id, _("The person is now in the family."))

    return _form_page(request, form, act, _of(by, person_id, _("New member of the family"), _("Add")))


@require_POST
def remove_family_member(request: HttpRequest, person_id: UUID, family_id: UUID, member_id: UUID) -> HttpResponse:
    """Somebody leaves the family."""
    families.remove_family_member(by=_actor(request), family_id=family_id, person_id=member_id)
    return _done(request, person_id, _("The person is no longer in the family."))


def record_special_fact(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """A fact of a special category."""
    by = _actor(request)
    require(by, Permission.PERSON_EDIT_SPECIAL)
    form = SpecialFactForm(request.POST or None)

    def act() -> HttpResponse:
        told = form.cleaned_data
        kind = FactKind(told["kind"])
        special_facts.record_special_fact(by=by, person_id=person_id, kind=kind, text=told["text"])
        return _done(request, person_id, _("The fact was recorded. Its text stands encrypted."))

    return _form_page(request, form, act, _of(by, person_id, _("New special fact"), _("Record")))


def read_special_fact(request: HttpRequest, person_id: UUID, fact_id: UUID) -> HttpResponse:
    """A fact of a special category, after its purpose. The text comes as the answer to the form, at no address."""
    by = _actor(request)
    require(by, Permission.PERSON_SEE_SPECIAL)
    form = PurposeForm(request.POST or None)
    context = _of(by, person_id, _("Read a special fact"), _("Read"))

    def act() -> HttpResponse:
        purpose = form.cleaned_data["purpose"]
        text = special_facts.read_special_fact(by=by, person_id=person_id, fact_id=fact_id, purpose=purpose)
        return page(request, "people/special_fact.html", {**context, "text": text, "purpose": purpose})

    return _form_page(request, form, act, context)


def possible_duplicates(request: HttpRequest) -> HttpResponse:
    """Pairs that may be one person."""
    rows = queries.open_duplicates(_actor(request))
    found = page_of(request, rows, _paging(request), order=("-score", "id"))
    return page(request, "people/duplicates.html", {"labels": labels, "pairs": found["items"], "next": found["next"]})


def compare_persons(request: HttpRequest, first_id: UUID, second_id: UUID) -> HttpResponse:
    """Two persons side by side, what a merge would do, and the way to say that they are two."""
    by = _actor(request)
    first, second = queries.person(by, first_id), queries.person(by, second_id)
    context: Context = {
        "labels": labels,
        "first": first,
        "second": second,
        "rows": queries.side_by_side(first, second),
        "moving": merging.counted_both_ways(first, second),
        "form": DismissForm(),
        "may_merge": by.may(Permission.PERSON_MERGE),
    }
    return page(request, "people/compare.html", context)


@require_POST
def merge_persons(request: HttpRequest, first_id: UUID, second_id: UUID) -> HttpResponse:
    """Keep the first, merge the second into it."""
    merges.merge_persons(
        by=_actor(request),
        kept_id=first_id,
        merged_id=second_id,
        kept_version=_number(request, "kept_version"),
        merged_version=_number(request, "merged_version"),
    )
    return _done(request, first_id, _("The two persons are now one. You can undo it from this page."))


@require_POST
def undo_merge(request: HttpRequest, merge_id: UUID) -> HttpResponse:
    """Make two persons of one again."""
    by = _actor(request)
    kept = queries.merge(by, merge_id).kept_id
    lost = merges.undo_merge(by=by, merge_id=merge_id)
    if lost:
        words = _("%(n)s entries could not go back, because they were removed or moved since.")
        messages.warning(request, words % {"n": len(lost)})
    return _done(request, kept, _("The merge was undone: they are two persons again."))


@require_POST
def dismiss_duplicate(request: HttpRequest, first_id: UUID, second_id: UUID) -> HttpResponse:
    """Say that two persons are two."""
    reason = request.POST.get("reason", "")
    duplicates.dismiss_duplicate(by=_actor(request), first_id=first_id, second_id=second_id, reason=reason)
    messages.success(request, _("They will not be proposed again."))
    return redirect("possible_duplicates")


# What every page of a form does


def _form_page(
    request: HttpRequest, form: django_forms.Form, act: Callable[[], HttpResponse], context: Context
) -> HttpResponse:
    return form_page(
        request, form, act, context, "people/form.html", {"citizenships": "citizenship_1", "languages": "language_1"}
    )


def _of(by: Actor, person_id: UUID, title: str, submit: str) -> Context:
    return {"title": title, "submit": submit, "person": queries.person(by, person_id)}


def _done(request: HttpRequest, person_id: UUID, words: str) -> HttpResponseRedirect:
    messages.success(request, words)
    return redirect("person", person_id)


def _actor(request: HttpRequest) -> Actor:
    return who_asks(request, Permission.PERSON_SEE)


def _paging(request: HttpRequest) -> Paging:
    return Paging(limit=50, cursor=request.GET.get("cursor"))


def _number(request: HttpRequest, name: str) -> int | None:
    value = request.POST.get(name, "")
    return int(value) if value.isascii() and value.isdigit() else None
