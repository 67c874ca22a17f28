"""The settings of a whole deployment, put together from what each service brings."""

from typing import TypeVar

from services.community.settings import CommunitySettings
from services.evaluation.outcomes.settings import EvaluatorSettings
from services.evaluation.settings import EvaluationSettings
from services.journey.settings import JourneySettings
from services.notifications.settings import NotificationsSettings
from services.permissions import KNOWN
from services.practice.settings import PracticeSettings
from services.referral.settings import ReferralSettings
from shared.config import settings
from shared.config.settings import CommonSettings


class LocalSettings(
    ReferralSettings, JourneySettings, CommunitySettings, NotificationsSettings, PracticeSettings, EvaluationSettings
):
    """One Local Service's deployment: what any of its services needs to know."""

    def roles(self) -> tuple[str, ...]:
        return KNOWN


Settings = TypeVar("Settings", bound=CommonSettings)


def load(kind: type[Settings], *, names: bool = False) -> Settings:
    """Read a Local's settings or the evaluator's, or raise `WrongSettings` with every problem in one list.

    With `names`, as always in production, a name that means nothing is a problem.
    """
    return settings.load(kind, setting_names(), names=names)


def setting_names() -> set[str]:
    """The name of every setting there is, a Local's and the evaluator's, as a value and as a file."""
    return settings.names_of(LocalSettings, EvaluatorSettings)
