"""What was typed is never lost: a form whose login ran out, or whose page is older than the login, can be sent again.

The form travels, signed and short-lived, through the login page; nothing is stored. Only who made it gets it back.
"""

from hashlib import sha256

from itsdangerous import BadData, URLSafeTimedSerializer
from starlette.requests import Request

from . import csrf, form_body
from .failures import Foreign, UnsentForm
from .session import visit_of
from .site import Site, site_of

MOST_SECONDS = 15 * 60
MOST_BYTES = 4 * form_body.MOST_BYTES  # of a login form that carries a kept one


async def keep_what_was_typed(request: Request) -> str | None:
    """Somebody not logged in posts a form that this site made for somebody: keep it until they have logged in."""
    if request.method != "POST" or not request.headers.get("content-type", "").startswith("application/x-www-form"):
        return None
    posted = await form_body.posted(request)
    made = csrf.genuine(site_of(request), posted.first(csrf.FIELD))
    if made is None or csrf.from_elsewhere(request) or made.tag == csrf.tag_of(site_of(request), None):
        return None
    return str(_signer(site_of(request)).dumps([made.tag.hex(), _where(request), _without_token(posted)]))


def give_back(site: Site, blob: str, tag: bytes) -> UnsentForm | None:
    """The kept form, to the person it was made for and nobody else."""
    try:
        tag_hex, path, pairs = _signer(site).loads(blob, max_age=MOST_SECONDS)
    except BadData:
        return None
    return UnsentForm(path, tuple((name, value) for name, value in pairs)) if tag_hex == tag.hex() else None


def foreign(request: Request, posted: form_body.FormBody) -> Foreign:
    """A form with a wrong token changes nothing. Was it surely sent from this site by the person it was made for, it
    can be sent again with a right one."""
    site, user = site_of(request), visit_of(request).user
    made = csrf.genuine(site, posted.first(csrf.FIELD))
    mine = made is not None and made.tag == csrf.tag_of(site, user.id if user else None)
    if mine and csrf.surely_from_here(request):
        return Foreign(UnsentForm(_where(request), _without_token(posted)))
    return Foreign(None)


def unsent(request: Request) -> UnsentForm | None:
    """What was typed in a form of ours that was sent rightly, and could not be carried out; None if there is none."""
    posted: form_body.FormBody | None = getattr(request.state, "posted", None)
    if posted is None or not csrf.right(request, posted.first(csrf.FIELD)):
        return None
    return UnsentForm(_where(request), _without_token(posted))


def _without_token(posted: form_body.FormBody) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in posted.pairs if name != csrf.FIELD)


def _signer(site: Site) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(site.key("kept form"), salt="kept", signer_kwargs={"digest_method": sha256})


def _where(request: Request) -> str:
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")
