# A stand-in for a module of sd-scripts: it only marks the folder.
