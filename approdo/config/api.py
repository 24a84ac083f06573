"""The API: one address, every app's endpoints."""

from approdo.accounting.api import accounts, deductions, province, receiving, releases, settlements
from approdo.core import api as core
from approdo.core.rest.root import Api
from approdo.network import api as network
from approdo.people import api as people
from approdo.procedures.api import acts, case_files, letters
from approdo.reception.api import arrivals, centres, measures, register, sections, stays
from approdo.territory import api as territory

api = Api(
    title="Approdo",
    version="1.0.0",
    urls_namespace="api",
    description="Case files, persons and settings of the immigration office of a Prefettura.",
    servers=[{"url": "/api/v1", "description": "This installation"}],
    openapi_extra={
        "info": {
            "contact": {"name": "Approdo", "url": "https://developers.italia.it"},
            "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
            "summary": "Information system of the immigration offices of the Italian Prefetture",
            "x-api-id": "approdo",
        }
    },
)
api.add_router("", core.router)
api.add_router("", case_files.router)
api.add_router("", acts.router)
api.add_router("", letters.router)
api.add_router("", people.router)
api.add_router("", territory.router)
api.add_router("", network.router)
api.add_router("", centres.router)
api.add_router("", stays.router)
api.add_router("", register.router)
api.add_router("", sections.router)
api.add_router("", measures.router)
api.add_router("", arrivals.router)
api.add_router("", accounts.router)
api.add_router("", settlements.router)
api.add_router("", releases.router)
api.add_router("", receiving.router)
api.add_router("", deductions.router)
api.add_router("", province.router)
