"""One process of `cargo xtask bench limit`: as many reads as the rate limit lets through, for three tenants.

The first tenant asks for far more than the others, who must not come off badly for it.
"""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress

from signbridge import AsyncNextSign, RateLimitedError

AT_ONCE = (24, 8, 4)


async def main() -> None:
    """Calls until the time is over."""
    process, seconds, store, *tenants = sys.argv[1:]

    async def call(client: AsyncNextSign) -> None:
        while True:
            with suppress(RateLimitedError):  # the tool counts these
                await client.cases.list(limit=1, headers={"x-process": process}, max_retries=0)

    async with AsyncNextSign.from_env(rate_limit_store=store, timeout=600) as client:
        views = [client.with_company(tenant) for tenant in tenants]
        calls = [call(view) for view, number in zip(views, AT_ONCE, strict=True) for _ in range(number)]
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(asyncio.gather(*calls), float(seconds))


asyncio.run(main())
