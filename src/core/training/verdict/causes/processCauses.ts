import * as l10n from '@vscode/l10n';
import type { Cause } from './cause';

/** Several processes, GPUs and machines. */
export const PROCESS_CAUSES: readonly Cause[] = [
  {
    id: 'ddp_no_gradient',
    match:
      /DistributedDataParallel is not needed|find_unused_parameters|Expected to have finished reduction/i,
    say: () => l10n.t('Distributed training over several processes (GPUs) refused a part of the model that has no gradient. Train on one GPU, or train U-Net and text encoder together.'), // prettier-ignore
  },
  {
    id: 'port_in_use',
    match: /EADDRINUSE|address already in use|port.{0,40}already in use|another process is utilizing it|WinError 10048\b/i, // prettier-ignore
    say: () => l10n.t('The network port of distributed training is in use by another run. End that run, or choose another main_process_port.'), // prettier-ignore
  },
  {
    id: 'libuv',
    match: /use_libuv was requested but PyTorch was (?:built|build) without libuv/i,
    say: () => l10n.t('This torch has no libuv, which distributed training asks for. Set USE_LIBUV=0 in the environment, and train on one GPU or with rdzv_backend c10d.'), // prettier-ignore
  },
  {
    id: 'rendezvous',
    match:
      /waiting for clients|client socket has (?:timed out|failed to connect)|Rendezvous\w*Error|MASTER_ADDR/i,
    say: () => l10n.t('The machines or processes of a distributed training did not find each other. Start all of them with the same num_machines, num_processes, main_process_ip and main_process_port, each with its own machine_rank, and open that port in the firewall.'), // prettier-ignore
  },
  {
    id: 'nccl',
    match:
      /NCCL|ProcessGroup|DistBackendError|Watchdog caught collective|gloo|Connection closed by peer|rendezvous|DistNetworkError|c10d/i,
    vague: true,
    say: () => l10n.t('Several processes (GPUs) lost each other: an NCCL operation failed or timed out, because one rank was slow or died. Look for an earlier error of another rank, sample less, cache latents on disk beforehand, or train on one GPU.'), // prettier-ignore
  },
  {
    id: 'too_many_processes',
    match: /can't start new thread|Resource temporarily unavailable|pthread_create failed/i,
    say: () => l10n.t('The system allows no more processes or threads. Set max_data_loader_n_workers to 0, close other programs, or raise the limit (ulimit -u).'), // prettier-ignore
  },
  {
    id: 'broken_pipe',
    match: /BrokenPipeError|Broken pipe|WinError 10[89]\b|WinError 232\b/i,
    vague: true,
    say: () => l10n.t('The program that read the output of the trainer, or one of its own processes, was gone (broken pipe). Leave its terminal open or send its output to a file, set max_data_loader_n_workers to 0, and resume.'), // prettier-ignore
  },
];
