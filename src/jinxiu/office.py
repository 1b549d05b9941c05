"""Old Office files (.doc, .wps, .xls, .rtf) through LibreOffice, on machines that have it.

The reading engine starts no process, so this stands above it; it knows no Django, so that `jinxiu read` may use it too.
What is converted is read by the same engine, and nothing else is kept: the file itself stays as it was handed in.

The file is not trusted. LibreOffice runs without a window, with a profile and a folder of its own that are removed
afterwards, without macros, active content and links, for a limited time and with a limit on what it writes; where the
system allows it, in a network of its own that leads nowhere, and among processes of its own that all end with it, and
with us.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from threading import BoundedSemaphore

from jinxiu.engines.reading import SourceText, UnreadableDocumentError, open_document

#: How long one conversion may take, in seconds; a plan takes two to five.
TIME_LIMIT = 60.0
_NAMES = ("soffice", "libreoffice")
_MOST_WRITTEN = 256 * 1024 * 1024
#: Seconds of a processor; what nobody waits for any more ends by itself.
_MOST_COMPUTED = 300
#: Folders of conversions whose server was killed carry what somebody handed in: they are removed by the next one.
_FOLDER, _ABANDONED = "jinxiu-office-", 900.0
#: Each takes a few hundred MB of memory.
_AT_ONCE = BoundedSemaphore(2)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True, slots=True)
class _Old:
    """A kind of old file: how the copy of it is called, and what it becomes."""

    extension: str
    media_type: str
    target: str
    form: str


_TEXT = _Old("doc", "application/msword", "docx", "docx:MS Word 2007 XML")
_SHEET = _Old("xls", "application/vnd.ms-excel", "xlsx", "xlsx:Calc MS Excel 2007 XML")
_RTF = _Old("rtf", "application/rtf", "docx", "docx:MS Word 2007 XML")
#: By what its main part is called inside the file; WPS writes the same parts.
_PARTS = (("WordDocument", _TEXT), ("Workbook", _SHEET), ("Book", _SHEET))

_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
{}</oor:items>
"""
_ITEM = '<item oor:path="{}"><prop oor:name="{}" oor:op="fuse"><value>{}</value></prop></item>\n'
_SCRIPTING = "/org.openoffice.Office.Common/Security/Scripting"
#: No macros, no active content, no links followed, and a proxy that is not there.
_SETTINGS = (
    (_SCRIPTING, "MacroSecurityLevel", "3"),
    (_SCRIPTING, "DisableMacrosExecution", "true"),
    (_SCRIPTING, "DisableActiveContent", "true"),
    (_SCRIPTING, "BlockUntrustedRefererLinks", "true"),
    ("/org.openoffice.Office.Writer/Content/Update", "Link", "0"),
    ("/org.openoffice.Office.Calc/Content/Update", "Link", "1"),  # never; in Writer that is 0
    ("/org.openoffice.Inet/Settings", "ooInetProxyType", "2"),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPSProxyPort", "9"),
)


def open_any(data: bytes, name: str, program: str = "", *, time_limit: float = TIME_LIMIT) -> SourceText:
    """Return the text of a document, an old Office file by way of LibreOffice; its media type stays its own.

    ``program`` is the path of ``soffice``; empty looks on PATH. Raises UnreadableDocumentError, and nothing else, for
    what cannot be read.
    """
    old = _old(data)
    found = office(program) if old else None
    if old is None or found is None:
        return open_document(data, name)
    converted = _convert(data, name, old, found, time_limit)
    try:
        source = open_document(converted, f"{Path(name).stem or 'document'}.{old.target}")
    except UnreadableDocumentError as error:
        if error.code in {"too_long", "no_text"}:
            raise
        raise _unconverted(name) from error
    return replace(source, media_type=old.media_type)


def office(program: str = "") -> str | None:
    """Return the path of LibreOffice's program, or None where there is none."""
    return shutil.which(program) if program else next((path for name in _NAMES if (path := shutil.which(name))), None)


def _old(data: bytes) -> _Old | None:
    """Return what old kind a file is of, by its bytes."""
    if data.startswith(b"{\\rtf"):
        return _RTF
    if not data.startswith(_OLE) or _LOCKED in data:
        return None
    # A directory entry holds the name of its part, closed by a zero.
    return next((old for part, old in _PARTS if f"{part}\0".encode("utf-16-le") in data), None)


