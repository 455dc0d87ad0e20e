# A stand-in for a trainer of sd-scripts: test/kohya/python runs test/kohya/trainer.mjs in its place.
