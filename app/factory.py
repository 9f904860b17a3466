"""How are the two web applications put together?"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask, g, request
from flask_appbuilder import AppBuilder
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.middleware.proxy_fix import ProxyFix

import models  # noqa: F401 - maps every entity
import views
from app import errors, jobs
from app.admin import register_portal
from app.admin.index_view import PortalIndexView
from app.admin.roles import builtin_roles
from app.admin.security import PortalSecurityManager
from app.admin.staff_actor import staff_actor
from app.extensions import db, new_babel, new_csrf, new_limiter, present, utc_now
from app.extensions.database import engine_options, prepare
from app.extensions.headers import add_headers
from app.extensions.languages import DEFAULT, LANGUAGES, chosen_locale, html_lang
from app.extensions.logs import tag_requests
from app.extensions.old_browsers import turn_back
from app.extensions.sessions import DoorSessions, Lifetime, cookie_name, rotate_at_login
from app.gateways.wiring import wire
from app.security import keyring, recording
from app.security.actor import enter, leave
from app.security.doors import enter_by, leave_by
from app.selfchecks import refuse_wrong
from app.worker import register_jobs
from config import ROOT, Doors, Jobs, Settings, refuse_unsafe, write_once

LOGINS = ("account.login", "account.register", "account.reset")
LARGEST_REQUEST = 62 * 1024 * 1024
TEMPLATES = Path(__file__).parent / "templates"
FAB = {
    "FAB_CREATE_DB": False,
    "FAB_UPDATE_PERMS": False,
    "FAB_ADD_SECURITY_API": False,
    "FAB_ADD_OPENAPI_VIEWS": False,
    "FAB_ADD_MENU_API": False,
    "FAB_API_SWAGGER_UI": False,
    "FAB_API_SHOW_STACKTRACE": False,
    "FAB_API_KEY_ENABLED": False,
    "FAB_ADD_SECURITY_PERMISSION_VIEW": False,
    "FAB_ADD_SECURITY_VIEW_MENU_VIEW": False,
    "FAB_ADD_SECURITY_PERMISSION_VIEWS_VIEW": False,
    "FAB_ALLOW_GET_UNSAFE_MUTATIONS": False,
    "FAB_PASSWORD_COMPLEXITY_ENABLED": True,
    "FAB_BASE_TEMPLATE": "appbuilder/baselayout.html",
    "AUTH_TYPE": 1,
    "AUTH_USER_REGISTRATION": False,
    "AUTH_RATE_LIMITED": True,
}


class Door(Flask):
    """One of the two applications."""

    def log_exception(self, exc_info: Any) -> None:
        """Log what even the error handlers did not catch, without its text."""
        errors.note(exc_info[1])


def create_app(settings: Settings | None = None) -> Flask | DispatcherMiddleware:
    """Return what this process serves: one door, or the parents' with the staff's below it."""
    chosen = settings or Settings()
    if chosen.doors is Doors.staff:
        return create_staff_app(chosen)
    public = create_public_app(chosen)
    if chosen.doors is Doors.parents:
        return public
    return DispatcherMiddleware(public, {"/staff": create_staff_app(chosen, prefix="/staff")})


def create_public_app(settings: Settings) -> Flask:
    """Return the parents' site; no object of Flask-AppBuilder is in it."""
    settings = settings.completed()
    lifetime = _lifetime(settings.parents_idle_minutes, settings.parents_session_hours)
    app = _door("parents", settings, settings.secret_key_parents.get_secret_value(), lifetime)
    app.config.update(TRUSTED_HOSTS=_trusted(settings.parents_host))
    _name_cookie(app, "jf_p", "/")
    _bind(app, settings)
    new_babel().init_app(app, locale_selector=chosen_locale)
    views.register_public(app)
    _limit_logins(app, settings.login_limit)
    return app


def create_staff_app(settings: Settings, prefix: str = "") -> Flask:
    """Return the staff portal, generated from the schema by Flask-AppBuilder's machinery."""
    settings = settings.completed()
    lifetime = _lifetime(settings.staff_idle_minutes, settings.staff_session_hours)
    app = _door("staff", settings, settings.secret_key_staff.get_secret_value(), lifetime)
    app.config.update(
        FAB,
        FAB_ROLES=builtin_roles(),
        FAB_SAFE_REDIRECT_HOSTS=_trusted(settings.staff_host) or [],
        AUTH_RATE_LIMIT=settings.login_limit,
        API_LIMIT=settings.api_limit,
        API_TOKEN_DAYS=settings.api_token_days,
        TRUSTED_HOSTS=_trusted(settings.staff_host),
    )
    _name_cookie(app, "jf_s", prefix or "/")
    _bind(app, settings)
    with app.app_context():
        builder = AppBuilder(
            app,
            db.session,
            indexview=PortalIndexView,
            security_manager_class=PortalSecurityManager,
        )
        register_portal(app, builder)
        views.register_staff(app, builder)
    _act_as_staff(app)
    return app


