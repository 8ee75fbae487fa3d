"""All routes of the demo service, one module a subject. A module's `ENDPOINTS` are its rows."""

from . import (
    accounts,
    admin,
    caching,
    challenges,
    content,
    cookies,
    echo,
    feed,
    limited,
    lines,
    orders,
    redirects,
    service,
    skus,
    timing,
)
from .sockets import SOCKETS as SOCKETS

ENDPOINTS = (
    *service.ENDPOINTS,
    *skus.ENDPOINTS,
    *orders.ENDPOINTS,
    *lines.ENDPOINTS,
    *accounts.ENDPOINTS,
    *challenges.ENDPOINTS,
    *admin.ENDPOINTS,
    *limited.ENDPOINTS,
    *echo.ENDPOINTS,
    *redirects.ENDPOINTS,
    *timing.ENDPOINTS,
    *feed.ENDPOINTS,
    *content.ENDPOINTS,
    *cookies.ENDPOINTS,
    *caching.ENDPOINTS,
)
