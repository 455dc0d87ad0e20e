"""The trainer of the sd-scripts in KOHYA_ROOT with a narrow U-Net, in the place of its train_network.py.

sd-scripts has the widths of Stable Diffusion 1.5 as constants, and a U-Net that wide takes minutes for a step on a CPU.
Everything else is the real trainer.
"""

import importlib.util
import os

from library import original_unet

original_unet.BLOCK_OUT_CHANNELS = (32, 32, 64, 64)
original_unet.TIMESTEP_INPUT_DIM = 32
original_unet.TIME_EMBED_DIM = 128

from library import train_util  # noqa: E402

spec = importlib.util.spec_from_file_location(
    "whole_train_network", os.path.join(os.environ["KOHYA_ROOT"], "train_network.py")
)
whole_train_network = importlib.util.module_from_spec(spec)
spec.loader.exec_module(whole_train_network)
NetworkTrainer = whole_train_network.NetworkTrainer
setup_parser = whole_train_network.setup_parser

if __name__ == "__main__":
    parser = setup_parser()
    args = parser.parse_args()
    train_util.verify_command_line_training_args(args)
    args = train_util.read_config_from_file(args, parser)
    trainer = NetworkTrainer()
    trainer.train(args)
