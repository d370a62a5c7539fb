"""How a class joins: the address at which other machines reach this one, and its QR code."""

import io
import socket
from ipaddress import ip_address

import orjson
import segno

from aedemo.ui.files import FILES

JOINING = f"{FILES}joining.json"


def class_address(host: str, port: int) -> str | None:
    """Where others reach what listens on a host of this machine, by its name or number.

    None where that is this machine alone, or this machine is in no network.
    """
    try:
        number = ip_address(host)
    except ValueError:  # a name, which whoever chose it can pass on
        return None if host == "localhost" else f"http://{host}:{port}/"
    if number.is_loopback:
        return None
    here = _address_here() if number.is_unspecified else host
    return here and f"http://{f'[{here}]' if ':' in here else here}:{port}/"


def joining(address: str | None) -> bytes:
    """What the page shows of it, as JSON: the address and its code as SVG; null without one."""
    if address is None:
        return orjson.dumps(None)
    picture = segno.make(address).svg_inline(omitsize=True, border=2, light="#fff")
    return orjson.dumps({"address": address, "picture": picture})


def code_for_terminal(address: str) -> str:
    """The code in half blocks, some 17 lines of 33 characters."""
    lines = io.StringIO()
    segno.make(address).terminal(lines, compact=True, border=2)
    return lines.getvalue()


def _address_here() -> str | None:
    """This machine's in its network. Nothing is sent to find it out."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        try:
            asked.connect(("10.255.255.255", 1))
        except OSError:
            return None
        return asked.getsockname()[0]