def _convert(data: bytes, name: str, old: _Old, program: str, time_limit: float) -> bytes:
    if not _AT_ONCE.acquire(timeout=time_limit):
        raise _too_slow(name, time_limit)
    try:
        _remove_abandoned()
        with tempfile.TemporaryDirectory(prefix=_FOLDER, ignore_cleanup_errors=True) as folder:
            return _converted(Path(folder), data, name, old, program, time_limit)
    except OSError as error:
        raise _unconverted(name) from error
    finally:
        _AT_ONCE.release()


def _remove_abandoned() -> None:
    for path in Path(tempfile.gettempdir()).glob(f"{_FOLDER}*"):
        with suppress(OSError):
            if path.stat().st_uid == os.getuid() and time.time() - path.stat().st_mtime > _ABANDONED:
                shutil.rmtree(path, ignore_errors=True)


def _converted(folder: Path, data: bytes, name: str, old: _Old, program: str, time_limit: float) -> bytes:
    profile = folder / "profile" / "user"
    profile.mkdir(parents=True)
    items = "".join(_ITEM.format(*setting) for setting in _SETTINGS)
    (profile / "registrymodifications.xcu").write_text(_PROFILE.format(items), encoding="utf-8")
    # The name that the file came with is never handed to a program.
    given = folder / f"given.{old.extension}"
    given.write_bytes(data)
    made = folder / f"given.{old.target}"
    options = "--headless --invisible --norestore --nologo --nodefault --nolockcheck --nofirststartwizard".split()
    command = [
        *(program, f"-env:UserInstallation={profile.parent.as_uri()}", *options),
        *("--convert-to", old.form, "--outdir", str(folder), str(given)),
    ]
    if not _run(command, folder, time_limit):
        raise _too_slow(name, time_limit)
    if not made.is_file() or made.is_symlink():
        raise _unconverted(name)
    return made.read_bytes()


def _run(command: list[str], folder: Path, time_limit: float) -> bool:
    """Run a program to its end and remove whatever it started; say whether it ended in time."""
    limits = f"ulimit -c 0; ulimit -f {_MOST_WRITTEN // 512}; ulimit -t {_MOST_COMPUTED}; "
    limited = ["/bin/sh", "-c", f'{limits}exec "$@"', "sh", *command]
    known = {key: os.environ[key] for key in ("PATH", "LANG", "LC_ALL") if key in os.environ}
    with subprocess.Popen(  # noqa: S603 - no shell reads the file's name or words
        [*_alone(), *limited],
        cwd=folder,
        env={"LANG": "C.UTF-8", **known, "HOME": str(folder), "TMPDIR": str(folder)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            process.wait(time_limit)
        except subprocess.TimeoutExpired:
            return False
        finally:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
    return True


@cache
def _alone() -> tuple[str, ...]:
    """Return what gives a program no network and ends all it starts with it; less where the system allows less."""
    unshare, setpriv = shutil.which("unshare"), shutil.which("setpriv")
    if unshare is None:
        return ()
    offline = (unshare, "--user", "--map-current-user", "--net")
    ways = [(*offline, "--pid", "--fork", "--kill-child", "--"), (*offline, "--")]
    if setpriv:
        ways.insert(0, (setpriv, "--pdeathsig", "KILL", "--", *ways[0]))
    return next((way for way in ways if _works(way)), ())


def _works(way: tuple[str, ...]) -> bool:
    try:
        tried = subprocess.run(  # noqa: S603 - fixed words
            [*way, "/bin/true"], stdin=subprocess.DEVNULL, capture_output=True, timeout=10, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return tried.returncode == 0


def _too_slow(name: str, time_limit: float) -> UnreadableDocumentError:
    return UnreadableDocumentError(
        "not_converted",
        f"{name} is an old Office file that LibreOffice did not convert within {time_limit:g} seconds; save it as "
        ".docx or .xlsx and upload that.",
    )


def _unconverted(name: str) -> UnreadableDocumentError:
    return UnreadableDocumentError(
        "not_converted",
        f"{name} is an old Office file that LibreOffice could not convert; it may be damaged or locked "
        "with a password. Open it in the program it came from, save it as .docx or .xlsx and upload that.",
    )
