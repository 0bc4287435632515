"""Values files that are not what they should be: the path of the request says in which way."""

import os
from pathlib import Path

import honest
from honest import answer, send, serve


def break_out(request):
    scratch, kind, name = Path(honest.SCRATCH), request["path"], "v.bin"
    if kind == "outside":
        name = "../v.bin"
        (scratch.parent / "v.bin").write_bytes(b"outside")
    elif kind == "symlink":
        (scratch / name).symlink_to(Path(request["store"]) / "secret")
    elif kind == "folder":
        (scratch / name).mkdir()
    elif kind == "pipe":
        name = "p.bin"
        os.mkfifo(scratch / name)
    elif kind == "too-large":
        name = "l.bin"
        with (scratch / name).open("wb") as file:
            file.truncate(5000)
    elif kind == "missing":
        name = "m.bin"
    else:
        answer(request)
        return
    body = {"shape": ["1"], "data_type": "uint8", "values_file": name}
    send({"id": request["id"], "ok": body})


serve(break_out)
