"""What deploy/ says of the rest: the container's files and its health check."""

import re
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parent.parent
DOCKERFILE = (ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8")


def test_what_is_copied_into_the_container_is_there_and_not_ignored():
    copied = re.findall(r"^COPY (\S+) ", DOCKERFILE, re.M)
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert {"app.py", "aedemo", "checkpoints"} < set(copied)
    for name in copied:
        assert (ROOT / name).exists() and f"!{name}" in ignored


def test_the_health_check_asks_what_answers_without_a_session(app):
    (path,) = re.findall(r"http://127\.0\.0\.1:7860(/\S+)'", DOCKERFILE)
    holder = app.page.app.state_holder
    before = len(holder.session_data)
    with urllib.request.urlopen(app.address.rstrip("/") + path) as answer:
        assert answer.status == 200
    assert len(holder.session_data) == before
