"""Runs a trainer of sd-scripts, unchanged, so that another program can watch, save and stop it.

    runner.py runner.json <the trainer's own arguments>

runner.json: {"script": path of a *_train_network.py, "control": path of the file with commands,
"control_after": the last command that an earlier run carried out, "stop_on_nan": how many steps in a row without a
finite loss end the training (0: none), "stop_after": the step at which to save and stop, "steps": how many steps to
train at most, with the end of a whole training}. All but "script" may be missing. Steps are those of the trainer,
which counts from 0 again when it resumes.

The control file holds {"id": a number that grows, "action": "save" or "stop"}. It is looked at after each step.

Lines that begin with "@@event " tell what happens, as JSON:
  ready {trainer}            the trainer starts, and this program watches it
  step {step, loss, rate}    an optimizer step; the loss is null where it is not finite; the learning rate, the highest
                             of the optimizer's groups, times `d` where it adapts itself, is left out where it is unknown
  stopping {step, id}        a wish to stop was seen; it is saved first
  save {step, id}            a checkpoint and a state that were asked for are written
  not_saved {step, id}       the trainer did not save when it was asked to; it goes on
  stopped {step}             the training ended as asked; exit code 0
  nan {step, count}          the training ended because the loss was not finite; nothing is saved; exit code 0
  unavailable {reason}       this program cannot work here; the script runs without it
Everything else is the trainer's own output, and its own exit code.

Only what stands below `if __name__ == "__main__"` has an effect: loader workers import this file again.
"""

import ast
import importlib.util
import inspect
import json
import math
import os
import runpy
import sys

HOOKS = {
    "process_batch": ("is_train",),
    "on_step_start": ("args", "accelerator"),
    "sample_images": ("accelerator", "args", "epoch", "global_step"),
}
PROCESS_COUNTS = ("WORLD_SIZE", "OMPI_COMM_WORLD_SIZE", "PMI_SIZE")
MAIN_TESTS = {ast.dump(ast.parse(text, mode="eval").body) for text in ("__name__ == '__main__'", "'__main__' == __name__")}
# More steps than any training has: nothing is that old.
FOREVER = 10**12


class Unavailable(Exception):
    """Why this program cannot work with a trainer."""


class Ended(BaseException):
    """Leaves the trainer. No `except Exception` of the trainer is to catch it."""

    def __init__(self, event, **facts):
        super().__init__(event)
        self.event = event
        self.facts = facts


def tell(event, **facts):
    """Writes one event in one piece; a bar that another stream left unfinished stays a line of its own."""
    line = json.dumps({"event": event, **{name: fact for name, fact in facts.items() if fact is not NOT_TOLD}})
    try:
        sys.stdout.write("\r@@event " + line + "\n")
        sys.stdout.flush()
    except (OSError, ValueError):
        # A full disk or a closed terminal must not end a training.
        pass


NOT_TOLD = object()


class Control:
    """The file with commands."""

    def __init__(self, path, after):
        self.path = path
        self.last = after
        self.stamp = None

    def command(self):
        """The id and the action of a command that is new, or None."""
        if not self.path:
            return None
        try:
            found = os.stat(self.path)
            stamp = (found.st_mtime_ns, found.st_size, found.st_ino)
            if stamp == self.stamp:
                return None
            with open(self.path, encoding="utf-8") as file:
                asked = json.loads(file.read(65536))
        except (OSError, ValueError, RecursionError):
            # It is not there, or it is written at this moment: the next step looks again.
            return None
        self.stamp = stamp
        if not isinstance(asked, dict):
            return None
        number, action = asked.get("id"), asked.get("action")
        if not isinstance(number, int) or isinstance(number, bool) or number <= self.last:
            return None
        self.last = number
        return (number, action) if action in ("save", "stop") else None


