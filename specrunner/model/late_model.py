"""Models that are imported when a document makes use of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic import BaseModel, GetCoreSchemaHandler
from pydantic.annotated_handlers import GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema


class LateModel:
    """Stands in a field's annotation for a model that only few documents need: to build it costs each start.

    Mistakes are told as if the model stood there itself.
    """

    def __init__(self, load: Callable[[], type[BaseModel]]) -> None:
        self.load = load

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        def validate(value: object) -> object:
            # pydantic takes over what a ValidationError in here says, and puts the place of the field before it.
            return self.load().model_validate(value)

        return core_schema.no_info_plain_validator_function(validate)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return handler(self.load().__pydantic_core_schema__)
