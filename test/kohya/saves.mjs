// The checkpoints and states of a stand-in: when sd-scripts writes them, what it calls them, and which it removes.
import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { writeLora, writeState } from './files.mjs';
import { log, say } from './output.mjs';

/** @param {string} name @param {number} step */
const stepName = (name, step) => `${name}-step${String(step).padStart(8, '0')}`;
/** @param {string} name @param {number} epoch */
const epochName = (name, epoch) => `${name}-${String(epoch).padStart(6, '0')}`;

/** The step whose files go when there is a save at this one, as sd-scripts reckons. @param {number} step @param {number} last @param {number} every */
export function removedStep(step, last, every) {
  const old = step - last - 1;
  return old - (((old % every) + every) % every);
}

/**
 * @param {Record<string, any>} settings
 * @param {Record<string, unknown>} facts for the header of each LoRA
 * @param {ReturnType<typeof import('./runner.mjs').createRunner>} runner
 */
export function createSaves(settings, facts, runner) {
  const { output_dir: output, output_name: name, save_state: hasState } = settings;
  const at = (/** @type {string} */ file) => path.join(output, file);

  /** @param {string} stem @param {number} step @param {number} epoch */
  function lora(stem, step, epoch) {
    const file = at(`${stem}.safetensors`);
    say(`\nsaving checkpoint: ${file}`);
    writeLora(file, { ...facts, ss_steps: step, ss_epoch: epoch });
  }

  /** @param {string} stem @param {string} title @param {number} step @param {number} epoch */
  function state(stem, title, step, epoch) {
    const folder = at(`${stem}-state`);
    log('train_util.py:5963', '');
    log('train_util.py:5964', title);
    log('accelerator.py:3012', `[RANK 0] Saving current state to ${folder}`);
    log('train_network.py:954', `save train state to ${path.join(folder, 'train_state.json')} at epoch ${epoch} step ${step}`); // prettier-ignore
    const last = writeState(folder, { current_epoch: epoch, current_step: step });
    log('checkpointing.py:182', `[RANK 0] Random states saved in ${last}`);
  }

  /** @param {string} stem @param {'checkpoint' | 'state'} kind */
  function remove(stem, kind) {
    const old = at(kind === 'state' ? `${stem}-state` : `${stem}.safetensors`);
    if (!existsSync(old)) return;
    if (kind === 'state') log('train_util.py:5981', `removing old state: ${old}`);
    else say(`removing old checkpoint: ${old}`);
    rmSync(old, { recursive: true });
  }

  return {
    /** After a step, where it is scheduled or asked for. @param {number} step @param {number} epoch of the first epoch it is 1 */
    afterStep(step, epoch) {
      const isAsked = runner.isAskedToSave(step);
      const isScheduled = settings.save_every_n_steps > 0 && step % settings.save_every_n_steps === 0;
      if (!isAsked && !isScheduled) return;
      const every = isScheduled ? settings.save_every_n_steps : step;
      const { save_last_n_steps: last, save_last_n_steps_state: lastState = last } = settings;
      const stem = stepName(name, step);
      lora(stem, step, epoch - 1);
      if (hasState || isAsked) {
        state(stem, `saving state at step ${step}`, step, epoch);
        runner.saved(step);
        const old = removedStep(step, lastState, every);
        if (old > 0 && !runner.keeps(old)) remove(stepName(name, old), 'state');
      }
      const old = removedStep(step, last, every);
      if (old >= 0 && !runner.keeps(old)) remove(stepName(name, old), 'checkpoint');
    },
    /** After an epoch; the last one is the end. @param {number} epoch @param {number} epochs @param {number} step */
    afterEpoch(epoch, epochs, step) {
      const { save_every_n_epochs: every, save_last_n_epochs: last, save_last_n_epochs_state: lastState = last } = settings; // prettier-ignore
      if (!(every > 0) || epoch % every !== 0 || epoch >= epochs) return;
      lora(epochName(name, epoch), step, epoch);
      if (last !== undefined) remove(epochName(name, epoch - every * last), 'checkpoint');
      if (!hasState) return;
      state(epochName(name, epoch), `saving state at epoch ${epoch}`, step, epoch);
      if (lastState !== undefined) remove(epochName(name, epoch - every * lastState), 'state');
    },
    /** @param {number} step @param {number} epochs */
    atEnd(step, epochs) {
      if (hasState || settings.save_state_on_train_end) state(name, 'saving last state.', step, epochs);
      lora(name, step, epochs);
      log('train_network.py:1729', 'model saved.');
    },
  };
}