class Watch:
    """What is known of a training, and what was asked of it."""

    def __init__(self, plan):
        self.control = Control(plan.get("control"), whole(plan, "control_after", 0))
        self.nan_limit = whole(plan, "stop_on_nan", 0)
        self.stop_after = whole(plan, "stop_after", None)
        self.steps = whole(plan, "steps", None)
        self.ran = False
        self.step = 0
        self.trained = False
        self.losses = []
        self.rate = NOT_TOLD
        self.nans = 0
        self.accelerator = None
        # The save that the trainer is to make now, and the steps that were saved because it was asked for.
        self.asked = None
        # A save that was asked for before the first step.
        self.waiting = None
        self.stopping = False
        self.stop_is_saved = False
        self.kept = set()
        self.own = {}

    def attach(self, args, accelerator):
        """Before the first step: the training gets its end, and saved states are noticed."""
        if self.accelerator is not None:
            return
        self.accelerator = accelerator
        if self.steps is not None and self.steps < args.max_train_steps:
            args.max_train_steps = self.steps
        save_state = accelerator.save_state

        def save_and_tell(*positional, **named):
            if self.asked is None:
                return save_state(*positional, **named)
            # The trainer asks for it again at the end of an epoch and of the training.
            self.put_back(args, "save_state")
            result = save_state(*positional, **named)
            step, number = self.asked
            self.asked = None
            self.stop_is_saved = self.stopping
            tell("save", step=step, id=number)
            return result

        accelerator.save_state = save_and_tell

    def before_step(self, args):
        """Before each batch: a training that was asked to stop ends here, when it is saved."""
        self.after_save(args)
        if self.stop_is_saved:
            raise Ended("stopped", step=self.step)
        if not self.trained:
            asked = self.control.command()
            if asked is not None and asked[1] == "stop":
                # Nothing is trained yet that could be saved.
                tell("stopping", step=0, id=asked[0])
                raise Ended("stopped", step=0)
            self.waiting = asked or self.waiting
        # After the step, the scheduler has already set that of the next one.
        self.rate = rate_of(self.accelerator)

    def after_step(self, step):
        """After each step of the optimizer, before samples and scheduled saves."""
        self.step = step
        self.trained = True
        losses, self.losses = self.losses, []
        loss = mean(losses)
        if loss is None:
            tell("step", step=step, rate=self.rate)
            return
        finite = math.isfinite(loss)
        tell("step", step=step, loss=loss if finite else None, rate=self.rate)
        self.nans = 0 if finite else self.nans + 1
        if 0 < self.nan_limit <= self.nans:
            raise Ended("nan", step=step, count=self.nans)

    def before_save(self, args, step):
        """The trainer looks right after this whether it is time to save."""
        asked = self.control.command() or self.waiting
        self.waiting = None
        if self.stop_after is not None and step >= self.stop_after and not self.stopping:
            asked = (asked[0] if asked is not None else NOT_TOLD, "stop")
        every = getattr(args, "save_every_n_steps", None)
        scheduled = bool(every) and step % every == 0
        if scheduled:
            self.keep(args, step, every)
        if asked is None or self.stopping:
            return
        number, action = asked
        if action == "stop":
            self.stopping = True
            tell("stopping", step=step, id=number)
        self.asked = (step, number)
        self.kept.add(step)
        self.set(args, "save_state", True)
        if not scheduled:
            self.set(args, "save_every_n_steps", step)

    def after_save(self, args):
        self.put_back(args, *list(self.own))
        if self.asked is not None:
            step, number = self.asked
            self.asked = None
            self.stopping = False
            self.kept.discard(step)
            tell("not_saved", step=step, id=number)

    def keep(self, args, step, every):
        """What it was asked for to save stays, also where the trainer's own rule would remove it at this step."""
        last = getattr(args, "save_last_n_steps", None)
        last_state = getattr(args, "save_last_n_steps_state", None) or last
        if last is not None and removed(step, last, every) in self.kept:
            self.set(args, "save_last_n_steps", FOREVER)
        if last_state is not None and removed(step, last_state, every) in self.kept:
            self.set(args, "save_last_n_steps_state", FOREVER)

    def set(self, args, name, value):
        self.own.setdefault(name, getattr(args, name, None))
        setattr(args, name, value)

    def put_back(self, args, *names):
        for name in names:
            if name in self.own:
                setattr(args, name, self.own.pop(name))


def removed(step, last, every):
    """The step whose files the trainer removes when it saves at this one."""
    old = step - last - 1
    return old - old % every


def mean(losses):
    try:
        return sum(float(loss) for loss in losses) / len(losses)
    except (TypeError, ValueError, ZeroDivisionError):
        return None


def rate_of(accelerator):
    try:
        groups = [group for optimizer in accelerator._optimizers for group in optimizer.param_groups]
        rate = max(float(group["lr"]) * float(group.get("d", 1)) for group in groups)
        return rate if math.isfinite(rate) else NOT_TOLD
    except Exception:
        # It is only shown: no training ends because it cannot be told.
        return NOT_TOLD


def whole(plan, name, default):
    value = plan.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else default


