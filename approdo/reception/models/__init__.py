from approdo.reception.models.centres import (
    Bed,
    Centre,
    CentreCapacity,
    CentreCertificate,
    HousingUnit,
    OutOfUse,
    Room,
)
from approdo.reception.models.contracts import (
    BodyMember,
    CentreContract,
    Compliance,
    Contract,
    ContractPolicy,
    ContractPrice,
    Extension,
    FrameworkAgreement,
    Guarantee,
    ManagingBody,
)
from approdo.reception.models.exchange import SystemList
from approdo.reception.models.guests import BedUse, Guest, Stay
from approdo.reception.models.presence import Absence, NightConfirmation, NightRecord, RegisterMonth, RegisterPaper

__all__ = [
    "Absence",
    "Bed",
    "BedUse",
    "BodyMember",
    "Centre",
    "CentreCapacity",
    "CentreCertificate",
    "CentreContract",
    "Compliance",
    "Contract",
    "ContractPolicy",
    "ContractPrice",
    "Extension",
    "FrameworkAgreement",
    "Guarantee",
    "Guest",
    "HousingUnit",
    "ManagingBody",
    "NightConfirmation",
    "NightRecord",
    "OutOfUse",
    "RegisterMonth",
    "RegisterPaper",
    "Room",
    "Stay",
    "SystemList",
]
