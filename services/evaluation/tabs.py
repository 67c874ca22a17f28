"""Where the evaluation stands in the bar; an operator has its operator's page there."""

from shared.web.navigation import OPERATE, Tab

TABS = (
    Tab("Evaluation", "/evaluation/operator", OPERATE, place=6),
    Tab("Evaluation", "/evaluation", "see_what_leaves", place=80, unless=OPERATE),
)
