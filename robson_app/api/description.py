"""The application's own OpenAPI description, in the shape of the committed document: short, without repetition."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from robson_app.api.problem import MEDIA_TYPE, Problem

Json = dict[str, Any]


def described(app: FastAPI) -> Json:
    """Return the description, made once."""
    if app.openapi_schema is None:
        schema = get_openapi(
            title=app.title,
            version=app.version,
            description=app.description,
            routes=app.routes,
            separate_input_output_schemas=False,
        )
        schema["servers"] = [{"url": "/", "description": "The host and port of the pages."}]
        _add_problem(schema)
        for path in schema["paths"].values():
            for operation in path.values():
                _tidy(operation, schema["components"])
        for name in ("HTTPValidationError", "ValidationError"):
            schema["components"]["schemas"].pop(name, None)
        _untitled(schema["components"]["schemas"])
        _untitled(schema["paths"])
        app.openapi_schema = schema
    return app.openapi_schema


def _add_problem(schema: Json) -> None:
    made = Problem.model_json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
    schema["components"]["schemas"].update(made.pop("$defs") | {"Problem": made})
    schema["components"]["responses"] = {}


def _tidy(operation: Json, components: Json) -> None:
    operation["summary"], _, rest = operation.pop("description").partition("\n")
    if rest.strip():
        operation["description"] = " ".join(rest.split())
    for status, response in list(operation["responses"].items()):
        content = response.get("content", {})
        if MEDIA_TYPE in content:
            name = HTTPStatus(int(status)).name.title().replace("_", "")
            components["responses"][name] = response
            operation["responses"][status] = {"$ref": f"#/components/responses/{name}"}
        elif content.get("application/json", {}).get("schema", {}).get("$ref", "").endswith("HTTPValidationError"):
            del operation["responses"][status]
        elif response["description"] == "Successful Response":
            response["description"] = "Done."


def _untitled(node: Any) -> None:
    """Drop the titles that are only the field's name once more; a property called `title` stays."""
    if isinstance(node, dict):
        if isinstance(node.get("title"), str):
            del node["title"]
        for value in node.values():
            _untitled(value)
    elif isinstance(node, list):
        for value in node:
            _untitled(value)
