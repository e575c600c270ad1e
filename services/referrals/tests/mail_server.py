"""A mail server for tests: takes mail by SMTP and keeps each accepted one as a line of JSON.

An address decides what becomes of a mail: `refused@` is refused for good, and the first mail to `hangs@` is accepted
without a word about it. Says its port once it listens.
"""

import asyncio
import json
import sys
from email import message_from_bytes, policy
from pathlib import Path

from aiosmtpd.smtp import SMTP


class Keeping:
    def __init__(self, kept: Path):
        self._kept = kept

    async def handle_RCPT(self, _server, _session, envelope, address, _options):
        if address.startswith("refused@"):
            return f"550 5.1.1 <{address}> is unknown here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):
        mail = message_from_bytes(envelope.content, policy=policy.default)
        is_first = not any(to in line for to in envelope.rcpt_tos for line in self._lines())
        with self._kept.open("a", encoding="utf-8") as kept:
            kept.write(json.dumps({
                "to": envelope.rcpt_tos,
                "headers": {name: str(value) for name, value in mail.items()},
                "text": mail.get_content().replace("\r\n", "\n"),
            }) + "\n")
        if is_first and envelope.rcpt_tos[0].startswith("hangs@"):
            await asyncio.sleep(3600)
        return "250 taken"

    def _lines(self) -> list[str]:
        return self._kept.read_text(encoding="utf-8").splitlines()


async def serve(port: int, kept: Path) -> None:
    kept.touch()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Keeping(kept), hostname="mail.test", loop=loop), "127.0.0.1", port)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
