"""How are the two web applications put together?"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask, g, session
from flask_appbuilder import AppBuilder
from flask_babel import get_locale
from flask_login import user_logged_in, user_logged_out
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.middleware.proxy_fix import ProxyFix

import models  # noqa: F401 - maps every entity
import views
from app import errors, jobs
from app.admin import register_portal
from app.admin.roles import builtin_roles
from app.admin.security import PortalSecurityManager
from app.admin.staff_actor import staff_actor
from app.extensions import db, new_babel, new_csrf, new_limiter, utc_now
from app.extensions.database import engine_options, prepare, write_first
from app.extensions.headers import add_headers
from app.extensions.logs import tag_requests
from app.extensions.sessions import DoorSessions, Lifetime
from app.gateways.wiring import wire
from app.security import keyring
from app.security.actor import enter, leave
from app.worker import register_jobs
from config import ROOT, Jobs, Settings, refuse_unsafe, write_once

LANGUAGES = {
    "zh_Hans_CN": {"flag": "cn", "name": "简体中文"},
    "en": {"flag": "gb", "name": "English"},
}
LARGEST_REQUEST = 62 * 1024 * 1024
TEMPLATES = Path(__file__).parent / "templates"
FAB = {
    "FAB_CREATE_DB": False,
    "FAB_UPDATE_PERMS": False,
    "FAB_ADD_SECURITY_API": False,
    "FAB_ADD_OPENAPI_VIEWS": False,
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


def create_app(settings: Settings | None = None) -> DispatcherMiddleware:
    """Return both doors in one process: the parents' at ``/``, the staff's at ``/staff``."""
    chosen = settings or Settings()
    public = create_public_app(chosen)
    return DispatcherMiddleware(public, {"/staff": create_staff_app(chosen, prefix="/staff")})


def create_public_app(settings: Settings) -> Flask:
    """Return the parents' site; no object of Flask-AppBuilder is in it."""
    settings = settings.completed()
    lifetime = _lifetime(settings.parents_idle_minutes, settings.parents_session_hours)
    app = _door("parents", settings, settings.secret_key_parents.get_secret_value(), lifetime)
    app.config.update(SESSION_COOKIE_NAME="jf_p")
    _bind(app, settings)
    views.register_public(app)
    register_jobs(app)
    return app


def create_staff_app(settings: Settings, prefix: str = "") -> Flask:
    """Return the staff portal, generated from the schema by Flask-AppBuilder's machinery."""
    settings = settings.completed()
    lifetime = _lifetime(settings.staff_idle_minutes, settings.staff_session_hours)
    app = _door("staff", settings, settings.secret_key_staff.get_secret_value(), lifetime)
    app.config.update(FAB, SESSION_COOKIE_NAME="jf_s", SESSION_COOKIE_PATH=prefix or "/")
    app.config["FAB_ROLES"] = builtin_roles()
    app.config["FAB_SAFE_REDIRECT_HOSTS"] = [host for host in (settings.staff_host,) if host]
    _bind(app, settings)
    with app.app_context():
        builder = AppBuilder(app, db.session, security_manager_class=PortalSecurityManager)
        register_portal(app, builder)
        views.register_staff(app)
    _act_as_staff(app)
    _rotate_session_ids(app)
    return app


def _lifetime(idle_minutes: int, hours: int) -> Lifetime:
    return Lifetime(timedelta(minutes=idle_minutes), timedelta(hours=hours))


def _door(name: str, settings: Settings, secret: str, lifetime: Lifetime) -> Flask:
    refuse_unsafe(settings)
    app = Flask(f"jifen_{name}", template_folder=str(TEMPLATES), static_folder=_static())
    app.config.update(
        DOOR=name,
        SETTINGS=settings,
        SECRET_KEY=secret,
        CLOCK=utc_now,
        PRODUCTION=settings.production,
        TESTING=settings.environment == "test",
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(
            settings.database_url, settings.statement_timeout_ms
        ),
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.production,
        WTF_CSRF_TIME_LIMIT=None,
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        TRUSTED_HOSTS=[host for host in (settings.parents_host, settings.staff_host) if host]
        or None,
        APP_NAME="jifen",
        LANGUAGES=LANGUAGES,
        BABEL_DEFAULT_LOCALE="zh_Hans_CN",
        BABEL_DEFAULT_TIMEZONE="Asia/Shanghai",
        BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "translations"),
        RATELIMIT_ENABLED=settings.environment != "test",
        RATELIMIT_STORAGE_URI=settings.limiter_storage,
        RATELIMIT_HEADERS_ENABLED=False,
        HELP_PHONE="",
    )
    app.session_interface = DoorSessions(name, settings.sessions_url, lifetime)
    return app


def _static() -> str:
    return str(Path(__file__).parent / "static")


def _bind(app: Flask, settings: Settings) -> None:
    _install_keys(settings)
    wire(settings.storage_dir)
    jobs.configure("" if settings.jobs is Jobs.off else settings.database_url)
    db.init_app(app)
    with app.app_context():
        prepare(db.engine)
    new_csrf().init_app(app)
    app.extensions["door_limiter"] = new_limiter()
    app.extensions["door_limiter"].init_app(app)
    if app.config["DOOR"] == "parents":
        new_babel().init_app(app, locale_selector=_locale)
    write_first(app)
    tag_requests(app)
    errors.register(app)
    add_headers(app, https=settings.production)
    app.jinja_env.globals["html_lang"] = html_lang
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]


def _install_keys(settings: Settings) -> None:
    path = settings.keyring_file
    if path is None:
        return
    if not settings.production:
        write_once(path, keyring.new_keyring().as_json())
    keyring.install(keyring.read_keyring(path))


def _locale() -> str:
    chosen = session.get("locale")
    return chosen if chosen in LANGUAGES else "zh_Hans_CN"


def html_lang() -> str:
    """Return the page's language as HTML names it (BCP 47)."""
    known = {"zh_Hans_CN": "zh-CN", "zh_Hant_TW": "zh-TW"}
    return known.get(str(get_locale()), str(get_locale() or "zh-CN"))


def _act_as_staff(app: Flask) -> None:
    @app.before_request
    def _enter() -> None:
        g.actor_token = enter(staff_actor(g.get("user")))

    @app.teardown_request
    def _leave(error: BaseException | None) -> None:  # noqa: ARG001 - Flask's signature
        token = g.pop("actor_token", None)
        if token is not None:
            leave(token)


def _rotate_session_ids(app: Flask) -> None:
    def rotate(sender: Any, user: Any, **more: Any) -> None:  # noqa: ARG001 - signal's form
        interface = app.session_interface
        if sender is app and isinstance(interface, DoorSessions):
            interface.regenerate(session)

    user_logged_in.connect(rotate, app, weak=False)
    user_logged_out.connect(rotate, app, weak=False)
