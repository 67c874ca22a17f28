"""Where notifications stand in the bar: whoever has no messages of their own sees only what was answered."""

from shared.web.navigation import OPERATE, Tab

TABS = (
    Tab("Notifications", "/notifications/operator", OPERATE, place=5),
    Tab("Messages", "/notifications", "look_after_messages", place=70),
    Tab("Answers", "/notifications", "look_at_answers", place=71, unless="look_after_messages"),
    Tab("Messages", "/notifications", OPERATE, place=72, unless="look_at_answers"),
)
