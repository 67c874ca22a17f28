"""What the journey alone needs to know of its deployment."""

from pydantic import Field

from shared.config import setting_files
from shared.config.settings import ServiceAccess, ServiceSettings


class JourneySettings(ServiceSettings):
    """How many goals at once, how long after the end, and the Local's own words for when something worries somebody."""

    journey: ServiceAccess | None = None
    most_goals: int = Field(3, ge=1, le=9, description="how many goals a person may have in progress at once")
    follow_up_weeks: int = Field(12, ge=1, le=52, description="weeks after the end when somebody asks once more")
    reopen_within_days: int = Field(
        90, ge=0, le=366, description="days after its end in which a journey goes on; later a new one begins"
    )
    safety_script: setting_files.Script | None = Field(
        None, description="the Local's own words and numbers for when something worries somebody"
    )
