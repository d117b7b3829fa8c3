"""Options, parameters, pages and raw requests."""

from __future__ import annotations

import asyncio
import enum
import math
from typing import TYPE_CHECKING, Any

import pytest
from _server import CASE, Answer, Request, Server

import signbridge
from signbridge import NextSign, ResponseInfo

if TYPE_CHECKING:
    from signbridge import AsyncNextSign


def test_a_case_is_read_by_its_id(client: NextSign, server: Server) -> None:
    case = client.cases.get("abc")
    assert (case.id, case.title) == ("abc", "Lease")
    (request,) = server.requests
    assert request.target == "/v2/6500e19662ec13c4faa7de00/case/abc/get"
    assert request.headers["authorization"] == "Bearer a-secret-key"
    assert request.headers["user-agent"].startswith("signbridge/")
    assert "python/3." in request.headers["user-agent"]


def test_a_view_is_for_its_own_company(client: NextSign, server: Server) -> None:
    client.with_company("other").cases.get("abc")
    client.cases.get("abc")
    companies = [request.target.split("/")[2] for request in server.requests]
    assert companies == ["other", "6500e19662ec13c4faa7de00"]


def test_whole_seconds_and_fractions_are_both_times(client: NextSign, server: Server) -> None:
    for timeout in (0.2, 1):
        with pytest.raises(signbridge.SignbridgeTimeoutError):
            client.cases.get("held", timeout=timeout, max_retries=0)


@pytest.mark.parametrize("timeout", ["1", math.nan, math.inf, True, object(), -1, 0, 86_401, 1e300, 10**400])
def test_a_time_that_is_none_is_refused_and_not_dropped(
    timeout: Any, client: NextSign, server: Server
) -> None:
    with pytest.raises(signbridge.InvalidRequestError) as caught:
        client.cases.get("1", timeout=timeout)
    assert caught.value.fields[0].field == "timeout"
    assert "seconds" in caught.value.fields[0].message
    assert server.requests == []


def test_an_unknown_option_is_a_type_error(client: NextSign) -> None:
    with pytest.raises(TypeError, match="time_out"):
        client.cases.get("1", time_out=1)  # type: ignore[call-arg]


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"max_retries": -1}, "max_retries"),
        ({"max_retries": 1.5}, "max_retries"),
        ({"headers": "x-a: b"}, "headers"),
        ({"headers": {"x-a": b"b"}}, "headers"),
        ({"idempotency_key": object()}, "idempotency_key"),
    ],
)
def test_an_option_of_another_type_is_refused_by_name(
    options: dict[str, Any], field: str, client: NextSign, server: Server
) -> None:
    with pytest.raises(signbridge.InvalidRequestError) as caught:
        client.cases.get("1", **options)
    assert caught.value.fields[0].field == field
    assert caught.value.operation == "cases.get"
    assert server.requests == []


@pytest.mark.parametrize(
    ("case_id", "field"), [(object(), "case_id"), (b"1", "case_id"), ("\ud800", "case_id"), ("", "case_id")]
)
def test_an_id_that_is_no_text_is_refused(case_id: Any, field: str, client: NextSign, server: Server) -> None:
    with pytest.raises(signbridge.InvalidRequestError) as caught:
        client.cases.get(case_id)
    assert caught.value.fields[0].field == field
    assert server.requests == []


def test_one_id_where_several_are_taken_is_not_spelt_out_letter_by_letter(
    client: NextSign, server: Server
) -> None:
    with pytest.raises(signbridge.InvalidRequestError) as caught:
        client.cases.get_multiple("abc")
    assert caught.value.fields[0].field == "case_ids"
    server.respond = lambda _: Answer({"cases": [CASE]})
    assert len(client.cases.get_multiple(["a", "b"])) == 1
    assert server.requests[0].target.endswith("/cases/a,b/get")


def test_enum_members_and_numbers_are_sent_as_their_value(client: NextSign, server: Server) -> None:
    class Status(str, enum.Enum):
        PENDING = "pending"

    server.respond = lambda _: Answer({"cases": []})
    client.cases.list(status=Status.PENDING, limit=3)
    assert sorted(server.requests[0].target.split("?")[1].split("&")) == ["limit=3", "status=pending"]


def test_headers_and_the_answers_metadata(client: NextSign, server: Server) -> None:
    infos: list[ResponseInfo] = []
    sent = (("Link", "a"), ("Link", "b"), ("X-Request-Id", "r-7"), ("Set-Cookie", "session=1"))
    server.respond = lambda _: Answer({"case": CASE}, 200, sent)
    client.cases.get("1", headers={"X-Trace": "t-1"}, on_response=infos.append)
    assert server.requests[0].headers["x-trace"] == "t-1"
    (info,) = infos
    assert (info.status, info.request_id, len(info.attempts)) == (200, "r-7", 1)
    assert info.headers["LINK"] == "a, b"
    assert info.headers.get_all("Link") == ["a", "b"]
    assert "x-request-id" in info.headers
    assert "set-cookie" not in info.headers
    assert "r-7" not in repr(info.headers)


