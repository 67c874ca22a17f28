"""Where the journey stands in the bar."""

from shared.web.navigation import OPERATE, Tab

TABS = (
    Tab("Journey", "/journey/operator", OPERATE, place=2),
    Tab("My day", "/journey", "see_people", place=20),
    Tab("People", "/journey/people", "see_people", place=40),
    Tab("Safety", "/journey/safety", "read_every_safety_note", place=90),
)
