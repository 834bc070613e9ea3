"""One machine for an office: the nginx example of the docs, as it stands, before the application."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.conftest import Watched, free_port, wait_for
from tests.conftest import ROOT

pytestmark = pytest.mark.browser
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}{os.pathsep}/usr/sbin")
USER, PASSWORD = "quy.hoach", "chỉ để thử"


def in_a_folder(example: str, folder: Path, port: int, behind: int) -> str:
    """The example with places and ports of this test, and all else that nginx needs to run as anybody."""
    for old, new in (
        ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
        ("server_name quyhoach.example.vn", "server_name 127.0.0.1"),
        ("/etc/ssl/certs/quyhoach.pem", f"{folder}/quyhoach.pem"),
        ("/etc/ssl/private/quyhoach.key", f"{folder}/quyhoach.key"),
        ("/etc/nginx/quyhoach.users", f"{folder}/quyhoach.users"),
        ("127.0.0.1:8501", f"127.0.0.1:{behind}"),
    ):
        assert example.count(old) == 1, old
        example = example.replace(old, new)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "\n".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    whose = "user root;\n" if os.geteuid() == 0 else ""  # its workers must reach this folder
    head = f"{whose}daemon off;\nworker_processes 1;\npid {folder}/nginx.pid;\nerror_log {folder}/error.log;\n"
    return f"{head}events {{ }}\nhttp {{\naccess_log {folder}/access.log;\n{temporary}\n{example}\n}}\n"


@pytest.fixture(scope="module")
def office(demo, tmp_path_factory) -> Iterator[str]:
    """The address of the application behind nginx."""
    if not NGINX or not shutil.which("openssl"):
        pytest.skip("nginx and openssl are not installed here")
    folder, port, behind = tmp_path_factory.mktemp("nginx"), free_port(), free_port()
    key = ["-keyout", f"{folder}/quyhoach.key", "-out", f"{folder}/quyhoach.pem"]
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1", *key]
    subprocess.run(made, check=True, capture_output=True)
    hashed = subprocess.run(
        ["openssl", "passwd", "-apr1", "-stdin"], input=PASSWORD.encode(), capture_output=True, check=True
    )
    (folder / "quyhoach.users").write_text(f"{USER}:{hashed.stdout.decode()}")
    example = (ROOT / "docs" / "office" / "nginx.conf").read_text("utf-8")
    (folder / "nginx.conf").write_text(in_a_folder(example, folder, port, behind), "utf-8")
    folder.chmod(0o755)
    serve = [sys.executable, "-m", "planning", "serve"]
    settings = {"QUYHOACH_PORT": str(behind), "QUYHOACH_BASE_PATH": "quyhoach", "QUYHOACH_WAREHOUSE": str(demo)}
    with (folder / "server.log").open("wb") as log:
        application = subprocess.Popen(serve, cwd=ROOT, env=os.environ | settings, stdout=log, stderr=log)
        nginx = subprocess.Popen([NGINX, "-c", f"{folder}/nginx.conf", "-p", str(folder)], stdout=log, stderr=log)
        try:
            wait_for(f"http://127.0.0.1:{behind}/quyhoach", application)
            assert nginx.poll() is None, (folder / "server.log").read_text("utf-8")
            yield f"https://127.0.0.1:{port}/quyhoach"
        finally:
            for process in (nginx, application):
                process.terminate()
                process.wait(10)
    assert application.returncode in {0, -15}, "the signal reaches the server itself"


@pytest.fixture
def visitor(office, browser):
    """A colleague with the password."""
    context = browser.new_context(
        ignore_https_errors=True, http_credentials={"username": USER, "password": PASSWORD}, locale="en-US"
    )
    watched = Watched(context.new_page(), office)
    yield watched
    context.close()
    assert not watched.faults


def test_pages_maps_and_typeface_come_through(visitor):
    fonts = []
    visitor.page.on("request", lambda request: fonts.append(request.url) if ".woff2" in request.url else None)
    visitor.open()
    visitor.map_drawn()
    shape = visitor.map.locator("path.leaflet-interactive").first
    shape.wait_for()
    box = shape.bounding_box()
    assert box
    assert min(box["width"], box["height"]) > 1
    assert any("/quyhoach/vendor/@fontsource/" in font for font in fonts)


def test_a_page_opens_by_its_own_address_and_the_bare_path_leads_there(visitor, office):
    visitor.open("access?lang=en")
    assert visitor.page.locator("h1").first.inner_text() == "Access"
    visitor.page.goto(office)
    assert visitor.page.url.startswith(office + "/")


def test_a_file_goes_in_and_is_read(visitor, tmp_path):
    file = tmp_path / "trường học.csv"
    file.write_text("id,kind,lon,lat\n1,school.primary,109.2,13.8\n", "utf-8")
    visitor.open("warehouse?warehouse.part=import")
    visitor.page.locator('input[type="file"]').first.set_input_files(file)
    visitor.page.get_by_text("trường học.csv").first.wait_for(timeout=30_000)


def test_nobody_enters_without_the_password(office, browser):
    context = browser.new_context(ignore_https_errors=True)
    try:
        for path in ("/", "/_stcore/health", "/vendor/leaflet/dist/leaflet.js"):
            assert context.request.get(office + path).status == 401
    finally:
        context.close()


def test_a_page_from_elsewhere_cannot_open_the_socket(visitor):
    """The browser of a colleague who has the password, on a foreign page: the origin gives it away."""
    socket = visitor.address.replace("https", "wss") + "/_stcore/stream"
    visitor.page.goto("data:text/html,<title>elsewhere</title>")
    opened = visitor.page.evaluate(
        "url => new Promise(done => { const s = new WebSocket(url, ['streamlit']);"
        " s.onopen = () => done(true); s.onerror = () => done(false); setTimeout(() => done(null), 9000); })",
        socket,
    )
    assert opened is False