def pages(request: Request) -> Answer:
    index = int(request.target.partition("index=")[2].partition("&")[0] or 0)
    count = 2 if index < 2 else 1
    return Answer({"cases": [{"_id": f"{index}-{each}"} for each in range(count)]})


def test_a_page_iterates_over_the_items_of_all_pages(client: NextSign, server: Server) -> None:
    server.respond = pages
    page = client.cases.list(limit=2)
    assert ([case.id for case in page.items], page.has_next) == (["0-0", "0-1"], True)
    assert page.info.status == 200
    assert [case.id for case in page] == ["0-0", "0-1", "1-0", "1-1", "2-0"]
    following = page.next_page()
    assert following is not None
    last = following.next_page()
    assert last is not None
    assert (last.has_next, last.next_page()) == (False, None)


def test_a_page_has_the_length_and_the_items_of_itself_alone(client: NextSign, server: Server) -> None:
    server.respond = pages
    page = client.cases.list(limit=2)
    assert (len(page), page[0].id, page[-1].id, page[0:1]) == (2, "0-0", "0-1", page.items[:1])
    assert page
    server.respond = lambda _: Answer({"cases": []})
    assert not client.cases.list()


async def test_an_async_page_has_a_length_and_a_task_for_it_is_made_by_ensure_future(
    async_client: AsyncNextSign, server: Server
) -> None:
    server.respond = pages
    task = asyncio.ensure_future(async_client.cases.list(limit=2))
    first, (second,) = await task, await asyncio.gather(async_client.cases.list(limit=2))
    assert (len(first), len(second), first[0].id) == (2, 2, "0-0")
    with pytest.raises(TypeError, match="not iterable"):
        list(first)  # type: ignore[call-overload]  # it would end with this page
    server.respond = lambda _: Answer({"cases": []})
    assert not await async_client.cases.list()


def test_iteration_requests_a_page_only_when_it_gets_there(client: NextSign, server: Server) -> None:
    server.respond = pages
    cases = iter(client.cases.list(limit=2))
    assert [next(cases).id, next(cases).id] == ["0-0", "0-1"]
    assert len(server.requests) == 1


async def test_an_async_list_is_awaited_or_iterated(async_client: AsyncNextSign, server: Server) -> None:
    server.respond = pages
    expected = ["0-0", "0-1", "1-0", "1-1", "2-0"]
    assert [case.id async for case in async_client.cases.list(limit=2)] == expected
    page = await async_client.cases.list(limit=2)
    assert (len(page.items), page.has_next) == (2, True)
    assert [case.id async for case in page] == expected
    following = await page.next_page()
    assert following is not None
    assert following.items[0].id == "1-0"


def test_a_file_is_given_by_position_and_any_bytes_will_do(client: NextSign, server: Server) -> None:
    server.respond = lambda _: Answer({"url": "https://storage/lease.pdf"})
    pdf = b"%PDF-1.7\n%%EOF"
    for file in (pdf, bytearray(pdf), memoryview(pdf)):
        assert client.documents.upload(file, name="lease.pdf") == "https://storage/lease.pdf"
    assert all(pdf in request.body for request in server.requests)
    with pytest.raises(signbridge.InvalidRequestError) as caught:
        client.documents.upload("lease.pdf", name="lease.pdf")  # type: ignore[arg-type]
    assert caught.value.fields[0].field == "file"


def test_a_raw_request_keeps_credential_tenant_and_errors(client: NextSign, server: Server) -> None:
    server.respond = lambda _: Answer({"things": [1]}, 201)
    response = client.request("POST", "/v2/{company}/things", query={"a": [1, 2], "b": None}, json={"x": 1})
    assert (response.status, response.json(), response.content) == (201, {"things": [1]}, b'{"things": [1]}')
    (request,) = server.requests
    assert request.target == "/v2/6500e19662ec13c4faa7de00/things?a=1,2"
    assert request.headers["authorization"] == "Bearer a-secret-key"
    assert request.json == {"x": 1}
    server.respond = lambda _: Answer({"message": "Case not found"}, 404)
    with pytest.raises(signbridge.NotFoundError):
        client.request("GET", "/v2/{company}/things")
    with pytest.raises(signbridge.InvalidRequestError):
        client.request("POST", "/v2/{company}/things", json={}, body=b"")


def test_a_raw_answer_that_is_no_json_says_so(client: NextSign, server: Server) -> None:
    server.respond = lambda _: Answer(b"plain", 200, (("Content-Type", "text/plain"),))
    response = client.request("GET", "/v2/things")
    assert response.content == b"plain"
    with pytest.raises(signbridge.DecodeError):
        response.json()


def test_a_closed_client_refuses_calls(server: Server, client: NextSign) -> None:
    view = client.with_company("other")
    client.close()
    with pytest.raises(signbridge.SignbridgeError):
        view.cases.get("1")
    assert server.requests == []
