from approdo.network.models.foreign import ForeignRecord
from approdo.network.models.freshness import CheckFinding, LikelyDuplicate, Question, QuestionLink
from approdo.network.models.hours import (
    ScheduleClosure,
    SchedulePeriod,
    ScheduleSlot,
    ScheduleSpecial,
    WeeklyOpening,
)
from approdo.network.models.mediators import Mediator, MediatorHours, MediatorLanguage
from approdo.network.models.news import NewsItem
from approdo.network.models.opportunities import Opportunity
from approdo.network.models.organisations import Contact, FocalPoint, NetworkMember, Organisation
from approdo.network.models.outreach import OutreachFigures, OutreachStop, OutreachTally, OutreachVisit
from approdo.network.models.places import Location, ProtectedPlace, ServiceAtLocation
from approdo.network.models.protocols import Protocol, ProtocolParty
from approdo.network.models.roundtables import (
    MeetingPresence,
    Roundtable,
    RoundtableAction,
    RoundtableMeeting,
    RoundtableSeat,
)
from approdo.network.models.search import SearchDocument, SearchWord
from approdo.network.models.services import Phone, Service, ServiceArea
from approdo.network.models.suggestions import Suggestion
from approdo.network.models.texts import Rendering, RenderingEvent, SourceVersion, Text, TranslationFile

__all__ = [
    "CheckFinding",
    "Contact",
    "FocalPoint",
    "ForeignRecord",
    "LikelyDuplicate",
    "Location",
    "Mediator",
    "MediatorHours",
    "MediatorLanguage",
    "MeetingPresence",
    "NetworkMember",
    "NewsItem",
    "Opportunity",
    "Organisation",
    "OutreachFigures",
    "OutreachStop",
    "OutreachTally",
    "OutreachVisit",
    "Phone",
    "ProtectedPlace",
    "Protocol",
    "ProtocolParty",
    "Question",
    "QuestionLink",
    "Rendering",
    "RenderingEvent",
    "Roundtable",
    "RoundtableAction",
    "RoundtableMeeting",
    "RoundtableSeat",
    "ScheduleClosure",
    "SchedulePeriod",
    "ScheduleSlot",
    "ScheduleSpecial",
    "SearchDocument",
    "SearchWord",
    "Service",
    "ServiceArea",
    "ServiceAtLocation",
    "SourceVersion",
    "Suggestion",
    "Text",
    "TranslationFile",
    "WeeklyOpening",
]
