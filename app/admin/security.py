"""Who may log in to the portal, and what may they do there?"""

from __future__ import annotations

from flask_appbuilder.security.sqla.manager import SecurityManager


class PortalSecurityManager(SecurityManager):
    """Flask-AppBuilder's security, hardened."""
