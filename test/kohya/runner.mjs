// The runner of a stand-in, see src/core/training/launch/runner.py: it tells what happens, and does what it is asked for.
import { readFileSync } from 'node:fs';
import { say } from './output.mjs';
import { processes } from './settings.mjs';

/** @typedef {import('./settings.mjs').RunnerPlan} RunnerPlan */
/** @typedef {{ id?: number, action: string }} Command */

/** @param {string} event @param {Record<string, unknown>} [facts] */
const tell = (event, facts = {}) => say(`\r@@event ${JSON.stringify({ event, ...facts })}`);

/** @param {RunnerPlan | undefined} given undefined where the trainer runs without it */
export function createRunner(given) {
  const plan = processes === 1 ? given : undefined;
  const control = createControl(plan ?? {});
  /** The steps that were saved because it was asked for. @type {Set<number>} */
  const kept = new Set();
  /** @type {Command | undefined} */
  let waiting;
  /** @type {Command | undefined} */
  let asked;
  let [isStopping, isSaved, isTrained, notFinite] = [false, false, false, 0];

  return {
    /** How many steps it trains at most. */
    steps: plan?.steps,
    start() {
      if (plan) tell('ready', { trainer: 'NetworkTrainer' });
      else if (given)
        tell('unavailable', { reason: `several processes train together (WORLD_SIZE=${processes})` });
    },
    /** Whether the training ends before its next step: it was asked to stop, and that is saved. @param {number} step */
    isStopped(step) {
      if (isSaved) tell('stopped', { step });
      return isSaved;
    },
    /** What is asked for before the first step: nothing is trained yet that could be saved. */
    isStoppedFirst() {
      const command = isTrained ? undefined : control();
      waiting = command ?? waiting;
      if (command?.action !== 'stop') return false;
      tell('stopping', { step: 0, id: command.id });
      tell('stopped', { step: 0 });
      return true;
    },
    /** @param {number} step @param {number} loss @param {number} rate @returns whether it ends the training */
    afterStep(step, loss, rate) {
      isTrained = true;
      if (!plan) return false;
      const isFinite = Number.isFinite(loss);
      tell('step', { step, loss: isFinite ? loss : null, rate });
      notFinite = isFinite ? 0 : notFinite + 1;
      const isOver = notFinite > 0 && notFinite === plan.stop_on_nan;
      if (isOver) tell('nan', { step, count: notFinite });
      return isOver;
    },
    /** @param {number} step @returns whether the trainer is to save a checkpoint and a state, scheduled or not */
    isAskedToSave(step) {
      asked = control() ?? waiting;
      waiting = undefined;
      if (plan?.stop_after !== undefined && step >= plan.stop_after) asked = { ...asked, action: 'stop' };
      if (isStopping) asked = undefined;
      if (asked === undefined) return false;
      isStopping = asked.action === 'stop';
      if (isStopping) tell('stopping', { step, id: asked.id });
      kept.add(step);
      return true;
    },
    /** The checkpoint and the state are written. @param {number} step */
    saved(step) {
      if (asked === undefined) return;
      isSaved = isStopping;
      tell('save', { step, id: asked.id });
      asked = undefined;
    },
    /** Whether the files of a step were asked for, so that they stay. @param {number} step */
    keeps: (step) => kept.has(step),
  };
}

/** What the user asks for, each command once. @param {RunnerPlan} plan @returns {() => Command | undefined} */
function createControl({ control, control_after: after = 0 }) {
  let last = after;
  return () => {
    if (control === undefined) return undefined;
    try {
      const { id, action } = JSON.parse(readFileSync(control, 'utf8'));
      if (!Number.isInteger(id) || id <= last) return undefined;
      last = id;
      return action === 'save' || action === 'stop' ? { id, action } : undefined;
    } catch {
      // It is not there, or is being written.
      return undefined;
    }
  };
}
