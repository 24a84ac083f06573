"""Words of the closed lists of the network, for people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from approdo.network.rules.eligibility import May
from approdo.network.rules.freshness import Fresh, FreshWhy
from approdo.network.rules.hours import DeskState, HoursWhy
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
