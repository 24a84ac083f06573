"""Until when an invoice is paid, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class PaymentTerm:
    """`starts_on`: the day after which the days are counted; `from_acceptance`: whether it is that of the acceptance.

    `last_day`: the last on which it is paid in time.
    """

    starts_on: date
    from_acceptance: bool
    days: int
    last_day: date


def payment_term(received_on: date, accepted_on: date, service_until: date, days: int, verify_days: int) -> PaymentTerm:
    """The term of payment of an invoice received and accepted on those days, for a service that ended before
    `service_until` (the day after its last).

    The days run from the receipt, or from the acceptance where that came later; the acceptance may not take longer than
    `verify_days` from the end of the service, and counts as given then. `days` are 30, or up to 60 where the contract
    says so in writing. Raises ValueError for days below one.
    Source: legislative decree 231/2002, art. 4 cc. 2, 4 and 6; legislative decree 36/2023, art. 125.
    """
    if days < 1:
        raise ValueError(f"days to pay are {days}")
    accepted = min(accepted_on, service_until - timedelta(days=1) + timedelta(days=verify_days))
    starts = max(received_on, accepted)
    return PaymentTerm(starts, accepted > received_on, days, starts + timedelta(days=days))
