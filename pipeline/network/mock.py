"""A transport that answers from a function, to try a source or a client without a network.

It is part of the package, not of the tests, so that whoever writes a source can test it in the same way:

>>> from pipeline.model.urls import hosts_of
>>> from pipeline.network.client import Client
>>> from pipeline.network.messages import Request, Service
>>> def handler(request, url, params, headers):
...     return json_response({"asked": url, "with": dict(params or ())})
>>> toy = Service("toy", "https://toy.example/v1", {"list": 10})
>>> with Client(cache_path=None, hosts=hosts_of([toy.base_url]), transport=MockTransport(handler)) as client:
...     client.ask(Request(toy, "/works", (("query", "pears"),))).data
{'asked': 'https://toy.example/v1/works', 'with': {'query': 'pears'}}
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from pipeline.network.messages import Params, Request, Response

Handler = Callable[[Request, str, Params | None, Mapping[str, str]], Response]
"""From a request, its full URL, its parameters (None after a redirect) and its headers to a response."""


class MockTransport:
    """Answers every request by calling a function; it can stand wherever `HttpTransport` can.

    Args:
        handler: Makes the response to each request. It may raise `NoReplyError`, as a failing network would, and it is
            called from several threads when several services are asked.

    Attributes:
        requests: Every request that was sent, in order; one that was tried three times is in it three times.
    """

    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        self.requests: list[Request] = []

    def send(self, request: Request, url: str, params: Params | None, headers: Mapping[str, str]) -> Response:
        """The handler's response."""
        self.requests.append(request)
        return self._handler(request, url, params, headers)

    def close(self) -> None:
        """Nothing is held open."""


def json_response(data: Any, status_code: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A response whose body is JSON; the names of `headers` are lower-case."""
    return Response(status_code, {"content-type": "application/json", **(headers or {})}, msgspec.json.encode(data))
