"""Fields are rendered with their label, help and errors tied to them."""

from __future__ import annotations

import datetime
from html.parser import HTMLParser

import pytest
from django.template import engines
from django.test import RequestFactory
from django.utils.translation import override

from approdo.core.gallery.forms import SampleForm
from approdo.core.pages.forms import iso_day


class Page(HTMLParser):
    """Elements of a piece of page, with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def one(self, tag: str, **wanted: str) -> dict[str, str | None]:
        """The only element with these attributes."""
        [attributes] = [at for name, at in self.found if name == tag and wanted.items() <= at.items()]
        return attributes


def rendered(form: SampleForm) -> str:
    module = engines["jinja2"].env.get_template("components/form.html").module
    with override("it"):
        return str(module.form(form, RequestFactory().get("/"), "Salva"))


def test_every_field_has_a_label_that_points_to_it() -> None:
    page = Page(rendered(SampleForm()))
    ids = {at["id"] for _, at in page.found if "id" in at}
    labels = {at["for"] for tag, at in page.found if tag == "label"}
    assert labels <= ids
    for tag, at in page.found:
        if tag in ("input", "select", "textarea") and at.get("type") not in ("hidden", "submit"):
            assert at["id"] in labels


def test_required_is_said_in_words() -> None:
    text = rendered(SampleForm())
    assert text.count("(obbligatorio)") == sum(field.required for field in SampleForm().fields.values()) - 1


def test_hidden_fields_and_the_secret_are_in_the_form() -> None:
    page = Page(rendered(SampleForm()))
    assert page.one("input", name="version")["value"] == "1"
    assert page.one("input", name="csrfmiddlewaretoken")["value"]
    assert page.one("form")["enctype"] == "multipart/form-data"


def test_an_error_stands_beside_its_field_and_in_the_summary() -> None:
    text = rendered(SampleForm({"version": "1", "name": "", "day": "2026-06-11", "kind": "family"}))
    page = Page(text)
    field = page.one("input", name="name")
    assert field["aria-invalid"] == "true"
    assert set((field["aria-describedby"] or "").split()) == {"id_name_helptext", "id_name_error"}
    assert page.one("ul", id="id_name_error")
    assert page.one("a", href="#id_name")
    assert page.one("a", href="#id_channel_0")
    assert page.one("div", role="alert")["tabindex"] == "-1"


@pytest.mark.parametrize(
    ("typed", "shown", "kind"),
    [("2026-06-11", "2026-06-11", "date"), ("11/06/2026", "2026-06-11", "date"), ("31/02/2026", "31/02/2026", "text")],
)
def test_a_day_comes_back_as_typed_or_as_the_browser_wants_it(typed: str, shown: str, kind: str) -> None:
    field = Page(rendered(SampleForm({"day": typed}))).one("input", name="day")
    assert field["value"] == shown
    assert field["type"] == kind


def test_an_initial_day_fills_the_date_field() -> None:
    page = Page(rendered(SampleForm(initial={"day": datetime.date(2026, 6, 11)})))
    assert page.one("input", name="day")["value"] == "2026-06-11"


def test_what_was_typed_is_escaped() -> None:
    assert "<b>x" not in rendered(SampleForm({"name": "<b>x", "note": "<b>x"}))


def test_only_days_are_read_as_days() -> None:
    assert iso_day(datetime.datetime(2026, 6, 11, 10)) == "2026-06-11"  # noqa: DTZ001 - what a form without time zone gives
    assert iso_day("") == iso_day(None) == iso_day("tomorrow") == ""


def test_options_and_choices_have_their_own_classes() -> None:
    page = Page(rendered(SampleForm()))
    assert page.one("select", name="kind")["class"] == "form-select"
    assert page.one("option", value="family").get("class") is None
    assert page.one("input", id="id_channel_0")["class"] == "form-check-input"
