"""Makes a Stable Diffusion 1.5 model of 10 MB with random weights, so that sd-scripts trains on a CPU in a minute.

    makeTinyModel.py FOLDER

FOLDER/model is the model in the layout of diffusers, FOLDER/tokenizers a tokenizer without merges (one token for each
byte) where sd-scripts looks for a cached one. The U-Net has the narrow channels that narrowTrainNetwork.py sets.
"""

import json
import sys
from pathlib import Path

import torch
from diffusers import AutoencoderKL, DDIMScheduler, UNet2DConditionModel
from transformers import CLIPTextConfig, CLIPTextModel

CHANNELS = (32, 32, 64, 64)
TEXT_WIDTH = 32
START, END = "<|startoftext|>", "<|endoftext|>"


def byte_letters():
    """The letters that stand for the 256 bytes in the vocabulary of CLIP: printable ones for themselves, others from U+0100."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in printable]
    return [chr(byte) for byte in printable] + [chr(0x100 + index) for index in range(len(others))]


def write_json(path, value):
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")


def make_tokenizer(folder):
    folder.mkdir(parents=True)
    letters = byte_letters()
    words = [*letters, *(letter + "</w>" for letter in letters), START, END]
    special = {"bos_token": START, "eos_token": END, "unk_token": END, "pad_token": END}
    write_json(folder / "vocab.json", {word: index for index, word in enumerate(words)})
    (folder / "merges.txt").write_text("#version: 0.2\n", encoding="utf-8")
    write_json(folder / "special_tokens_map.json", special)
    settings = {"tokenizer_class": "CLIPTokenizer", "model_max_length": 77, "do_lower_case": True}
    write_json(folder / "tokenizer_config.json", {**settings, **special})
    return len(words)


def make_model(folder, words):
    torch.manual_seed(0)
    down = ("CrossAttnDownBlock2D",) * 3 + ("DownBlock2D",)
    up = ("UpBlock2D",) + ("CrossAttnUpBlock2D",) * 3
    unet = UNet2DConditionModel(
        sample_size=8,
        down_block_types=down,
        up_block_types=up,
        block_out_channels=CHANNELS,
        cross_attention_dim=TEXT_WIDTH,
        attention_head_dim=8,
    )
    text = CLIPTextModel(
        CLIPTextConfig(
            vocab_size=words,
            hidden_size=TEXT_WIDTH,
            projection_dim=TEXT_WIDTH,
            intermediate_size=2 * TEXT_WIDTH,
            num_hidden_layers=2,
            num_attention_heads=4,
            bos_token_id=words - 2,
            eos_token_id=words - 1,
        )
    )
    vae = AutoencoderKL(
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        block_out_channels=(8,) * 4,
        norm_num_groups=4,
        sample_size=64,
    )
    scheduler = DDIMScheduler(
        beta_start=0.00085,
        beta_end=0.012,
        beta_schedule="scaled_linear",
        clip_sample=False,
        set_alpha_to_one=False,
        steps_offset=1,
    )
    unet.save_pretrained(folder / "unet")
    text.save_pretrained(folder / "text_encoder")
    vae.save_pretrained(folder / "vae")
    scheduler.save_pretrained(folder / "scheduler")
    parts = {
        "unet": ["diffusers", "UNet2DConditionModel"],
        "text_encoder": ["transformers", "CLIPTextModel"],
        "tokenizer": ["transformers", "CLIPTokenizer"],
        "vae": ["diffusers", "AutoencoderKL"],
        "scheduler": ["diffusers", "DDIMScheduler"],
        "safety_checker": [None, None],
        "feature_extractor": [None, None],
    }
    index = {"_class_name": "StableDiffusionPipeline", "requires_safety_checker": False, **parts}
    write_json(folder / "model_index.json", index)


if __name__ == "__main__":
    target = Path(sys.argv[1])
    make_model(target / "model", make_tokenizer(target / "tokenizers" / "openai_clip-vit-large-patch14"))
