"""Where practice stands in the bar."""

from shared.web.navigation import OPERATE, Tab

TABS = (
    Tab("Practice", "/practice/operator", OPERATE, place=4),
    Tab("Learning and care", "/practice", "see_care", place=60),
)
