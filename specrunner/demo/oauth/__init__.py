"""An authorization server beside the shop: OAuth 2.0 with OpenID Connect. Its tokens open the shop."""

from .routes import oauth_routes

__all__ = ["oauth_routes"]
