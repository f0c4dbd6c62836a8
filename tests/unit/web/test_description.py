"""The application and the committed documents say the same."""

import httpx
import pytest
import yaml
from fastapi import APIRouter, FastAPI
from openapi_spec_validator import OpenAPIV31SpecValidator

from domain.identity.principal import Permission
from robson_app.api import create_api
from robson_app.api.app import ASYNCAPI, OPENAPI
from robson_app.api.security import UndeclaredOperationError, permissions

COMMITTED = yaml.safe_load(OPENAPI.read_text(encoding="utf-8"))
WRITES = {
    f"{method} {path}": operation
    for path, operations in COMMITTED["paths"].items()
    for method, operation in operations.items()
    if method != "get"
}
STORES_NOTHING = {"previewPlan", "calculateSize", "readInvitation"}
ANSWERS_ARE_SECRET = {  # a kept answer would be a second copy
    "startDemo", "endSession", "signUp", "signIn", "showSecondFactor", "stepUp", "offerFactor", "confirmFactor",
    "endOtherSession", "endOtherSessions", "renewRecovery", "removeFactor", "changePassword", "forgetPassword",
    "choosePassword", "join",
}  # fmt: skip


def client():
    return httpx.AsyncClient(transport=httpx.ASGITransport(create_api()), base_url="http://localhost:3000")


def test_the_application_says_what_the_committed_document_says():
    assert create_api().openapi() == COMMITTED, "python -m robson_app.api.specification shows the difference"


def test_the_committed_document_is_valid_openapi_3_1():
    assert COMMITTED["openapi"].startswith("3.1.")
    OpenAPIV31SpecValidator(COMMITTED).validate()


@pytest.mark.parametrize("document", ["openapi", "asyncapi"])
async def test_the_documents_are_served_as_they_are_committed(document):
    committed = {"openapi": OPENAPI, "asyncapi": ASYNCAPI}[document]
    async with client() as http:
        answer = await http.get(f"/api/v1/{document}.yaml")
    assert answer.content == committed.read_bytes()


def test_every_operation_declares_who_may_call_it():
    declared = permissions(create_api().routes)
    assert declared["POST /api/v1/plans/{plan_id}/execute"] is Permission.TRADE
    assert declared["POST /api/v1/accounts/{account_id}/kill-switch"] is Permission.KILL
    assert declared["POST /api/v1/accounts/{account_id}/limits"] is Permission.RISK
    opened = {name for name, permission in declared.items() if permission == "open"}
    assert opened == {
        "POST /api/v1/session/demo", "POST /api/v1/session/end", "POST /api/v1/session/sign-up",
        "POST /api/v1/session/sign-in", "POST /api/v1/session/second-factor",
        "POST /api/v1/session/forgotten", "POST /api/v1/session/new-password",
        "POST /api/v1/session/invitation", "POST /api/v1/session/join",
        "GET /healthz", "GET /readyz", "GET /metrics",
        "GET /api/v1/openapi.yaml", "GET /api/v1/asyncapi.yaml",
    }  # fmt: skip


def test_an_operation_that_declares_nothing_does_not_start():
    router = APIRouter()

    @router.get("/secret")
    async def secret() -> str:
        return "told"

    app = FastAPI()
    app.include_router(router)
    with pytest.raises(UndeclaredOperationError, match="GET /secret"):
        permissions(app.routes)


@pytest.mark.parametrize("name", WRITES)
def test_every_write_asks_for_an_idempotency_key(name):
    operation = WRITES[name]
    headers = [p["name"] for p in operation.get("parameters", []) if p["in"] == "header" and p["required"]]
    assert (headers == ["Idempotency-Key"]) is (operation["operationId"] not in STORES_NOTHING | ANSWERS_ARE_SECRET)


def test_no_schema_lets_a_number_stand_for_money_or_takes_unknown_fields():
    for name, schema in COMMITTED["components"]["schemas"].items():
        if schema.get("type") == "object":
            assert schema.get("additionalProperties") is False, name
        assert '"number"' not in str(schema).replace("'", '"'), name


@pytest.mark.parametrize("path", ["/api", "/api/v1/nope", "/api/v2/plans", "/api/v1/plans/", "/api/v1//plans"])
async def test_an_unknown_path_is_a_problem_not_a_page(path):
    async with client() as http:
        answer = await http.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(("method", "path"), [("PUT", "/api/v1/market"), ("DELETE", "/api/v1/session")])
async def test_a_method_that_is_no_operation_names_those_that_are(method, path):
    async with client() as http:
        answer = await http.request(method, path)
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET"
