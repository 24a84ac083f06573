"""The closed lists of the directory: states of a record, ways to a service, what a place offers to who is disabled."""

from __future__ import annotations

from enum import StrEnum


class RecordState(StrEnum):
    """Who sees a record: the back office alone, the public, or nobody who looks for help any more."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Cost(StrEnum):
    """Whether one pays."""

    FREE = "free"
    PAID = "paid"
    DEPENDS = "depends"
    UNKNOWN = "unknown"


class WayIn(StrEnum):
    """How one gets in."""

    WALK_IN = "walk_in"
    APPOINTMENT = "appointment"
    CALL = "call"
    REFERRAL = "referral"


class Attending(StrEnum):
    """How a desk is met. Only `in_person` has a place; `mobile` goes where people are."""

    IN_PERSON = "in_person"
    PHONE = "phone"
    ONLINE = "online"
    MOBILE = "mobile"


class AccessFact(StrEnum):
    """What a place offers to who is disabled, each said yes or no, or not known."""

    STEP_FREE_ENTRANCE = "step_free_entrance"
    WIDE_DOORS = "wide_doors"
    LIFT = "lift"
    ACCESSIBLE_TOILET = "accessible_toilet"
    RESERVED_PARKING = "reserved_parking"
    STOP_NEARBY = "stop_nearby"
    TACTILE_PATH = "tactile_path"
    HEARING_LOOP = "hearing_loop"
    SIGN_LANGUAGE = "sign_language"
    QUIET_ROOM = "quiet_room"
    PUSHCHAIR_ROOM = "pushchair_room"


class Told(StrEnum):
    """An answer. What nobody said is kept as no answer at all."""

    YES = "yes"
    NO = "no"


class MediationMode(StrEnum):
    """How a mediator works."""

    IN_PERSON = "in_person"
    VIDEO = "video"
    PHONE = "phone"


class SpokenLevel(StrEnum):
    """How well a mediator speaks a language."""

    NATIVE = "native"
    FLUENT = "fluent"
    WORKING = "working"


class MediatorSex(StrEnum):
    """What a person may ask for."""

    FEMALE = "female"
    MALE = "male"
    UNKNOWN = "unknown"
