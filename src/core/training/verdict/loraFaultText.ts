import * as l10n from '@vscode/l10n';
import type { LoraFault } from './loraFile';

/** What is wrong with a LoRA that was written, and what to do. @param name of its file */
export function loraFaultText(fault: LoraFault, name: string): string {
  switch (fault) {
    case 'missing':
      return l10n.t('The trainer said that it saved the model, but there is no new {0}. Check the free space of the disk, and whether another program removes files there.', name); // prettier-ignore
    case 'unreadable':
      return l10n.t('{0} was not written whole. Check the free space of the disk, and resume from the last saved state.', name); // prettier-ignore
    case 'not_finite':
      return l10n.t('{0} holds NaN: it cannot be used. Lower the learning rate, use precision = "bf16", set no_half_vae for SDXL, and take the last checkpoint before.', name); // prettier-ignore
    case 'zero':
      return l10n.t('{0} holds only zeros: nothing was learned. Check the learning rates, the pictures and masks.', name); // prettier-ignore
  }
}
