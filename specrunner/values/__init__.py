"""Values: what an author writes inside a scalar (expressions, templates, selectors, units), compiled once."""

from .describe import describe, described, quoted, type_name
from .equality import same_value
from .errors import EvaluationError
from .expression import Expression, Reference, compile_expression, unknown_name_hint
from .functions import FUNCTIONS, Function, Parameter, functions_table
from .jmes import compile_jmespath
from .json import JsonDocument, JsonError, dump_json, parse_json
from .lookup import Key, path_text
from .missing import MISSING, Missing
from .path import compile_path
from .regex import Regex, RegexMatch, compile_regex
from .render import compile_render, templates_in
from .scope import ExplainedMapping, FunctionContext, Scope
from .secret import Masker
from .select import Locate, Match, Selector, compile_selector
from .sensitive import SENSITIVE_NAMES, is_sensitive_name, may_hold_sensitive_name
from .shorten import masking_before_cuts, shortened
from .template import Template, bare_braces, compile_template, templated
from .units import format_duration, format_size, parse_duration, parse_percent, parse_rate, parse_size
from .write import Writer, compile_writer

__all__ = [
    "FUNCTIONS",
    "MISSING",
    "SENSITIVE_NAMES",
    "EvaluationError",
    "ExplainedMapping",
    "Expression",
    "Function",
    "FunctionContext",
    "JsonDocument",
    "JsonError",
    "Key",
    "Locate",
    "Masker",
    "Match",
    "Missing",
    "Parameter",
    "Reference",
    "Regex",
    "RegexMatch",
    "Scope",
    "Selector",
    "Template",
    "Writer",
    "bare_braces",
    "compile_expression",
    "compile_jmespath",
    "compile_path",
    "compile_regex",
    "compile_render",
    "compile_selector",
    "compile_template",
    "compile_writer",
    "describe",
    "described",
    "dump_json",
    "format_duration",
    "format_size",
    "functions_table",
    "is_sensitive_name",
    "masking_before_cuts",
    "may_hold_sensitive_name",
    "parse_duration",
    "parse_json",
    "parse_percent",
    "parse_rate",
    "parse_size",
    "path_text",
    "quoted",
    "same_value",
    "shortened",
    "templated",
    "templates_in",
    "type_name",
    "unknown_name_hint",
]
