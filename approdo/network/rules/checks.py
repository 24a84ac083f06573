"""What can be seen of a record without asking anybody: whether its telephones, links and addresses can be right."""

from __future__ import annotations

import re
from enum import StrEnum


class CheckFault(StrEnum):
    """What a check found. `page_unreachable` may pass; `page_gone` was said by the page's own server."""

    PHONE_ODD = "phone_odd"
    PAGE_GONE = "page_gone"
    PAGE_UNREACHABLE = "page_unreachable"
    PAGE_REFUSED = "page_refused"
    MAIL_DOMAIN_UNKNOWN = "mail_domain_unknown"
    COMUNE_UNKNOWN = "comune_unknown"
    COMUNE_OTHER_NAME = "comune_other_name"
    CAP_ELSEWHERE = "cap_elsewhere"
    POINT_ELSEWHERE = "point_elsewhere"


class CheckedField(StrEnum):
    """What a check looks at."""

    PHONE = "phone"
    PAGE = "page"
    MAIL = "mail"
    ADDRESS = "address"


CHECKED = {
    CheckedField.PHONE: (CheckFault.PHONE_ODD,),
    CheckedField.PAGE: (CheckFault.PAGE_GONE, CheckFault.PAGE_UNREACHABLE, CheckFault.PAGE_REFUSED),
    CheckedField.MAIL: (CheckFault.MAIL_DOMAIN_UNKNOWN,),
    CheckedField.ADDRESS: (
        CheckFault.COMUNE_UNKNOWN, CheckFault.COMUNE_OTHER_NAME, CheckFault.CAP_ELSEWHERE, CheckFault.POINT_ELSEWHERE,
    ),
}  # fmt: skip


# National numbers by their first digits: landlines with their zero, mobiles, public service, toll-free and shared cost.
_ITALIAN = re.compile(
    r"0[1-9]\d{4,9}|3\d{8,9}|1\d{2,5}|800\d{3,6}|803\d{3}|84[078]\d{3,6}|89\d{4,8}|1(?:99|78)\d{6,7}|5\d{8,9}"
)
_ABROAD = re.compile(r"[1-9]\d{6,14}")
GONE = (404, 410)


def phone_fault(number: str) -> CheckFault | None:
    """Whether a number cannot be one of the Italian plan; one of another country is looked at by its length alone.

    Source: AGCOM, Piano di numerazione nazionale (delibera 8/15/CIR); ITU-T E.164 for the length.
    """
    plain = re.sub(r"[^0-9+]", "", number)
    for prefix in ("+39", "0039"):
        if plain.startswith(prefix):
            plain = plain.removeprefix(prefix)
            return None if _ITALIAN.fullmatch(plain) else CheckFault.PHONE_ODD
    if plain.startswith("+"):
        return None if _ABROAD.fullmatch(plain[1:]) else CheckFault.PHONE_ODD
    return None if _ITALIAN.fullmatch(plain) else CheckFault.PHONE_ODD


def page_fault(status: int | None) -> CheckFault | None:
    """What the answer of a page says of its link; `status` is that of HTTP, None where nobody answered in time.

    A page that asks who one is (401, 403, 429) is there; a server in trouble (5xx) is looked at again another night.

    Source: RFC 9110 sections 15.5 and 15.6.
    """
    if status is None or status >= 500:
        return CheckFault.PAGE_UNREACHABLE
    return CheckFault.PAGE_GONE if status in GONE else None


def mail_domain(address: str) -> str:
    """The domain of an e-mail address, in small letters; empty where there is none.

    Source: RFC 5321 section 2.3.5.
    """
    return address.rpartition("@")[2].strip().lower() if "@" in address else ""
