from approdo.network.models.hours import (
    ScheduleClosure,
    SchedulePeriod,
    ScheduleSlot,
    ScheduleSpecial,
    WeeklyOpening,
)
from approdo.network.models.mediators import Mediator, MediatorHours, MediatorLanguage
from approdo.network.models.news import NewsItem
from approdo.network.models.organisations import Contact, FocalPoint, NetworkMember, Organisation
from approdo.network.models.places import Location, ProtectedPlace, ServiceAtLocation
from approdo.network.models.search import SearchDocument, SearchWord
from approdo.network.models.services import Phone, Service, ServiceArea
from approdo.network.models.texts import Rendering, RenderingEvent, SourceVersion, Text, TranslationFile

__all__ = [
    "Contact",
    "FocalPoint",
    "Location",
    "Mediator",
    "MediatorHours",
    "MediatorLanguage",
    "NetworkMember",
    "NewsItem",
    "Organisation",
    "Phone",
    "ProtectedPlace",
    "Rendering",
    "RenderingEvent",
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
    "Text",
    "TranslationFile",
    "WeeklyOpening",
]
