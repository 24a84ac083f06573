"""The letters of the network: plain text in Italian, with no more of anybody than the name of a record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import gettext as _
from django.utils.translation import override

LANGUAGE = "it"
AUTOMATIC = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A record as a letter names it, with the address that opens it."""

    name: str
    address: str


def mail_goes_out() -> bool:
    """Whether a mail server is named; without one nothing is written down as sent."""
    return not settings.EMAIL_BACKEND.endswith("dummy.EmailBackend")


def question_letter(
    to: str, office: str, organisation: str, asked: Sequence[Asked], days: int, *, again: bool
) -> EmailMessage:
    """One letter about the records of an organisation of which it is time to ask; `days` that its links open."""
    with override(LANGUAGE):
        subject = _("Are your records still right?") if not again else _("Reminder: are your records still right?")
        lines = [
            _("Good morning,"), "",
            _("the network of services of %(office)s shows the public these records of %(organisation)s:")
            % {"office": office, "organisation": organisation}, "",
        ]  # fmt: skip
        for one in asked:
            lines += [f"- {one.name}", f"  {one.address}", ""]
        lines += [
            # The words of the page's own buttons, so that they cannot become others
            _('Open each address, read the record and press "%(right)s"; or write under "%(wrong)s" and press "%(send)s".')
            % {"right": _("All still right"), "wrong": _("Something is to be changed"), "send": _("Send the change")},
            _("You need neither name nor password. Each address opens for %(days)s days: do not pass it on.")
            % {"days": days},
            _("What nobody confirms is called not up to date, and later is no longer shown to the public."), "",
            _("This letter is written by a program: nobody reads the answers to it."),
        ]  # fmt: skip
        return _mail(to, subject, lines)


def escalation_letter(to: str, asked: Sequence[Asked], address: str) -> EmailMessage:
    """To an editor: records about which nobody answered, or nobody could be asked."""
    with override(LANGUAGE):
        lines = [_("Nobody answered about these records, or there is nobody to ask:"), ""]
        lines += [f"- {one.name}: {one.address}" for one in asked]
        lines += ["", _("All questions:"), address]
        return _mail(to, _("Records that nobody confirmed"), lines)


def answer_letter(to: str, record: str, answer: str, *, accepted: bool) -> EmailMessage:
    """To somebody who suggested a change and left an address: what was decided and why. Kept nowhere."""
    with override(LANGUAGE):
        done = _('Thank you: what you wrote about "%(record)s" was accepted.') % {"record": record}
        not_done = _('Thank you: what you wrote about "%(record)s" was read, and the record stays as it is.') % {
            "record": record
        }
        lines = [
            done if accepted else not_done, "", answer, "",
            _("Your address was used for this answer alone, and is now deleted."),
        ]  # fmt: skip
        return _mail(to, _("Your suggestion"), lines)


def _mail(to: str, subject: str, lines: Sequence[object]) -> EmailMessage:
    body = "\n".join(str(line) for line in lines) + "\n"
    return EmailMessage(subject, body, None, [to], headers=dict(AUTOMATIC))


def sent(connection: BaseEmailBackend, letter: EmailMessage) -> None:
    """Hand one letter to the mail server. Raises what the server refuses with."""
    letter.connection = connection
    letter.send()
