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
    graphql,
    limited,
    lines,
    orders,
    redirects,
    rpc,
    service,
    skus,
    sockets,
    timing,
)

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
    *rpc.ENDPOINTS,
    *graphql.ENDPOINTS,
    *content.ENDPOINTS,
    *cookies.ENDPOINTS,
    *caching.ENDPOINTS,
)

SOCKETS = (*sockets.SOCKETS, *rpc.SOCKETS)
