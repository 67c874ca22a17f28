"""Where the community stands in the bar."""

from shared.web.navigation import OPERATE, Tab

TABS = (
    Tab("Community", "/community/operator", OPERATE, place=3),
    Tab("Community", "/community", "bring_people_together", place=50),
)
