"""Whether anything may go to somebody at all, where there is violence in the family.

The one place that decides it: supporters, carers, and whoever referred somebody are asked about here, before what the
person agreed to is even looked at. In doubt nothing goes.
"""

from typing import Literal

from shared.events.referral import Protection, Source, hears_nothing

Audience = Literal["family", "whoever_referred"]
"""Family, carers and friends whom the person named; or whoever asked for them."""


def goes_nowhere(protection: Protection | None, to: Audience, source: Source | None) -> bool:
    """Whether nothing goes to them, not even that we know the person, whatever was agreed.

    `source`: who referred the person. Where that was family, the two may be one and the same.
    """
    if to == "whoever_referred":
        return hears_nothing(protection, source)
    may_be_family = protection == "whoever_referred" and source in (None, "carer_family_supporter")
    return may_be_family or protection in ("family", "everybody")


def stricter(one: Protection | None, other: Protection | None) -> Protection | None:
    """What keeps from whom either of two keeps."""
    if one is None or other is None or one == other:
        return one or other
    return "everybody"
