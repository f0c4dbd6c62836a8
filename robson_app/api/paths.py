"""What the paths of the API allow, and how it answers to those that are none."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import Request, Response
from fastapi.routing import APIRoute, iter_route_contexts

from robson_app.api.problem import problem


def allowed(request: Request) -> str:
    """Return the methods of a request's path, empty when there is no such path."""
    methods: set[str] = set()
    for route in iter_route_contexts(request.app.routes):
        if isinstance(route.original_route, APIRoute) and route.path_regex.match(request.url.path):
            methods |= route.methods or set()
    return ", ".join(sorted(methods))


async def not_an_operation(request: Request, _: Exception | None = None) -> Response:
    """Answer to a path or a method that the API does not have."""
    methods = allowed(request)
    if not methods:
        return problem(HTTPStatus.NOT_FOUND, "PATH_UNKNOWN", "there is no such path; see /api/v1/openapi.yaml")
    return problem(
        HTTPStatus.METHOD_NOT_ALLOWED,
        "METHOD_NOT_ALLOWED",
        f"{request.method} is not an operation of this path; nothing was done",
        headers={"Allow": methods},
    )
