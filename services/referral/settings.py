"""What referral alone needs to know of its deployment."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from services.referral.eligibility.rules import WrongPlaces
from services.referral.eligibility.store import places
from shared.config.settings import ServiceAccess, ServiceSettings
from shared.kernel.texts import UndecodableText


def _places(path: Path) -> Path:
    try:
        places(path)
    except (WrongPlaces, UndecodableText) as wrong:
        raise ValueError(f"names a file that is no list of places: {wrong}") from None
    return path


Areas = Annotated[Path, AfterValidator(_places)]


class ReferralSettings(ServiceSettings):
    """Its own access to Kafka and its database, and how long is long at its front door."""

    referral: ServiceAccess | None = None
    areas: Areas | None = Field(None, description="a file of places (CSV) that differ from the list for Victoria")
    exceptions_by: Literal["intake", "lead"] = Field(
        "intake",
        description="who may accept somebody whom a rule shows another way; the Lead always may",
    )
    waiting_is_long_days: int = Field(
        28, ge=1, le=366, description="days after which waiting for room is longer than it should be"
    )
    tell_who_waits_days: int = Field(
        28, ge=1, le=366, description="days without a word after which somebody lets who waits know"
    )
    tries_before_closing: int = Field(
        3, ge=1, le=20, description="tries before a referral is closed because nobody was reached; fewer need a reason"
    )
    tries_over_days: int = Field(14, ge=0, le=90, description="days over which those tries are spread")
    draft_days: int = Field(7, ge=1, le=31, description="days after which what was begun and not sent is deleted")
    question_days: int = Field(
        60, ge=7, le=366, description="days for which a question without a name, and its answer, are kept"
    )
