"""Invented people of the network, for its tests."""

from __future__ import annotations

from datetime import date, time

from approdo.network.rules.directory import MediationMode, MediatorSex, SpokenLevel
from approdo.network.rules.facts import ContactFacts, FocalPointFacts, HoursFacts, MediatorFacts

MEDIATOR = MediatorFacts(
    "Parola Inventata", (("bn", SpokenLevel.NATIVE), ("en", SpokenLevel.FLUENT)), (MediationMode.PHONE,),
    phone="340 0000000", sex=MediatorSex.FEMALE, hours=(HoursFacts(0, time(9), time(13)),),
    conflicts=("comunità inventata",), ethics_signed_on=date(2026, 1, 1),
)  # fmt: skip
FOCAL = FocalPointFacts("Referente Inventata", "Assistente sociale", "documents", phone="019 444444")
CONTACT = ContactFacts("Contatto Inventato", email="contatto@inventata.example")
