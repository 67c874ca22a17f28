"""All that stands around the pages of an app: middlewares, error answers, static files, login."""

from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from . import assets, errors, leaving, limits, login, rate_limit, rendering, security_headers, session, shelf, static
from .navigation import SiteMap
from .operator import operator_pages
from .site import Site, SiteSettings


def install(
    app: FastAPI,
    *,
    service: str,
    site_map: SiteMap,
    settings: SiteSettings,
    templates: list[Path],
    larger: Mapping[str, int] | None = None,
) -> None:
    """Middlewares, error answers, static files, login and the templates' environment, for one service of one site.

    A service of a Local gets its operator's page too. `app.state.here` must be there before the first page is asked
    for; `app.state.site` is set here. `larger`: see `limits.BodyLimit`.
    """
    if settings.environment == "production" and settings.login == "development":
        raise ValueError("the development login is not for production")
    files = assets.StaticFiles()
    development = settings.environment != "production"
    app.state.site = site = Site(
        service=service,
        map=site_map,
        settings=settings,
        env=rendering.environment(templates, files, ZoneInfo(settings.timezone), reload=development),
        static=files,
        login=login.DevelopmentLogin() if development and settings.login == "development" else login.NoLogin(),
        public_posts=rate_limit.Buckets(settings.public_posts_per_minute),
        attempts=rate_limit.Buckets(5),
    )
    app.include_router(static.router)
    app.include_router(login.router)
    app.include_router(leaving.router)
    if getattr(app.state, "service", None):  # what `shared.app.service.build` puts to work
        app.include_router(operator_pages(service))
    for kind in (HTTPException, RequestValidationError):
        app.add_exception_handler(kind, errors.handler)
    # The last one added is the first to see a request.
    app.add_middleware(limits.BodyLimit, larger=larger)
    app.add_middleware(security_headers.SensibleAddresses)
    app.add_middleware(errors.Catch)
    app.add_middleware(shelf.Shelf, site=site)
    app.add_middleware(session.Cookies, site=site)
    app.add_middleware(security_headers.SafeHeaders, production=site.production)
    app.add_middleware(security_headers.Access)
