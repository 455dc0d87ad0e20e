import * as l10n from '@vscode/l10n';
import type { Cause } from './cause';
import { cut } from './causeTexts';

/** The GPU, its driver, torch for it, and the precision of its numbers. */
export const GPU_CAUSES: readonly Cause[] = [
  {
    id: 'gpu_driver',
    match:
      /NVIDIA driver on your system is too old|CUDA driver version is insufficient|unsupported toolchain|cudaErrorUnsupportedPtxVersion|Error 80[34]\b|unsupported display driver|forward compatibility was attempted/i,
    say: () => l10n.t('The driver of the GPU is too old for this torch. Update the NVIDIA driver and restart, or install a torch for an older CUDA.'), // prettier-ignore
  },
  {
    id: 'gpu_too_new',
    match: /no kernel image is available|not compatible with the current PyTorch installation|cudaErrorNoKernelImageForDevice|CUBLAS_STATUS_ARCH_MISMATCH|compute_\d+.{0,40}(?:unsupported|not supported)|^FATAL: kernel .{1,200} was built for/i, // prettier-ignore
    say: () => l10n.t('This torch has no code (CUDA kernel) for your GPU, which is too new or too old for it. Install a torch built for this GPU in the environment of the trainer, as pytorch.org tells.'), // prettier-ignore
  },
  {
    id: 'no_cuda',
    match: /Torch not compiled with CUDA enabled|No CUDA GPUs are available|Found no NVIDIA driver|no CUDA-capable device|invalid device ordinal|cuInit|libcuda\.so|CUDA unknown error|torch\.cuda\.is_available\(\) (?:should be True but )?is False|nvidia-smi.{0,30}(?:failed|not found)/i, // prettier-ignore
    say: () => l10n.t('The trainer found no usable GPU. Check the NVIDIA driver (nvidia-smi), install a torch with CUDA, and choose a GPU that exists (gpu ids begin with 0).'), // prettier-ignore
  },
  {
    id: 'bf16_unsupported',
    match: /bf16 (?:mixed precision )?requires|bf16 mixed precision with|bfloat16 is not supported|does not support bf(?:16|loat16)/i, // prettier-ignore
    say: () =>
      l10n.t('This GPU or torch cannot train with bf16. Set mixed_precision and save_precision to fp16.'),
  },
  {
    id: 'fp16_cpu',
    match: /expected m1 and m2 to have the same dtype|"\w+" not implemented for '(?:Half|BFloat16|Float8_\w{1,20})'|fp16 mixed precision (?:requires|with)|mat1 and mat2 must have the same dtype|expected scalar type \w+ but found \w+|Input type .{1,60} and (?:weight|bias) type|Query\/Key\/Value should either all have the same dtype/i, // prettier-ignore
    say: () => l10n.t('Numbers of different precision met (dtype). On a CPU fp16 does not work: use mixed_precision bf16 or no. Otherwise set mixed_precision to the precision of full_fp16 or full_bf16, and no_half_vae for SDXL.'), // prettier-ignore
  },
  {
    id: 'fp16_gradients',
    match: /Attempting to unscale FP16 gradients/i,
    say: () => l10n.t('The trained weights are fp16, which fp16 training cannot scale. Turn full_fp16 off, or use mixed_precision bf16.'), // prettier-ignore
  },
  {
    id: 'fp16_no_gradients',
    match: /No inf checks were recorded/i,
    say: () => l10n.t('No part of the model got a gradient, which fp16 training needs. Set unet_lr or text_encoder_lr above 0, check network_args, or use mixed_precision bf16.'), // prettier-ignore
  },
  {
    id: 'no_gradient',
    match: /does not require grad and does not have a grad_fn/i,
    say: () => l10n.t('Nothing is trained: no part of the model gets a gradient. Set unet_lr or text_encoder_lr above 0, check network_args, and with network_train_text_encoder_only turn gradient_checkpointing off.'), // prettier-ignore
  },
  {
    id: 'devices',
    match: /Expected all tensors to be on the same device/i,
    say: () => l10n.t('Parts of the model were on different devices (GPU and CPU). Turn lowram, blocks_to_swap and cpu_offload_checkpointing off, and delete cached .npz files.'), // prettier-ignore
  },
  {
    id: 'cudnn_mismatch',
    match: /cuDNN version incompatibility|Could not (?:load|locate)(?: library)? \S*cudnn|libcudnn\S{0,40}: cannot open shared object/i, // prettier-ignore
    say: () => l10n.t('cuDNN, the part of CUDA that computes convolutions, does not fit this torch, or is missing. Reinstall torch with its own CUDA, and remove another cuDNN from PATH and LD_LIBRARY_PATH.'), // prettier-ignore
  },
  {
    id: 'cudnn',
    match: /cuDNN error|CUDNN_STATUS_\w+|libcudnn\S*|CUDNN_BACKEND/i,
    say: () => l10n.t('cuDNN, the part of CUDA that computes convolutions, failed. Often the GPU was out of memory: lower the batch size or the resolution. Else reinstall torch with its own CUDA, and remove another cuDNN from PATH and LD_LIBRARY_PATH.'), // prettier-ignore
  },
  {
    id: 'cuda',
    match:
      /CUDA error:? .{1,80}|CUBLAS_STATUS_\w+|cudaError\w+|device-side assert|illegal memory access|unspecified launch failure|GPU is lost|\bXid\b/i,
    say: (match) => l10n.t('The GPU reported an error ({0}). Restart the computer, update the driver, remove any overclocking, and try a smaller batch.', cut(match[0], 100)), // prettier-ignore
  },
];
