"""A Local's site: which services it is made of, who works there, and what each service brings to the bar.

One map, because a bar leads through several services, and each of them shows the whole of it.
"""

from services import permissions
from services.community.tabs import TABS as COMMUNITY
from services.evaluation.tabs import TABS as EVALUATION
from services.journey.tabs import TABS as JOURNEY
from services.notifications.tabs import TABS as NOTIFICATIONS
from services.practice.tabs import TABS as PRACTICE
from services.referral.tabs import TABS as REFERRAL
from shared.kernel.topics import SERVICES
from shared.web.navigation import OPERATE, SiteMap, Tab

OVERVIEW = Tab("Overview", "/operator", OPERATE, place=0)

LOCAL = SiteMap(
    services=SERVICES,
    roles=permissions.TITLES,
    may=permissions.ROLES,
    tabs=(OVERVIEW, *REFERRAL, *JOURNEY, *COMMUNITY, *PRACTICE, *NOTIFICATIONS, *EVALUATION),
    belongs={
        "/journey/handover": "/journey/people",
        "/referral/people": "/journey/people",
        "/referral/protection": "/journey/people",
        "/referral/story": "/journey/people",
        "/referral/erased": "/journey/people",
        "/refer": "/referral",
    },
)
