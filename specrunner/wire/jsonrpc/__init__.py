"""JSON-RPC 2.0: messages, batches, and the two ends of a connection. Values in, values and facts out."""

from .batch import RpcMatch, is_alike, match_rpc_answers
from .codes import (
    INTERNAL_ERROR,
    INVALID_PARAMS,
    INVALID_REQUEST,
    METHOD_NOT_FOUND,
    PARSE_ERROR,
    RPC_ERROR_RANGES,
    rpc_error_range,
)
from .message import (
    Key,
    RpcError,
    RpcMalformed,
    RpcMessage,
    RpcNotification,
    RpcRequest,
    RpcResponse,
    read_rpc_message,
    rpc_error,
    rpc_id_key,
    rpc_result,
)
from .payload import RpcPayload, read_rpc_payload, rpc_payload_of, rpc_payload_of_document, wants_answer
from .peer import Answered, Asked, Broken, RpcFact, RpcPeer, Stray, Told

__all__ = [
    "INTERNAL_ERROR",
    "INVALID_PARAMS",
    "INVALID_REQUEST",
    "METHOD_NOT_FOUND",
    "PARSE_ERROR",
    "RPC_ERROR_RANGES",
    "Answered",
    "Asked",
    "Broken",
    "Key",
    "RpcError",
    "RpcFact",
    "RpcMalformed",
    "RpcMatch",
    "RpcMessage",
    "RpcNotification",
    "RpcPayload",
    "RpcPeer",
    "RpcRequest",
    "RpcResponse",
    "Stray",
    "Told",
    "is_alike",
    "match_rpc_answers",
    "read_rpc_message",
    "read_rpc_payload",
    "rpc_error",
    "rpc_error_range",
    "rpc_id_key",
    "rpc_payload_of",
    "rpc_payload_of_document",
    "rpc_result",
    "wants_answer",
]
