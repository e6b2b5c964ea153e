"""The CRM's REST interface: what failed before it was sent, and what may have happened."""

from __future__ import annotations

import asyncio
import functools
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import httpx

from plam_agent import AccountError, Context, ToolError, UncertainError

SECONDS = 20.0
LARGEST = 4 << 20


class Rest:
    """One connection to the CRM."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        """Use an open client."""
        self._client = client

    async def read(self, path: str, query: Mapping[str, str]) -> Any:
        """What is at `path`. Raises AccountError where the server does not answer."""
        try:
            answer = await self._client.get(path, params=query)
        except httpx.HTTPError as error:
            raise AccountError(f"the CRM does not answer: {type(error).__name__}") from error
        return _said(answer)

    async def write(
        self, method: str, path: str, body: Any = None, version: str = ""
    ) -> Mapping[str, Any]:
        """Change what is at `path`, where it still has `version` if one is given.

        Raises AccountError where nothing was sent, and UncertainError where nobody knows.
        """
        headers = {"If-Match": version} if version else {}
        try:
            answer = await self._client.request(method, path, json=body, headers=headers)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise AccountError("the CRM cannot be reached, so nothing was sent") from error
        except httpx.HTTPError as error:
            raise UncertainError("the CRM took the request and did not answer") from error
        if answer.status_code >= 500:
            raise UncertainError(f"the CRM failed meanwhile ({answer.status_code})")
        return dict(_said(answer) or {})


def _said(answer: httpx.Response) -> Any:
    match answer.status_code:
        case 200 | 201:
            if len(answer.content) > LARGEST:
                raise ToolError("the CRM answers more than can be read")
            try:
                return answer.json()
            except ValueError as error:
                raise ToolError("the CRM does not answer in JSON") from error
        case 204:
            return None
        case 401 | 403:
            raise AccountError("the CRM refuses the token", fix="plam tools connect crm …")
        case 404:
            raise ToolError("it is not there any more", fix="Look it up again.")
        case 409 | 412:
            raise ToolError("it was changed meanwhile, so nothing was", fix="Look it up again.")
    raise AccountError(f"the CRM answers {answer.status_code}")


@asynccontextmanager
async def rest(context: Context) -> AsyncIterator[Rest]:
    """A connection to the account's CRM, opened once for all calls of a request."""
    url = str(context.account.settings.get("url", ""))
    if not url.startswith(("https://", "http://127.0.0.1")):
        raise AccountError("the account names no https:// address", fix="plam tools connect crm …")
    headers = {"Authorization": f"Bearer {context.secret('token')}"}

    trust = await asyncio.to_thread(_trust)
    async with httpx.AsyncClient(
        base_url=url, headers=headers, timeout=SECONDS, verify=trust, trust_env=False
    ) as client:
        yield Rest(client)


@functools.cache
def _trust() -> ssl.SSLContext:
    # It reads every certificate of the machine from the disk.
    return ssl.create_default_context()
