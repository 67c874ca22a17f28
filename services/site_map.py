"""A Local's site: which services it is made of, who works there, and where each role goes from the bar.

One map, because a role's bar leads through several services, and each of them shows the whole of it.
"""

from shared.kernel.topics import SERVICES
from shared.web.navigation import SiteMap

LOCAL = SiteMap(
    services=SERVICES,
    roles={
        "intake": "Intake",
        "link_worker": "Link workers",
        "lead": "Leads",
        "clinician": "Clinicians",
        "operator": "Operators",
    },
    bar={
        "link_worker": (
            ("My day", "/journey"),
            ("People", "/journey/people"),
            ("Community", "/community"),
            ("Learning and care", "/practice"),
            ("Messages", "/notifications"),
        ),
        "lead": (
            ("Inbox", "/referral"),
            ("My day", "/journey"),
            ("Waitlist", "/referral/waitlist"),
            ("People", "/journey/people"),
            ("Community", "/community"),
            ("Learning and care", "/practice"),
            ("Evaluation", "/evaluation"),
            ("Safety", "/journey/safety"),
        ),
        "clinician": (("Safety", "/journey/safety"),),
        "intake": (
            ("Inbox", "/referral"),
            ("Waitlist", "/referral/waitlist"),
            ("People", "/referral/people"),
            ("Answers", "/notifications"),
        ),
        "operator": (
            ("Overview", "/operator"),
            ("Referral", "/referral/operator"),
            ("Journey", "/journey/operator"),
            ("Community", "/community/operator"),
            ("Practice", "/practice/operator"),
            ("Notifications", "/notifications/operator"),
            ("Evaluation", "/evaluation/operator"),
            ("Messages", "/notifications"),
        ),
    },
    belongs={
        "/journey/handover": "/journey/people",
        "/referral/people": "/journey/people",
        "/referral/erased": "/journey/people",
        "/refer": "/referral",
    },
)
