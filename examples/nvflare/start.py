"""Starts the NVFlare server with a kit that this container is given only after it proved what it is."""

import base64
import io
import json
import os
import pathlib
import sys
import tarfile
import time
import urllib.error
import urllib.request

KIT = pathlib.Path("/workspace/kit")
SIDECAR = "http://127.0.0.1:8284/key/release"

# The certificate authority of a local platform; Azure's own services need none.
LOCAL_AUTHORITY = pathlib.Path("/etc/coffer-ca.pem")


def startup_kit():
    """The tar.gz file that the sidecar releases to this container's identity."""
    wanted = {
        "maa_endpoint": os.environ.get("MAA_ENDPOINT", "local"),
        "akv_endpoint": os.environ.get("AKV_ENDPOINT", "local"),
        "kid": "startup-kit",
    }
    request = urllib.request.Request(
        SIDECAR, json.dumps(wanted).encode(), {"Content-Type": "application/json"}
    )
    for attempt in range(30):
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                key = json.loads(json.load(answer)["key"])["k"]
                return base64.urlsafe_b64decode(key + "=" * (-len(key) % 4))
        except urllib.error.HTTPError as refused:
            sys.exit("no startup kit for this identity: " + refused.read().decode())
        except OSError:
            time.sleep(1)
    sys.exit("no startup kit: the sidecar does not answer")


def main():
    KIT.mkdir(mode=0o700, parents=True)
    files = 0
    with tarfile.open(fileobj=io.BytesIO(startup_kit())) as kit:
        for member in kit:
            place = KIT / pathlib.PurePosixPath(member.name)
            if member.isfile() and ".." not in place.parts and KIT in place.parents:
                place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                place.write_bytes(kit.extractfile(member).read())
                place.chmod(member.mode & 0o700)
                files += 1
    print("startup kit: %d files" % files, flush=True)
    if LOCAL_AUTHORITY.exists():
        os.environ["SSL_CERT_FILE"] = str(LOCAL_AUTHORITY)
    os.chdir(KIT)
    server = ["-m", "nvflare.private.fed.app.server.server_train", "-m", str(KIT)]
    settings = ["-s", "fed_server.json", "--set", "secure_train=true", "org=example"]
    python = [sys.executable, "-u"]
    os.execv(sys.executable, python + server + settings + ["config_folder=config"])


main()
