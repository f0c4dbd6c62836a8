"""`python -m tests.venue --port 0`: the venue as a process that outlives those who trade on it."""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import sys

from tests.venue.server import LocalVenue


async def serve(port: int) -> None:
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    async with LocalVenue(port) as venue:
        addresses = {"url": venue.url, "stream_url": venue.stream_url, "wsapi_url": venue.wsapi_url}
        sys.stdout.write(json.dumps(addresses) + "\n")
        sys.stdout.flush()
        await stopping.wait()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.venue", description="A local venue for tests.")
    parser.add_argument("--port", type=int, default=0, help="port on the loopback address; 0 takes a free one")
    asyncio.run(serve(parser.parse_args().port))


if __name__ == "__main__":
    main()