def watched(base, watch):
    """The trainer's class with its three hooks; everything else is its own."""
    signatures = {name: inspect.signature(getattr(base, name)) for name in HOOKS}

    def given(hook, positional, named):
        bound = signatures[hook].bind(None, *positional, **named)
        bound.apply_defaults()
        return bound.arguments

    class Watched(base):
        def train(self, *positional, **named):
            watch.ran = True
            tell("ready", trainer=base.__name__)
            return super().train(*positional, **named)

        def process_batch(self, *positional, **named):
            loss = super().process_batch(*positional, **named)
            if given("process_batch", positional, named)["is_train"]:
                watch.losses.append(loss.detach() if hasattr(loss, "detach") else loss)
            return loss

        def on_step_start(self, *positional, **named):
            facts = given("on_step_start", positional, named)
            if facts.get("is_train", True):
                watch.attach(facts["args"], facts["accelerator"])
                watch.before_step(facts["args"])
            return super().on_step_start(*positional, **named)

        def sample_images(self, *positional, **named):
            facts = given("sample_images", positional, named)
            args, step = facts["args"], facts["global_step"]
            after_a_step = facts["epoch"] is None
            watch.attach(args, facts["accelerator"])
            if after_a_step:
                watch.after_step(step)
            else:
                watch.after_save(args)
                if watch.stop_is_saved and step < args.max_train_steps:
                    # The samples of an epoch can take minutes.
                    raise Ended("stopped", step=step)
            result = super().sample_images(*positional, **named)
            if after_a_step:
                watch.before_save(args, step)
            return result

    Watched.__name__ = base.__name__
    Watched.__qualname__ = base.__qualname__
    Watched.__module__ = base.__module__
    return Watched


def load(script):
    """The script as a module, under the name by which loader workers find it, too."""
    name = os.path.splitext(os.path.basename(script))[0]
    spec = importlib.util.spec_from_file_location(name, script)
    if spec is None or spec.loader is None:
        raise Unavailable("%s is no Python file" % os.path.basename(script))
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def trainer_of(module):
    """The class that the script trains with: the most derived one, its own before those that it imports."""
    found = {each for each in vars(module).values() if inspect.isclass(each) and each.__name__.endswith("NetworkTrainer")}
    derived = [each for each in found if not any(other is not each and issubclass(other, each) for other in found)]
    own = [each for each in derived if each.__module__ == module.__name__] or derived
    if len(own) != 1:
        names = ", ".join(sorted(each.__name__ for each in own))
        raise Unavailable("the script has several trainers: " + names if own else "the script has no class *NetworkTrainer")
    check_hooks(own[0])
    return own[0]


def check_hooks(trainer):
    for hook, needed in HOOKS.items():
        method = getattr(trainer, hook, None)
        if not callable(method):
            raise Unavailable("%s has no method %s" % (trainer.__name__, hook))
        missing = [name for name in needed if name not in inspect.signature(method).parameters]
        if missing:
            raise Unavailable("%s.%s takes no %s" % (trainer.__name__, hook, ", ".join(missing)))
    if not callable(getattr(trainer, "train", None)):
        raise Unavailable("%s has no method train" % trainer.__name__)


def main_block(module, script):
    """What the script does when it is started: parsing of arguments and all, as this version of it does it."""
    tree = ast.parse(importlib.util.decode_source(read(script)), script)
    blocks = [node for node in tree.body if isinstance(node, ast.If) and ast.dump(node.test) in MAIN_TESTS]
    if not blocks:
        raise Unavailable("the script has no block for __main__")
    body = [statement for block in blocks for statement in block.body]
    return compile(ast.Module(body=body, type_ignores=[]), script, "exec", dont_inherit=True)


def read(path):
    with open(path, "rb") as file:
        return file.read()


def run(plan, script):
    """Runs the script with its trainer watched. Raises Unavailable before anything was trained."""
    for name in PROCESS_COUNTS:
        if os.environ.get(name, "1").strip() not in ("", "0", "1"):
            raise Unavailable("several processes train together (%s=%s)" % (name, os.environ[name]))
    module = load(script)
    trainer = trainer_of(module)
    code = main_block(module, script)
    watch = Watch(plan)
    replacement = watched(trainer, watch)
    for name, value in list(vars(module).items()):
        if value is trainer:
            setattr(module, name, replacement)
    try:
        exec(code, vars(module))
    except Ended as end:
        if watch.accelerator is not None:
            try:
                watch.accelerator.end_training()
            except Exception as error:
                print("The trackers could not be closed: %r" % error, file=sys.stderr)
        tell(end.event, **end.facts)
        return
    if not watch.ran:
        tell("unavailable", reason="the script did not use its class %s" % trainer.__name__)


def main(arguments):
    if not arguments:
        sys.exit("usage: runner.py runner.json [arguments of the trainer]")
    plan = json.loads(read(arguments[0]).decode("utf-8"))
    script = os.path.abspath(plan["script"])
    # As Python does it for a script: it is argument 0, and its folder is the first that modules are looked for in.
    sys.argv = [script] + arguments[1:]
    here = os.path.dirname(os.path.abspath(__file__))
    if sys.path and os.path.abspath(sys.path[0]) == here:
        del sys.path[0]
    sys.path.insert(0, os.path.dirname(script))
    try:
        run(plan, script)
    except Unavailable as reason:
        tell("unavailable", reason=str(reason)[:1000])
        runpy.run_path(script, run_name="__main__")


if __name__ == "__main__":
    main(sys.argv[1:])