def _lifetime(idle_minutes: int, hours: int) -> Lifetime:
    return Lifetime(timedelta(minutes=idle_minutes), timedelta(hours=hours))


def _trusted(host: str) -> list[str] | None:
    return [host] if host else None


def _name_cookie(app: Flask, name: str, path: str) -> None:
    https = app.config["PRODUCTION"]
    app.config.update(
        SESSION_COOKIE_NAME=cookie_name(name, https=https, path=path),
        SESSION_COOKIE_PATH=path,
        SESSION_COOKIE_SECURE=https,
        SESSION_COOKIE_SAMESITE="Lax",
    )


def _door(name: str, settings: Settings, secret: str, lifetime: Lifetime) -> Flask:
    refuse_unsafe(settings)
    refuse_wrong()
    app = Door(f"jifen_{name}", template_folder=str(TEMPLATES), static_folder=_static())
    app.config.update(
        DOOR=name,
        SETTINGS=settings,
        SECRET_KEY=secret,
        CLOCK=utc_now,
        PRODUCTION=settings.production,
        ARRIVAL_HEADER=settings.arrival_header,
        DEBUG=settings.debug,
        TESTING=settings.environment == "test",
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(
            settings.database_url, settings.statement_timeout_ms
        ),
        WTF_CSRF_TIME_LIMIT=None,
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        APP_NAME="jifen",
        LANGUAGES=LANGUAGES,
        BABEL_DEFAULT_LOCALE=DEFAULT,
        BABEL_DEFAULT_TIMEZONE="Asia/Shanghai",
        BABEL_TRANSLATION_DIRECTORIES=f"{ROOT}/translations/framework;{ROOT}/translations",
        RATELIMIT_ENABLED=settings.environment != "test",
        RATELIMIT_STORAGE_URI=settings.limiter_storage,
        RATELIMIT_HEADERS_ENABLED=False,
        RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=True,
        HELP_PHONE="",
    )
    sessions = DoorSessions(name, settings.sessions_url, lifetime)
    app.session_interface = sessions
    rotate_at_login(app, sessions)
    return app


def _static() -> str:
    return str(Path(__file__).parent / "static")


def _bind(app: Flask, settings: Settings) -> None:
    _install_keys(settings)
    recording.use_clock(present)
    wire(settings.storage_dir)
    jobs.configure("" if settings.jobs is Jobs.off else settings.jobs_url)
    register_jobs(app)
    db.init_app(app)
    with app.app_context():
        prepare(db.engine)
    tag_requests(app)
    turn_back(app)
    new_csrf().init_app(app)
    errors.register(app)
    add_headers(app, https=settings.production)
    app.jinja_env.globals["html_lang"] = html_lang
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]


def _limit_logins(app: Flask, limit: str) -> None:
    """Limit the ways in by address; the portal's own log-in is limited by the framework."""
    # The limited views know their limiter by a weak reference only: it has to be kept.
    limiter = app.extensions["door_limiter"] = new_limiter()
    limiter.init_app(app)
    for endpoint in LOGINS:
        limited: Any = limiter.limit(limit, methods=["POST"])(app.view_functions[endpoint])
        app.view_functions[endpoint] = limited


def _install_keys(settings: Settings) -> None:
    path = settings.keyring_file
    if path is None:
        return
    if not settings.production:
        write_once(path, keyring.new_keyring().as_json())
    keyring.install(keyring.read_keyring(path))


def _act_as_staff(app: Flask) -> None:
    @app.before_request
    def _enter() -> None:
        g.actor_token = enter(staff_actor(g.get("user")))
        g.door_token = enter_by("rest" if request.path.startswith("/api/") else "staff")

    @app.teardown_request
    def _leave(error: BaseException | None) -> None:  # noqa: ARG001 - Flask's signature
        token, door = g.pop("actor_token", None), g.pop("door_token", None)
        if token is not None:
            leave(token)
        if door is not None:
            leave_by(door)
