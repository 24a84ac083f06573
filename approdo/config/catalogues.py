"""The catalogues of translations: gathered from the code, checked, compiled. English is the language of the code."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from approdo.network.definitions import languages
from approdo.portal import words as portal

PACKAGE = Path(__file__).resolve().parents[1]
FOLDER = PACKAGE / "config" / "locale"
SOURCES = PACKAGE / "config" / "babel.cfg"
LANGUAGES = ("it",)
# The portal has catalogues of its own, in more languages, and of its own words only.
PORTAL = PACKAGE / "portal"
PORTAL_METHODS = [("templates/portal/public/**.html", "jinja2"), ("**.py", "python")]
PORTAL_MARKS: dict[str, tuple[int | tuple[int, str], ...] | None] = {"_": None, "gettext": None, "N_": None}
UNREVIEWED = "# reviewed_by: null - written by the project; nobody who speaks the language has read these words yet.\n"
# No dates and no names in it, so that a catalogue changes only when a sentence does.
HEADER = (
    'msgid ""\nmsgstr ""\n"Project-Id-Version: Approdo\\n"\n"Language: {language}\\n"\n'
    '"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: {plural}\\n"\n\n'
)
# Django's own names of the functions, besides those Babel knows.
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


def path_of(language: str) -> Path:
    """The catalogue of a language."""
    return FOLDER / language / "LC_MESSAGES" / "django.po"


def extract() -> Catalog:
    """Every sentence of the code and of the templates, with the files where it stands."""
    catalogue = Catalog(project="Approdo", charset="utf-8")
    with SOURCES.open() as stream:
        methods, options = parse_mapping_cfg(stream, str(SOURCES))  # type: ignore[no-untyped-call]
    found = extract_from_dir(PACKAGE, methods, options, keywords=KEYWORDS, comment_tags=())
    for name, _line, message, _comments, context in found:
        catalogue.add(message, None, [(f"approdo/{name}", None)], context=context)  # type: ignore[list-item]
    return catalogue


def extract_portal() -> Catalog:
    """Every sentence of the portal's public pages, with the files where it stands."""
    catalogue = Catalog(project="Approdo", charset="utf-8")
    for name, _line, message, _comments, context in extract_from_dir(PORTAL, PORTAL_METHODS, keywords=PORTAL_MARKS):
        catalogue.add(message, None, [(f"approdo/portal/{name}", None)], context=context)  # type: ignore[list-item]
    return catalogue


def portal_languages() -> list[str]:
    """The languages of the portal's catalogues: those that the words need at least, and every other that has a file."""
    files = {file.stem for file in portal.LOCALES.glob("*.po")}
    needed = {code for code, one in languages().items() if one.release_1 and code != portal.CODE}
    return sorted(files | needed)


def read_portal(language: str) -> Catalog:
    """The portal's catalogue of a language as it is on disk; an empty one when there is none."""
    source, locale = portal.path_of(language), portal.locale_of(language)
    if not source.exists():
        return Catalog(locale=locale, charset="utf-8")
    with source.open("rb") as stream:
        return read_po(stream, locale=locale)


def read(language: str) -> Catalog:
    """The catalogue of a language as it is on disk; an empty one when there is none."""
    source = path_of(language)
    if not source.exists():
        return Catalog(locale=language, charset="utf-8")
    with source.open("rb") as stream:
        return read_po(stream, locale=language)


def update() -> None:
    """Bring the sentences of the code into every catalogue; what is no longer said is taken out."""
    wanted = extract()
    for language in LANGUAGES:
        _write(path_of(language), language, read(language), wanted)
    wanted = extract_portal()
    for language in portal_languages():
        source = portal.path_of(language)
        kept = source.read_text(encoding="utf-8").partition("msgid")[0] if source.exists() else UNREVIEWED
        _write(source, str(portal.locale_of(language)), read_portal(language), wanted, kept)


def _write(file: Path, language: str, catalogue: Catalog, wanted: Catalog, head: str = "") -> None:
    """`head`: the remarks at the beginning of the file, such as who reviewed it."""
    catalogue.update(wanted, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    out = BytesIO()
    write_po(out, catalogue, width=110, sort_output=True, omit_header=True, include_lineno=False)
    header = HEADER.format(language=language, plural=catalogue.plural_forms)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(f"{head}{header}".encode() + out.getvalue())


def compile() -> list[Path]:
    """Write the compiled form of every catalogue that is newer than it; the files written."""
    written = []
    for language in LANGUAGES:
        source = path_of(language)
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        out = BytesIO()
        write_mo(out, read(language))
        # Two processes may do this at once: each writes its own file and moves it into place.
        part = target.with_name(f"{target.name}.{id(out)}")
        part.write_bytes(out.getvalue())
        part.replace(target)
        written.append(target)
    return written


def check() -> list[str]:
    """What is wrong in the catalogues, one sentence each; empty when they are complete."""
    wanted, of_portal = extract(), extract_portal()
    return [
        *(problem for language in LANGUAGES for problem in _problems(language, wanted, read(language))),
        *(
            f"portal, {problem}"
            for language in portal_languages()
            for problem in _problems(language, of_portal, read_portal(language))
        ),
    ]


def _problems(language: str, wanted: Catalog, catalogue: Catalog) -> Iterator[str]:
    for message in wanted:
        if message.id:
            fault = _fault(message, catalogue.get(message.id, message.context))
            if fault:
                yield f"{language}: {fault}: {message.id!r} ({message.locations[0][0]})"


def _fault(message: Message, translated: Message | None) -> str:
    said = translated.string if translated else None
    if translated is None or not (all(said) if isinstance(said, tuple | list) else said):
        return "not translated"
    if translated.fuzzy:
        return "fuzzy"
    return "; ".join(str(error) for error in translated.check())
