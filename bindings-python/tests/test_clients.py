"""Making clients: arguments, the environment, views, and what they show of themselves."""

from __future__ import annotations

import copy
import inspect
import math
import pickle
from typing import TYPE_CHECKING, Any

import pytest
from conftest import COMPANY

import signbridge
from signbridge import AsyncNextSign, NextSign

if TYPE_CHECKING:
    from _server import Server

    from signbridge._client import AsyncClient, Client

BOTH = pytest.mark.parametrize("cls", [NextSign, AsyncNextSign])


@BOTH
def test_a_missing_key_names_the_argument_and_the_variable(cls: type[NextSign]) -> None:
    with pytest.raises(signbridge.ConfigurationError) as caught:
        cls.from_env({}, company_id=COMPANY)
    assert "NEXTSIGN_API_KEY" in str(caught.value)
    assert caught.value.fields[0].field == "api_key"


def test_explicit_arguments_never_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEXTSIGN_API_KEY", "k")
    with pytest.raises(signbridge.ConfigurationError):
        NextSign(company_id=COMPANY)
    assert COMPANY in repr(NextSign.from_env(company_id=COMPANY))


def test_from_env_reads_a_mapping_and_explicit_arguments_win() -> None:
    environ = {"NEXTSIGN_API_KEY": "k", "NEXTSIGN_COMPANY_ID": "one", "PATH": "/bin"}
    assert '"one"' in repr(NextSign.from_env(environ))
    assert '"two"' in repr(NextSign.from_env(environ, company_id="two"))


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"api_key": b"k"}, "api_key"),
        ({"company_id": 5}, "company_id"),
        ({"api_key": "half a character: \ud800"}, "api_key"),
        ({"api_url": 5}, "api_url"),
        ({"environment": 5}, "environment"),
        ({"timeout": "5"}, "timeout"),
        ({"timeout": -1}, "timeout"),
        ({"attempt_timeout": True}, "attempt_timeout"),
        ({"connect_timeout": math.nan}, "connect_timeout"),
        ({"max_retries": "5"}, "max_retries"),
        ({"rate_limit": False}, "rate_limit"),
        ({"max_queue": "5"}, "max_queue"),
        ({"max_queue": True}, "max_queue"),
        ({"reconcile": "no"}, "reconcile"),
        ({"reconcile": 1}, "reconcile"),
        ({"proxy": True}, "proxy"),
        ({"ca_certificates": b"-----BEGIN CERTIFICATE-----"}, "ca_certificates"),
        ({"api_url": "http://example.com"}, "api_url"),
    ],
)
def test_a_wrong_argument_is_a_configuration_error_by_name(arguments: dict[str, Any], field: str) -> None:
    with pytest.raises(signbridge.ConfigurationError) as caught:
        NextSign(**{"api_key": "k", "company_id": COMPANY, **arguments})
    assert caught.value.fields[0].field == field


def test_a_setting_of_each_type_is_refused_by_name_when_it_is_of_another() -> None:
    arguments: dict[str, Any] = {"api_key": "k", "company_id": COMPANY}
    for name in (
        "ca_certificates",
        "client_certificate",
        "max_queue",
        "proxy",
        "rate_limit",
        "rate_limit_store",
    ):
        with pytest.raises(signbridge.ConfigurationError, match="takes") as caught:
            NextSign(**{**arguments, name: 1.5})
        assert caught.value.fields[0].field == name


@pytest.mark.parametrize("timeout", ["5", -3, 0, math.inf, True])
def test_a_view_with_what_is_no_time_is_refused_by_name(timeout: Any) -> None:
    client = NextSign(api_key="k", company_id=COMPANY)
    with pytest.raises(signbridge.ConfigurationError, match="seconds") as caught:
        client.with_options(timeout=timeout)
    assert caught.value.fields[0].field == "timeout"


@BOTH
@pytest.mark.parametrize(
    ("environ", "field"),
    [
        ("prod", "environ"),
        (["NEXTSIGN_API_KEY"], "environ"),
        ({"NEXTSIGN_API_KEY": None}, "NEXTSIGN_API_KEY"),
        ({"NEXTSIGN_API_KEY": b"k"}, "NEXTSIGN_API_KEY"),
    ],
)
def test_an_environment_that_is_none_is_refused_by_name(
    cls: type[NextSign], environ: Any, field: str
) -> None:
    with pytest.raises(signbridge.ConfigurationError) as caught:
        cls.from_env(environ, company_id=COMPANY)
    assert caught.value.fields[0].field == field


@BOTH
def test_repr_names_the_company_and_never_the_key(cls: type[NextSign]) -> None:
    client = cls(api_key="a-secret-key", company_id=COMPANY)
    view = client.with_company("other").with_options(timeout=3, max_retries=0)
    assert repr(client).startswith(f'{cls.__name__}(company_id="{COMPANY}"')
    assert '"other"' in repr(view)
    assert "a-secret-key" not in f"{client!r}{view!r}{client.__class__.__dict__}"
    assert type(view) is cls


@BOTH
@pytest.mark.parametrize("company_id", [None, 5, b"c", "", "half a character: \ud800"])
def test_a_view_for_what_is_no_company_is_refused_by_name(cls: type[NextSign], company_id: Any) -> None:
    client = cls(api_key="k", company_id=COMPANY)
    with pytest.raises(signbridge.ConfigurationError) as caught:
        client.with_company(company_id)
    assert caught.value.fields[0].field == "company_id"


@BOTH
def test_a_client_is_not_pickled_or_copied(cls: type[NextSign]) -> None:
    client = cls(api_key="k", company_id=COMPANY)
    for attempt in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="credential"):
            attempt(client)


def test_a_subclass_keeps_its_class_in_views() -> None:
    class Ours(NextSign):
        pass

    assert type(Ours(api_key="k", company_id=COMPANY).with_company("other")) is Ours


def test_both_clients_have_the_same_methods_with_the_same_arguments() -> None:
    sync = NextSign(api_key="k", company_id=COMPANY)
    other = AsyncNextSign(api_key="k", company_id=COMPANY)
    pairs = [(sync, other)] + [(getattr(sync, name), getattr(other, name)) for name in NextSign.__slots__]
    for one, two in pairs:
        names = [name for name in dir(one) if not name.startswith("_") and callable(getattr(one, name))]
        assert names == [n for n in dir(two) if not n.startswith("_") and callable(getattr(two, n))]
        for name in names:
            parameters = [list(inspect.signature(getattr(each, name)).parameters) for each in (one, two)]
            assert parameters[0] == parameters[1], name
            assert inspect.getdoc(getattr(one, name)), name


def test_every_export_can_be_had_and_nothing_else() -> None:
    for name in signbridge.__all__:
        assert getattr(signbridge, name) is not None
    assert set(signbridge.__all__) <= set(dir(signbridge))
    with pytest.raises(AttributeError):
        signbridge.nothing  # noqa: B018
    with pytest.raises(AttributeError):
        signbridge.nextsign.nothing  # noqa: B018
    assert "Case" in dir(signbridge.nextsign)


async def test_clients_are_context_managers(server: Server) -> None:
    arguments: dict[str, Any] = {"api_key": "k", "company_id": COMPANY, "api_url": server.url}
    sync: Client
    with NextSign(**arguments) as sync:
        pass
    with pytest.raises(signbridge.SignbridgeError):
        sync.request("GET", "/v2/things")
    other: AsyncClient
    async with AsyncNextSign(**arguments) as other:
        pass
    with pytest.raises(signbridge.SignbridgeError):
        await other.request("GET", "/v2/things")
