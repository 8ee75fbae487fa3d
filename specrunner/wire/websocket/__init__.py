"""WebSocket (RFC 6455) with permessage-deflate (RFC 7692), the client's half, around wsproto's frames."""
