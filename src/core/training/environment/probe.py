# Tells what the Python that runs it has for sd-scripts, as one line of JSON behind a mark.
#   python probe.py '{"packages": {"torch": "torch", …}, "seconds": 300, "step_seconds": 120}'
# A package may crash or hang the Python that imports it: a child does the work step by step, and another one goes on
# behind the step that ended it. Any Python must be able to read this file, to say that it is too old.
from __future__ import print_function

import json
import os
import platform
import subprocess
import sys
import threading
import time

MARK = "@@environment "
LIMIT = 2000


def say(value):
    """One line, whatever has been printed before it without an end."""
    sys.stdout.write("\n" + MARK + json.dumps(value, ensure_ascii=True) + "\n")
    sys.stdout.flush()


def innermost(error):
    """The error that all began with: packages wrap it in their own advice."""
    seen = []
    while error is not None and error not in seen and len(seen) < 50:
        seen.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    last = seen[-1]
    told = {"type": type(last).__name__, "message": str(last)[:LIMIT]}
    missing = getattr(last, "name", None)
    if isinstance(last, ImportError) and missing:
        told["module"] = str(missing)[:200]
    return told


def look_at_package(module, distribution):
    import importlib

    found = importlib.import_module(module)
    version = getattr(found, "__version__", None)
    if not isinstance(version, str):
        from importlib import metadata

        try:
            version = metadata.version(distribution)
        except metadata.PackageNotFoundError:
            version = None
    return {"version": version[:100] if version else None}


def look_at_torch():
    import torch

    mps = getattr(torch.backends, "mps", None)
    available = torch.cuda.is_available()
    return {
        "cuda_build": str(torch.version.cuda or getattr(torch.version, "hip", None) or "") or None,
        "cuda": bool(available),
        "mps": bool(mps and mps.is_available()),
        "gpus": torch.cuda.device_count() if available else 0,
    }


def look_at_gpu(index):
    import torch

    facts = torch.cuda.get_device_properties(index)
    told = {"name": str(facts.name)[:200], "total": int(facts.total_memory), "bf16": facts.major >= 8}
    told["capability"] = "%d.%d" % (facts.major, facts.minor)
    if getattr(torch.version, "hip", None):
        told["bf16"] = bool(torch.cuda.is_bf16_supported())
    try:
        # A GPU that is newer than this torch is there, but has no kernels.
        ones = torch.ones((16, 16), device="cuda:%d" % index)
        total = float((ones @ ones).sum().item())
        if total != 4096.0:
            raise RuntimeError("wrong sum: %s" % total)
        told["free"] = int(torch.cuda.mem_get_info(index)[0])
    except Exception as error:
        told["error"] = innermost(error)
    return told


def look(step):
    kind, name, detail = step
    if kind == "package":
        return look_at_package(name, detail)
    return look_at_torch() if kind == "torch" else look_at_gpu(detail)


def end_with_parent():
    """Nothing is left behind when the parent is ended: the pipe to it is closed then."""
    sys.stdin.read()
    os._exit(1)


def child(steps):
    thread = threading.Thread(target=end_with_parent)
    thread.daemon = True
    thread.start()
    # The folder of the trainer, from which it imports, in place of that of this file.
    sys.path[0] = os.getcwd()
    for step in steps:
        say({"begin": step})
        try:
            say({"step": step, "facts": look(step)})
        except BaseException as error:
            say({"step": step, "error": innermost(error)})
    sys.stdout.flush()
    os._exit(0)


class Work:
    """The steps that are left, and what the others told."""

    def __init__(self, steps, deadline, step_seconds):
        self.left = steps
        self.told = []
        self.deadline = deadline
        self.step_seconds = step_seconds

    def run(self):
        while self.left and time.time() < self.deadline:
            self.run_child()
        for step in self.left:
            self.told.append({"step": step, "error": {"type": "NotAsked", "message": ""}})

    def run_child(self):
        command = [sys.executable, os.path.abspath(__file__), "--steps", json.dumps(self.left)]
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self.began = time.time()
        before = len(self.left)
        thread = threading.Thread(target=self.read, args=(process.stdout,))
        thread.daemon = True
        thread.start()
        why = "Crashed"
        while thread.is_alive():
            thread.join(0.1)
            late = time.time() - self.began > self.step_seconds or time.time() > self.deadline
            if late and thread.is_alive():
                why = "Hung"
                process.kill()
                thread.join(5)
                break
        # A pipe that something else holds open must not hold this.
        process.kill()
        code = process.wait()
        if self.left and (why == "Hung" or code != 0 or before == len(self.left)):
            message = "" if why == "Hung" else str(code)
            self.told.append({"step": self.left.pop(0), "error": {"type": why, "message": message}})

    def read(self, stream):
        mark = MARK.encode()
        while True:
            line = stream.readline(1 << 16)
            if not line:
                return
            if not line.startswith(mark):
                continue
            try:
                answer = json.loads(line[len(mark) :].decode())
            except ValueError:
                continue
            self.began = time.time()
            if "begin" in answer or not self.left or answer.get("step") != self.left[0]:
                continue
            self.left.pop(0)
            self.told.append(answer)
            gpus = (answer.get("facts") or {}).get("gpus")
            if answer["step"][0] == "torch" and gpus:
                self.more = [["gpu", "gpu", index] for index in range(min(gpus, 64))]


def main():
    wanted = json.loads(sys.argv[1])
    answer = {"python": platform.python_version(), "executable": sys.executable, "bits": 64 if sys.maxsize > 2**32 else 32}
    if sys.version_info < (3, 10):
        say(answer)
        return
    deadline = time.time() + wanted["seconds"]
    steps = [["package", name, distribution] for name, distribution in wanted["packages"].items()]
    work = Work(steps + [["torch", "torch", None]], deadline, wanted["step_seconds"])
    work.more = []
    work.run()
    if work.more:
        work.left = work.more
        work.run()
    answer["told"] = work.told
    say(answer)


if __name__ == "__main__":
    if len(sys.argv) > 2 and sys.argv[1] == "--steps":
        child(json.loads(sys.argv[2]))
    else:
        main()
