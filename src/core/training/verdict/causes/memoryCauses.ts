import * as l10n from '@vscode/l10n';
import type { Cause } from './cause';
import { gpuMemory, mainMemory } from './causeTexts';

/** Memory that ran out: of the GPU in all its spellings, of the computer, and what its processes share. */
export const MEMORY_CAUSES: readonly Cause[] = [
  {
    id: 'gpu_memory',
    match:
      /\bCUDA(?: driver)?(?: error:)? out of memory|CUDA driver error: out of memory|HIP out of memory|MPS backend out of memory|XPU out of memory|\bCUD(?:NN|A)_STATUS_ALLOC_FAILED|CUBLAS_STATUS_ALLOC_FAILED|CUDA_ERROR_OUT_OF_MEMORY|cudaErrorMemoryAllocation|^(?:[\w.]*\.)?OutOfMemoryError\b|Unable to find a valid cuDNN algorithm|unable to find an engine to execute|NVML_SUCCESS == r|Not enough memory.{0,40}use lower resolution|not enough GPU video memory/i,
    say: gpuMemory,
  },
  {
    id: 'main_memory',
    match:
      /DefaultCPUAllocator|MemoryError\b|WinError 1455|paging file is too small|os error 1455\b|Cannot allocate memory|ENOMEM|std::bad_alloc|not enough memory: you tried to allocate/i,
    say: mainMemory,
  },
  {
    id: 'shared_memory',
    match:
      /insufficient shared memory|out of shared memory|bus error encountered in worker|killed by signal: Bus error|unable to (?:open|write|mmap|resize).{0,40}(?:shared memory|<\/torch_)|torch_shm_manager|\/dev\/shm/i,
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
];
