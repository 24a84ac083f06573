"""The closed lists of words of reception, stored as they stand here."""

from __future__ import annotations

from enum import StrEnum


class CentreType(StrEnum):
    """What a centre is. Source: legislative decree 142/2015, arts. 9, 11, 19 c. 3-bis; 14 of TUI for the hotspots."""

    HOTSPOT = "hotspot"
    GOVERNMENT_FIRST_RECEPTION = "government_first_reception"
    CAS = "cas"
    CAS_PROVISIONAL = "cas_provisional"
    CAS_UAM = "cas_uam"
    SAI = "sai"


class LotClass(StrEnum):
    """The size classes of the tenders. Source: scheme of the Ministry, decree of 4 March 2024."""

    SUA = "sua"
    CC_50 = "cc_50"
    CC_100 = "cc_100"
    CC_300 = "cc_300"
    CC_OVER_300 = "cc_over_300"


class SchemeVersion(StrEnum):
    """The generations of the tender scheme. Source: ministerial decrees of 2017, 2018, 2021 and 2024."""

    V2017 = "v2017"
    V2018 = "v2018"
    V2021 = "v2021"
    V2024 = "v2024"


class LegalForm(StrEnum):
    """What a managing body is: its taxes depend on it. Source: DPR 633/1972, law 208/2015."""

    SOCIAL_COOPERATIVE = "social_cooperative"
    CONSORTIUM_OF_COOPERATIVES = "consortium_of_cooperatives"
    ASSOCIATION = "association"
    VOLUNTARY_ORGANISATION = "voluntary_organisation"
    COMPANY = "company"
    RELIGIOUS_BODY = "religious_body"
    PUBLIC_BODY = "public_body"
    OTHER = "other"


class ComplianceKind(StrEnum):
    """Proofs that a body must hold. Source: legislative decree 36/2023, 159/2011; law 136/2010."""

    DURC = "durc"
    ANTIMAFIA = "antimafia"
    TRACEABILITY = "traceability"


class ExtensionKind(StrEnum):
    """Why a contract goes on. Source: legislative decree 36/2023, art. 120."""

    OPTION = "option"
    TECHNICAL = "technical"
    FIFTH = "fifth"


class SexProfile(StrEnum):
    """Who may sleep in a room. Source: legislative decree 142/2015, art. 10."""

    ANY = "any"
    WOMEN = "women"
    MEN = "men"
    FAMILIES = "families"


class StayState(StrEnum):
    """How far a stay is. Source: domain rule 4.4."""

    PLANNED = "planned"
    PRESENT = "present"
    LEFT = "left"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"


class ExitReason(StrEnum):
    """Why a stay ended. Source: domain rule 4.3."""

    SAI_TRANSFER = "sai_transfer"
    CAS_TRANSFER = "cas_transfer"
    OTHER_PROVINCE_TRANSFER = "other_province_transfer"
    STATUS_GRANTED_LEFT = "status_granted_left"
    PROTECTION_DENIED_FINAL = "protection_denied_final"
    VOLUNTARY_LEAVING = "voluntary_leaving"
    ABANDONMENT = "abandonment"
    WITHDRAWAL_DECREE = "withdrawal_decree"
    SUFFICIENT_MEANS = "sufficient_means"
    DUBLIN_TRANSFER = "dublin_transfer"
    RELOCATION = "relocation"
    ASSISTED_RETURN = "assisted_return"
    EXPULSION_OR_CPR = "expulsion_or_cpr"
    DETENTION = "detention"
    DEATH = "death"
    HOSPITAL_LONG = "hospital_long"
    FAMILY_REUNION = "family_reunion"
    ADULT_TRANSITION = "adult_transition"
    NO_SHOW = "no_show"
    ERROR = "error"


class NightState(StrEnum):
    """Where a guest was in a night; `not_signed` is to be resolved and is no absence. Source: domain rule 2.2."""

    PRESENT = "present"
    ABSENT_AUTHORISED = "absent_authorised"
    ABSENT_HOSPITAL = "absent_hospital"
    ABSENT_UNJUSTIFIED = "absent_unjustified"
    DETAINED = "detained"
    NOT_SIGNED = "not_signed"


class NightSource(StrEnum):
    """Who or what says where a guest was. Source: domain rule 2.2."""

    SIGNATURE_SHEET = "signature_sheet"
    OPERATOR = "operator"
    BADGE = "badge"
    INSPECTION = "inspection"
    POLICE = "police"
    HOSPITAL = "hospital"
    OFFICE = "office"


class AbsenceKind(StrEnum):
    """Why a guest is away. Source: domain rules 2.2 and 4.4; legislative decree 142/2015, art. 10."""

    AUTHORISED = "authorised"
    HOSPITAL = "hospital"
    UNJUSTIFIED = "unjustified"
    DETENTION = "detention"


class AbsenceAnswer(StrEnum):
    """What the office says of an absence that was asked. Source: legislative decree 142/2015, art. 10."""

    ASKED = "asked"
    AUTHORISED = "authorised"
    REFUSED = "refused"


class MonthState(StrEnum):
    """How far the register of a month is: closed by the centre, checked by the office, sealed. Source: rule 2.7."""

    OPEN = "open"
    CLOSED = "closed"
    CHECKED = "checked"
    SEALED = "sealed"


class Need(StrEnum):
    """What a place must have for somebody, never why they need it. Source: legislative decree 142/2015, art. 17."""

    ACCESSIBLE = "accessible"
    HOSPITAL = "hospital"
    PSYCHOLOGICAL = "psychological"
    PROTECTED = "protected"
    MATERNITY = "maternity"
    NURSING = "nursing"


class ArrivalState(StrEnum):
    """Whether somebody announced came. Source: domain rule 4.1."""

    EXPECTED = "expected"
    ARRIVED = "arrived"
    NO_SHOW = "no_show"
