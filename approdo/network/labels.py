"""Words of the closed lists of the network, for people."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from approdo.network.rules import eligibility_words as words
from approdo.network.rules.directory import (
    AccessFact,
    Attending,
    Cost,
    MediationMode,
    MediatorSex,
    RecordState,
    SpokenLevel,
    Told,
    WayIn,
)
from approdo.network.rules.eligibility import Asks, May
from approdo.network.rules.freshness import Fresh, FreshWhy
from approdo.network.rules.hours import DeskState, HoursKind, HoursWhy, OnHolidays
from approdo.network.rules.plain_text import TextFault
from approdo.network.rules.positions import PositionFault
from approdo.network.rules.reach import Way
from approdo.network.rules.reading_ease import Ease
from approdo.network.rules.schedule_faults import ScheduleFault
from approdo.network.rules.spoken import Spoken
from approdo.network.rules.translations import TranslationState

DOORS = {
    DeskState.OPEN: _("Open now"),
    DeskState.CLOSED: _("Closed now"),
    DeskState.UNKNOWN: _("Hours not known"),
    DeskState.BY_APPOINTMENT: _("By appointment only"),
}
DOOR_WHYS = {
    HoursWhy.WEEKLY_SLOT: _("It is one of its usual hours."),
    HoursWhy.SPECIAL_OPENING: _("It opens specially on this day."),
    HoursWhy.BETWEEN_SLOTS: _("It is outside its usual hours."),
    HoursWhy.CLOSURE: _("It said that it is closed on this day."),
    HoursWhy.HOLIDAY: _("It is closed on public holidays."),
    HoursWhy.HOLIDAY_NOT_TOLD: _("It is a public holiday: nobody said whether it opens."),
    HoursWhy.HOURS_NOT_TOLD: _("Nobody said its hours. Call before you go."),
    HoursWhy.APPOINTMENT_ONLY: _("It receives only those who have an appointment."),
    HoursWhy.OUTSIDE_VALIDITY: _("Its hours were told for other dates only. Call before you go."),
}
SCHEDULE_FAULTS = {
    ScheduleFault.END_BEFORE_START: _("It ends before it begins, and does not cross midnight."),
    ScheduleFault.OVERLAPPING_SLOTS: _("Two slots overlap."),
    ScheduleFault.WEEKDAY_UNKNOWN: _("The weekday does not exist."),
    ScheduleFault.NO_SLOTS: _("Weekly hours are announced and none is written."),
    ScheduleFault.SLOTS_NOT_USED: _("Hours are written where they are said to be unknown or by appointment."),
    ScheduleFault.PERIOD_REVERSED: _("The period ends before it begins."),
    ScheduleFault.OVERLAPPING_PERIODS: _("Two periods overlap."),
    ScheduleFault.CLOSURE_REVERSED: _("The closure ends before it begins."),
    ScheduleFault.CLOSURE_OUTSIDE_VALIDITY: _("The closure falls outside every period."),
    ScheduleFault.SPECIAL_IN_CLOSURE: _("A special opening falls inside a closure: the closure holds."),
    ScheduleFault.OVERLAPPING_SPECIALS: _("Two special openings overlap."),
}
SPOKEN = {
    Spoken.YES: _("This language is spoken"),
    Spoken.NO: _("This language is not spoken"),
    Spoken.CLOSED: _("Closed then"),
    Spoken.UNKNOWN: _("Not known whether it is spoken"),
}
FRESHNESS = {
    Fresh.CONFIRMED: _("Confirmed lately"),
    Fresh.DUE: _("To be confirmed"),
    Fresh.ASKED: _("Confirmation asked"),
    Fresh.STALE: _("Perhaps not up to date"),
    Fresh.HIDDEN: _("Hidden from the public"),
}
FRESHNESS_WHYS = {
    FreshWhy.SAID_LATELY: _("Somebody of the network said it lately."),
    FreshWhy.TIME_TO_ASK: _("It is time to ask whether it is still right."),
    FreshWhy.WAITING_FOR_ANSWER: _("The question was sent and has no answer yet."),
    FreshWhy.NOT_CONFIRMED: _("Nobody confirmed it: it is shown after the others."),
    FreshWhy.NOT_CONFIRMED_FOR_LONG: _("Nobody confirmed it for long: it is not shown."),
    FreshWhy.NEVER_SAID: _("Nobody ever confirmed it: it is not shown."),
}
MAY_USE = {
    May.YES: _("You may use it"),
    May.NO: _("It is not for you"),
    May.ASK: _("Ask the desk"),
}
TRANSLATIONS = {
    TranslationState.MISSING: _("Translation missing"),
    TranslationState.DRAFT: _("Translation begun"),
    TranslationState.MACHINE: _("Translated by a program, not reviewed"),
    TranslationState.REVIEWED: _("Translation reviewed"),
    TranslationState.STALE: _("Translation of an older text"),
}
EASE = {
    Ease.PRIMARY: _("Easy for who attended primary school"),
    Ease.LOWER_SECONDARY: _("Easy for who attended lower secondary school"),
    Ease.UPPER_SECONDARY: _("Easy for who attended upper secondary school"),
    Ease.HARD: _("Hard for everybody"),
}

STATES = {
    RecordState.DRAFT: _("Draft"),
    RecordState.PUBLISHED: _("Published"),
    RecordState.WITHDRAWN: _("Withdrawn"),
}
COSTS = {
    Cost.FREE: _("Free"),
    Cost.PAID: _("To be paid"),
    Cost.DEPENDS: _("It depends"),
    Cost.UNKNOWN: _("Not known"),
}
WAYS_IN = {
    WayIn.WALK_IN: _("One goes without an appointment"),
    WayIn.APPOINTMENT: _("By appointment"),
    WayIn.CALL: _("One calls first"),
    WayIn.REFERRAL: _("Sent by another service"),
}
WAYS = {
    Way.PLACE: _("going there"),
    Way.PHONE: _("by telephone"),
    Way.EMAIL: _("by e-mail"),
    Way.WEBSITE: _("on line"),
}
ATTENDING = {
    Attending.IN_PERSON: _("In person, at a place"),
    Attending.PHONE: _("By telephone"),
    Attending.ONLINE: _("On line"),
    Attending.MOBILE: _("It goes where people are"),
}
ACCESS = {
    AccessFact.STEP_FREE_ENTRANCE: _("Entrance without steps"),
    AccessFact.WIDE_DOORS: _("Doors wide enough for a wheelchair"),
    AccessFact.LIFT: _("Lift, or everything on the ground floor"),
    AccessFact.ACCESSIBLE_TOILET: _("Accessible toilet"),
    AccessFact.RESERVED_PARKING: _("Parking place reserved to disabled people"),
    AccessFact.STOP_NEARBY: _("Bus stop or station nearby"),
    AccessFact.TACTILE_PATH: _("Tactile path for blind people"),
    AccessFact.HEARING_LOOP: _("Induction loop for hearing aids"),
    AccessFact.SIGN_LANGUAGE: _("Italian sign language"),
    AccessFact.QUIET_ROOM: _("Quiet room where one can talk"),
    AccessFact.PUSHCHAIR_ROOM: _("Room for a pushchair"),
}
TOLD = {Told.YES: _("Yes"), Told.NO: _("No")}
HOURS = {
    HoursKind.WEEKLY: _("Weekly hours, written below"),
    HoursKind.UNKNOWN: _("Hours not known"),
    HoursKind.BY_APPOINTMENT: _("Only by appointment"),
}
HOLIDAYS = {
    OnHolidays.OPEN: _("Open on public holidays too"),
    OnHolidays.CLOSED: _("Closed on public holidays"),
    OnHolidays.UNKNOWN: _("Not known on public holidays"),
}
WEEKDAYS = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))
MODES = {
    MediationMode.IN_PERSON: _("in person"),
    MediationMode.VIDEO: _("by video"),
    MediationMode.PHONE: _("by telephone"),
}
LEVELS = {
    SpokenLevel.NATIVE: _("mother tongue"),
    SpokenLevel.FLUENT: _("fluent"),
    SpokenLevel.WORKING: _("enough to work"),
}
SEXES = {
    MediatorSex.FEMALE: _("Woman"),
    MediatorSex.MALE: _("Man"),
    MediatorSex.UNKNOWN: _("Not said"),
}
TEXT_FAULTS = {
    TextFault.MARKUP: _("Write plain text: tags and commands of web pages are refused."),
    TextFault.CONTROL: _("It holds invisible signs. Write it again by hand."),
    TextFault.ADDRESS: _("It looks like an address or a position, which a protected record never says."),
}
UNREAD = {
    "no_text": _("This is no text: %(value)s."),
    "no_list": _("This is no list: %(value)s."),
    "no_number": _("This is no number: %(value)s."),
    "no_day": _("This is no day: %(value)s. Write it as 2026-01-31."),
    "no_clock": _("These are no hours: %(value)s. Write them as 09:00-12:30."),
    "no_hours": _("These hours cannot be read: %(value)s. Write them as lun-ven 9:00-12:00; sab 9:00-11:00."),
    "no_weekday": _("This is no day of the week: %(value)s."),
    "not_weekly": _("Hours that do not repeat every week cannot be taken: %(value)s."),
    "hours_without_times": _("These hours say no times: %(value)s."),
    "no_phone": _("This is no telephone number: %(value)s."),
    "no_known_word": _("Not known: %(value)s."),
    "no_condition": _("Who may use it cannot be read: %(value)s."),
    "no_identifier": _("It has no identifier, or one that is too long: %(value)s."),
    "no_place": _("It is met in person and says no place."),
    "no_comune": _("No comune, or more than one, has this name: %(value)s."),
    "no_room": _("One of its values is too long, or cannot stand with the others."),
    "in_the_sea": _("This point is in no comune, perhaps in the sea: %(value)s."),
}
POSITION_FAULTS = {
    PositionFault.HALF: _("Write both latitude and longitude, or neither."),
    PositionFault.OUTSIDE: _("This point is not in Italy: perhaps latitude and longitude are exchanged."),
}
ASKS = {
    Asks.PERMIT: _("Permit"),
    Asks.STATUS: _("Situation"),
    Asks.SEX: _("Sex"),
    Asks.COMUNE: _("Comune"),
    Asks.AREA: _("Area"),
    Asks.FAMILY: _("Family"),
    Asks.AGE: _("Age"),
}
PERMITS = {
    words.Permit.NONE: _("no permit"),
    words.Permit.ASKED: _("permit asked, not yet given"),
    words.Permit.ASYLUM_SEEKER: _("asylum seeker"),
    words.Permit.REFUGEE: _("refugee"),
    words.Permit.SUBSIDIARY: _("subsidiary protection"),
    words.Permit.SPECIAL: _("special protection"),
    words.Permit.TEMPORARY: _("temporary protection"),
    words.Permit.MINOR: _("permit for minors"),
    words.Permit.WORK: _("work"),
    words.Permit.SEASONAL: _("seasonal work"),
    words.Permit.FAMILY: _("family reasons"),
    words.Permit.STUDY: _("study"),
    words.Permit.HEALTH: _("medical treatment"),
    words.Permit.LONG_TERM: _("long-term resident"),
    words.Permit.EU_CITIZEN: _("citizen of the European Union"),
    words.Permit.ITALIAN: _("Italian citizen"),
}
SITUATIONS = {
    words.Status.HOMELESS: _("without a home"),
    words.Status.UNEMPLOYED: _("without work"),
    words.Status.IN_RECEPTION: _("guest of a reception centre"),
    words.Status.VIOLENCE: _("suffers or suffered violence"),
    words.Status.TRAFFICKING: _("victim of trafficking"),
    words.Status.EXPLOITED_AT_WORK: _("exploited at work"),
    words.Status.DISABLED: _("disabled"),
    words.Status.NEWLY_ARRIVED: _("just arrived in Italy"),
}
SEXES_TOLD = {
    words.Sex.FEMALE: _("women"),
    words.Sex.MALE: _("men"),
    words.Sex.OTHER: _("other"),
}
FAMILIES = {
    words.Family.ALONE: _("alone"),
    words.Family.WITH_CHILDREN: _("with children"),
    words.Family.PREGNANT: _("pregnant"),
    words.Family.UNACCOMPANIED: _("unaccompanied minor"),
}
ELIGIBILITY_WORDS: dict[Asks, dict[str, Any]] = {
    Asks.PERMIT: {str(word): label for word, label in PERMITS.items()},
    Asks.STATUS: {str(word): label for word, label in SITUATIONS.items()},
    Asks.SEX: {str(word): label for word, label in SEXES_TOLD.items()},
    Asks.FAMILY: {str(word): label for word, label in FAMILIES.items()},
}
ACTS = {
    "organisation.changed": _("Organisation changed"),
    "organisation.published": _("Organisation published"),
    "organisation.withdrawn": _("Organisation withdrawn"),
    "organisation.confirmed": _("Organisation confirmed"),
    "organisation.member_admitted": _("Member of the network added"),
    "organisation.member_removed": _("Member of the network removed"),
    "service.changed": _("Service changed"),
    "service.published": _("Service published"),
    "service.withdrawn": _("Service withdrawn"),
    "service.confirmed": _("Service confirmed"),
    "service.protected": _("Service protected"),
    "service.transferred": _("Service given to another organisation"),
    "place.changed": _("Place changed"),
    "place.published": _("Place published"),
    "place.withdrawn": _("Place withdrawn"),
    "place.confirmed": _("Place confirmed"),
    "place.protected": _("Place protected"),
    "place.transferred": _("Place given to another organisation"),
    "desk.changed": _("Desk changed"),
    "desk.ended": _("Desk closed for good"),
    "desk.schedule_set": _("Hours written"),
    "desk.language_added": _("Language added"),
    "desk.language_ended": _("Language ended"),
    "contact.changed": _("Contact changed"),
    "contact.ended": _("Contact ended"),
    "focal_point.changed": _("Focal point changed"),
    "focal_point.ended": _("Focal point ended"),
    "mediator.changed": _("Mediator changed"),
    "mediator.ended": _("Mediator ended"),
    "opportunity.changed": _("Opportunity changed"),
    "opportunity.published": _("Opportunity published"),
    "opportunity.withdrawn": _("Opportunity withdrawn"),
    "outreach_stop.changed": _("Stop changed"),
    "outreach_stop.published": _("Stop published"),
    "outreach_stop.withdrawn": _("Stop withdrawn"),
    "outreach_stop.day_called_off": _("Day called off"),
    "outreach_stop.day_restored": _("Day no longer called off"),
    "outreach_stop.visit_recorded": _("People met recorded"),
    "outreach_stop.visit_corrected": _("People met corrected"),
    "protocol.changed": _("Protocol changed"),
    "protocol.signed": _("Protocol signed"),
    "protocol.renewed": _("Protocol renewed"),
    "protocol.ended": _("Protocol ended"),
    "protocol.party_added": _("Party added"),
    "protocol.party_removed": _("Party removed"),
    "roundtable.changed": _("Roundtable changed"),
    "roundtable.closed": _("Roundtable closed"),
    "roundtable_seat.changed": _("Seat changed"),
    "roundtable_seat.ended": _("Seat ended"),
    "roundtable_meeting.changed": _("Meeting changed"),
    "roundtable_meeting.minutes_written": _("Minutes written"),
    "roundtable_meeting.minutes_corrected": _("Minutes corrected"),
    "roundtable_meeting.cancelled": _("Meeting cancelled"),
    "roundtable_action.done": _("Action done"),
    "roundtable_action.dropped": _("Action given up"),
}
