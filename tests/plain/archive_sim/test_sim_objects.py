"""The simulated object store, and the life of its process."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests

TIMEOUT = 10
REPOSITORY = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def file_and_url(simulated):
    path = simulated.path(simulated.granules[0])
    return path, f"{simulated.url}/{path.relative_to(simulated.root).as_posix()}"


def test_head_and_get_agree(file_and_url):
    path, url = file_and_url
    content = path.read_bytes()
    head = requests.head(url, timeout=TIMEOUT)
    whole = requests.get(url, timeout=TIMEOUT)
    assert head.status_code == whole.status_code == 200
    assert head.content == b""
    assert whole.content == content
    for headers in (head.headers, whole.headers):
        assert int(headers["Content-Length"]) == len(content)
        digest = hashlib.md5(content, usedforsecurity=False).hexdigest()
        assert headers["ETag"] == f'"{digest}"'
        assert headers["Accept-Ranges"] == "bytes"
        assert headers["Last-Modified"].endswith("GMT")


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=100-299", 100, 299),
        ("bytes=1000-", 1000, None),
        ("bytes=-77", -77, None),
        ("bytes=500-99999999", 500, None),
    ],
)
def test_ranges(file_and_url, asked, first, last):
    path, url = file_and_url
    content = path.read_bytes()
    answer = requests.get(url, headers={"Range": asked}, timeout=TIMEOUT)
    assert answer.status_code == 206
    start = first % len(content)
    end = len(content) - 1 if last is None else last
    assert answer.content == content[start : end + 1]
    assert answer.headers["Content-Range"] == f"bytes {start}-{end}/{len(content)}"


@pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=-0"])
def test_range_beyond_the_end_is_refused(file_and_url, asked):
    path, url = file_and_url
    answer = requests.get(url, headers={"Range": asked}, timeout=TIMEOUT)
    assert answer.status_code == 416
    assert answer.headers["Content-Range"] == f"bytes */{path.stat().st_size}"
    assert "<Code>InvalidRange</Code>" in answer.text


@pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "lines=1-2", "bytes=9-3"])
def test_ranges_that_are_not_understood_give_the_whole_file(file_and_url, asked):
    path, url = file_and_url
    answer = requests.get(url, headers={"Range": asked}, timeout=TIMEOUT)
    assert answer.status_code == 200
    assert len(answer.content) == path.stat().st_size


def test_if_range_gives_a_part_only_of_the_same_file(file_and_url):
    _, url = file_and_url
    head = requests.head(url, timeout=TIMEOUT).headers
    cases = [
        (head["ETag"], 206),
        ('"other"', 200),
        (head["Last-Modified"], 206),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 200),
    ]
    for condition, status in cases:
        headers = {"Range": "bytes=5-9", "If-Range": condition}
        assert requests.get(url, headers=headers, timeout=TIMEOUT).status_code == status


def test_other_conditions(file_and_url):
    _, url = file_and_url
    etag = requests.head(url, timeout=TIMEOUT).headers["ETag"]
    same = requests.get(url, headers={"If-None-Match": etag}, timeout=TIMEOUT)
    assert (same.status_code, same.content) == (304, b"")
    changed = requests.get(url, headers={"If-Match": '"other"'}, timeout=TIMEOUT)
    assert changed.status_code == 412


@pytest.mark.parametrize("key", ["nothing.nc", "../manifest.json", "%2e%2e/manifest.json", ""])
def test_missing_keys_are_answered_as_s3_does(simulated, key):
    url = f"{simulated.url}/its-live-data/{key}"
    request = requests.Request("GET", url).prepare()
    request.url = url  # as written: requests would resolve the dots
    with requests.Session() as session:
        answer = session.send(request, timeout=TIMEOUT)
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/xml"
    assert "<Code>NoSuchKey</Code>" in answer.text


def test_one_connection_serves_many_requests(file_and_url):
    _, url = file_and_url
    with requests.Session() as session:
        for _ in range(3):
            assert session.get(url, stream=True, timeout=TIMEOUT).content
            assert session.head(f"{url}x", timeout=TIMEOUT).status_code == 404
        pool = session.get_adapter(url).poolmanager.connection_from_url(url)
        assert pool.num_connections == 1


def start(root: Path, *extra: str, **options: object) -> subprocess.Popen:
    command = [sys.executable, "-m", "tests.archive", "--root", str(root), "--granules", "2"]
    return subprocess.Popen(
        [*command, *extra], cwd=REPOSITORY, stdout=subprocess.PIPE, text=True, **options
    )


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_process_says_its_address_and_ends_on_a_signal(tmp_path, number):
    with start(tmp_path) as process:
        url = process.stdout.readline().strip()
        answer = requests.get(f"{url}/search", timeout=TIMEOUT).json()
        assert answer["numberMatched"] == 2
        process.send_signal(number)
        assert process.wait(5) == 0


def test_process_ends_with_its_parent(tmp_path):
    code = (
        "import subprocess, sys; "
        f"p = subprocess.Popen([sys.executable, '-m', 'tests.archive', '--root', {str(tmp_path)!r},"
        " '--granules', '1'], stdout=subprocess.PIPE, text=True); "
        "print(p.pid, p.stdout.readline(), flush=True)"
    )
    parent = subprocess.run(
        [sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    server = int(parent.stdout.split()[0])
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and _alive(server):
        time.sleep(0.05)
    assert not _alive(server)


def _alive(pid: int) -> bool:
    """Whether a process runs; one that waits to be collected does not."""
    try:
        os.kill(pid, 0)
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0]
    except (OSError, IndexError):
        return False
    return state != "Z"
