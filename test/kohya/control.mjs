// The part of the runner in a stand-in: it tells what happens, and does what it is asked for.
import { readFileSync } from 'node:fs';
import { say } from './output.mjs';

/** @typedef {import('./settings.mjs').Runner} Runner */

/** A line of the runner. @param {string} event @param {Record<string, unknown>} [facts] */
export const tell = (event, facts = {}) => say(`\r@@event ${JSON.stringify({ event, ...facts })}`);

/** What the user asks for, each wish once. @param {Runner | undefined} runner */
export function createControl(runner) {
  let last = runner?.control_after ?? 0;
  return () => {
    if (runner?.control === undefined) return undefined;
    try {
      const { id, action } = JSON.parse(readFileSync(runner.control, 'utf8'));
      if (typeof id !== 'number' || id <= last) return undefined;
      last = id;
      return { id, action };
    } catch {
      return undefined;
    }
  };
}
