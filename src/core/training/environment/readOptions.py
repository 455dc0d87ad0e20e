# Tells the options of a trainer of sd-scripts as its own parser has them, as one line of JSON behind a mark.
#   python readOptions.py /path/to/train_network.py
from __future__ import print_function

import argparse
import importlib
import json
import os
import sys

MARK = "@@options "
KINDS = {int: "int", float: "float", str: "str", None: "str"}


def kind_of(action):
    if action.nargs == 0:
        return "bool"
    name = getattr(action.type, "__name__", "")
    if name == "int_or_float":
        return name
    if isinstance(action.type, type) and action.type.__name__ in ("Path", "PosixPath", "WindowsPath"):
        return "path"
    return KINDS.get(action.type, "str")


def facts_of(action):
    facts = {"type": kind_of(action)}
    if action.nargs in ("*", "+") or isinstance(action.nargs, int) and action.nargs > 0:
        facts["many"] = True
    if action.choices is not None:
        facts["choices"] = [each for each in action.choices if each is not None]
    # False and an empty text mean the same as an option that is not set.
    if isinstance(action.default, (str, int, float)) and action.default is not False and action.default != "":
        facts["default"] = action.default
    if action.help and action.help != argparse.SUPPRESS:
        facts["help"] = str(action.help)[:4000]
    return facts


def main():
    script = os.path.abspath(sys.argv[1])
    # As the trainer itself finds what it imports.
    sys.path[0] = os.path.dirname(script)
    name = os.path.splitext(os.path.basename(script))[0]
    parser = importlib.import_module(name).setup_parser()
    options = {}
    for action in parser._actions:
        if action.dest != "help" and action.option_strings:
            options[action.dest] = facts_of(action)
    sys.stdout.write("\n" + MARK + json.dumps(options, ensure_ascii=True) + "\n")
    sys.stdout.flush()
    os._exit(0)


main()
