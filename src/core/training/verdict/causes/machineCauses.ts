import * as l10n from '@vscode/l10n';
import type { Cause } from './cause';
import { cut, diskFull, fileIn, gpuMemory, mainMemory } from './causeTexts';

/** Causes in memory, disk, GPU and processes; the first row that fits counts. */
export const MACHINE_CAUSES: readonly Cause[] = [
  // Memory of the GPU, in all its spellings.
  {
    id: 'gpu_memory',
    match:
      /\bCUDA(?: error:)? out of memory|CUDA error: out of memory|HIP out of memory|MPS backend out of memory|XPU out of memory|\bCUD(?:NN|A)_STATUS_ALLOC_FAILED|CUBLAS_STATUS_ALLOC_FAILED|CUDA_ERROR_OUT_OF_MEMORY|cudaErrorMemoryAllocation|^(?:[\w.]*\.)?OutOfMemoryError\b|Unable to find a valid cuDNN algorithm|Not enough memory.{0,40}use lower resolution/i,
    say: gpuMemory,
  },
  {
    id: 'main_memory',
    match:
      /DefaultCPUAllocator|\bMemoryError\b|WinError 1455|paging file is too small|Cannot allocate memory|ENOMEM|std::bad_alloc|not enough memory: you tried to allocate/i,
    say: mainMemory,
  },
  {
    id: 'shared_memory',
    match:
      /insufficient shared memory|out of shared memory|bus error encountered in worker|killed by signal: Bus error|unable to (?:open|write|mmap|resize).{0,40}shared memory|torch_shm_manager|\/dev\/shm/i,
    say: () =>
      l10n.t(
        'A data loader worker had too little shared memory (shm). Set max_data_loader_n_workers to 0; in Docker start the container with --ipc=host or a larger --shm-size.',
      ),
  },
  {
    id: 'out_of_memory_killed',
    match: /oom[-_]kill|Out Of Memory$|killed by signal: Killed/i,
    say: () =>
      l10n.t('The system killed the trainer, because the computer ran out of memory. {0}', mainMemory()),
  },
  // Disk.
  {
    id: 'disk_full',
    match:
      /No space left on device|StorageFull|Errno 28\b|os error 28\b|os error 112\b|WinError 112\b|not enough space on the disk|Disk quota exceeded|Errno 122\b|os error 122\b|PytorchStreamWriter failed writing|inline_container\.cc.{0,40}(?:unexpected pos|file write failed)|iostream error/i,
    say: diskFull,
  },
  {
    id: 'read_only',
    match: /Read-only file system|Errno 30\b|os error 30\b/i,
    say: () => l10n.t('The output folder lies on a disk that can only be read. Choose an output folder that can be written.'), // prettier-ignore
  },
  {
    id: 'permission',
    match:
      /PermissionError\b.{0,200}|Permission denied.{0,200}|Access is denied.{0,200}|os error (?:5|13)\b|WinError 5\b/i,
    say: (_, { text }) => l10n.t('Permission denied: the trainer may not read or write {0}. Give your user the right to it, close programs that hold it open, or choose another folder.', fileIn(text, '') || l10n.t('a file')), // prettier-ignore
  },
  {
    id: 'file_in_use',
    match: /WinError 32\b|being used by another process/i,
    say: () => l10n.t('A file is used by another program. Close what has the model, the pictures or the output folder open, and train again.'), // prettier-ignore
  },
  // The GPU, its driver and torch.
  {
    id: 'gpu_too_new',
    match: /no kernel image is available|not compatible with the current PyTorch installation|cudaErrorNoKernelImageForDevice|cudaErrorUnsupportedPtxVersion|CUBLAS_STATUS_ARCH_MISMATCH|compute_\d+.{0,40}(?:unsupported|not supported)/i, // prettier-ignore
    say: () => l10n.t('This torch has no code (CUDA kernel) for your GPU, which is too new or too old for it. Install a torch built for this GPU in the environment of the trainer, as pytorch.org tells.'), // prettier-ignore
  },
  {
    id: 'no_cuda',
    match: /Torch not compiled with CUDA enabled|No CUDA GPUs are available|Found no NVIDIA driver|NVIDIA driver on your system is too old|CUDA driver version is insufficient|no CUDA-capable device|invalid device ordinal|cuInit|CUDA unknown error|nvidia-smi.{0,30}(?:failed|not found)|could not select device driver/i, // prettier-ignore
    say: () => l10n.t('The trainer found no usable GPU. Check the NVIDIA driver (nvidia-smi), install a torch with CUDA, and choose a GPU that exists (gpu ids begin with 0).'), // prettier-ignore
  },
  {
    id: 'bf16_unsupported',
    match: /bf16 (?:mixed precision )?requires|bfloat16 is not supported|does not support bf(?:16|loat16)/i,
    say: () =>
      l10n.t('This GPU or torch cannot train with bf16. Set mixed_precision and save_precision to fp16.'),
  },
  {
    id: 'fp16_cpu',
    match: /expected m1 and m2 to have the same dtype|"\w+" not implemented for 'Half'|fp16 mixed precision requires a GPU|mat1 and mat2 must have the same dtype|expected scalar type \w+ but found \w+|Input type .{1,60} and (?:weight|bias) type/i, // prettier-ignore
    say: () => l10n.t('Numbers of different precision met (dtype). On a CPU fp16 does not work: use mixed_precision bf16 or no. Otherwise set mixed_precision to the precision of full_fp16 or full_bf16, and no_half_vae for SDXL.'), // prettier-ignore
  },
  {
    id: 'fp16_gradients',
    match: /Attempting to unscale FP16 gradients/i,
    say: () => l10n.t('The trained weights are fp16, which fp16 training cannot scale. Turn full_fp16 off, or use mixed_precision bf16.'), // prettier-ignore
  },
  {
    id: 'cudnn',
    match: /cuDNN error|CUDNN_STATUS_\w+|libcudnn\S*|CUDNN_BACKEND/i,
    say: () => l10n.t('cuDNN, the part of CUDA that computes convolutions, failed. Often the GPU was out of memory: lower the batch size or the resolution. Else reinstall torch with its own CUDA, and remove another cuDNN from PATH and LD_LIBRARY_PATH.'), // prettier-ignore
  },
  {
    id: 'cuda',
    match:
      /CUDA error:? .{1,80}|CUBLAS_STATUS_\w+|cudaError\w+|device-side assert|illegal memory access|unspecified launch failure|GPU is lost|Xid/i,
    say: (match) => l10n.t('The GPU reported an error ({0}). Restart the computer, update the driver, remove any overclocking, and try a smaller batch.', cut(match[0], 100)), // prettier-ignore
  },
  // Several processes.
  {
    id: 'ddp_no_gradient',
    match:
      /DistributedDataParallel is not needed|find_unused_parameters|Expected to have finished reduction/i,
    say: () => l10n.t('Distributed training over several processes (GPUs) refused a part of the model that has no gradient. Train on one GPU, or train U-Net and text encoder together.'), // prettier-ignore
  },
  {
    id: 'port_in_use',
    match: /EADDRINUSE|address already in use|port.{0,40}already in use/i,
    say: () => l10n.t('The network port of distributed training is in use by another run. End that run, or choose another main_process_port.'), // prettier-ignore
  },
  {
    id: 'libuv',
    match: /use_libuv was requested but PyTorch was (?:built|build) without libuv/i,
    say: () => l10n.t('This torch has no libuv, which distributed training asks for. Set USE_LIBUV=0 in the environment, and train on one GPU or with rdzv_backend c10d.'), // prettier-ignore
  },
  {
    id: 'nccl',
    match:
      /NCCL|ProcessGroup|DistBackendError|Watchdog caught collective|gloo|Connection closed by peer|rendezvous|RendezvousError|DistNetworkError|c10d/i,
    vague: true,
    say: () => l10n.t('Several processes (GPUs) lost each other: an NCCL operation failed or timed out, because one rank was slow or died. Look for an earlier error of another rank, sample less, cache latents on disk beforehand, or train on one GPU.'), // prettier-ignore
  },
];
