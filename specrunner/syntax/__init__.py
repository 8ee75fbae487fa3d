"""YAML 1.2 text as located nodes: one document a file, the core schema, every mistake with its place."""

from .compose import Composed, compose
from .limits import Limits
from .nodes import Entry, MappingNode, Node, Scalar, ScalarNode, ScalarStyle, SequenceNode
from .offsets import span_within
from .paths import key_span, locate, plain
from .read import decode_source, read_source
from .scalars import NumberOutOfRangeError, resolve_plain

__all__ = [
    "Composed",
    "Entry",
    "Limits",
    "MappingNode",
    "Node",
    "NumberOutOfRangeError",
    "Scalar",
    "ScalarNode",
    "ScalarStyle",
    "SequenceNode",
    "compose",
    "decode_source",
    "key_span",
    "locate",
    "plain",
    "read_source",
    "resolve_plain",
    "span_within",
]
