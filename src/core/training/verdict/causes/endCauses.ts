import * as l10n from '@vscode/l10n';
import type { Cause } from './cause';
import { busError, crashed, illegalInstruction, killed } from './causeTexts';

/** Ends without words, which any other cause explains better. */
export const END_CAUSES: readonly Cause[] = [
  {
    id: 'scheduler',
    match: /^(?:srun|sbatch|salloc|qsub|condor_submit): (?:error: )?(.{1,400})/,
    vague: true,
    say: (match) => l10n.t('The scheduler of the cluster refused or ended the training: {0}. Correct training.launchPrefix.', match[1] ?? ''), // prettier-ignore
  },
  { id: 'segfault', match: /Segmentation fault|access violation/i, vague: true, say: () => crashed() },
  { id: 'bus_error', match: /Bus error/i, vague: true, say: () => busError() },
  { id: 'illegal_instruction', match: /Illegal instruction/i, vague: true, say: () => illegalInstruction() },
  { id: 'killed', match: /^(?:.{0,200}\s)?Killed\b/, vague: true, say: () => killed() },
  {
    id: 'aborted',
    match:
      /^terminate called|^what\(\)|^Aborted|^free\(\)|^double free|^munmap|^malloc|^corrupted|Fatal Python error/,
    vague: true,
    say: () => crashed(),
  },
];
