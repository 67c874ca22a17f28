"""Where referral stands in the bar."""

from shared.web.navigation import OPERATE, Tab

TABS = (
    Tab("Referral", "/referral/operator", OPERATE, place=1),
    Tab("Inbox", "/referral", "accept_referrals", place=10),
    Tab("Waitlist", "/referral/waitlist", "accept_referrals", place=30),
    Tab("People", "/referral/people", "accept_referrals", place=40, unless="see_people"),
)
