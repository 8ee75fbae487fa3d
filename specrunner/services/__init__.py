"""Services of a spec: processes and in-process ASGI apps, started, made ready, and stopped without remains."""

from ..transport import free_port
from ..transport import kill_children as kill_services
from .definition import HttpReady, LogReady, ServiceDefinition, TcpReady, define_service
from .failure import ServiceFailed
from .running import RunningService, running_service

__all__ = [
    "HttpReady",
    "LogReady",
    "RunningService",
    "ServiceDefinition",
    "ServiceFailed",
    "TcpReady",
    "define_service",
    "free_port",
    "kill_services",
    "running_service",
]
