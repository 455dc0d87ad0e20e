import type { Task } from './task';

/** Where waiting tasks are moved to among those of their kind: `at` takes the place of another one. */
export type MoveTo = 'first' | 'up' | 'down' | 'last' | { readonly at: string };

/** Tasks in the order of their turns: those that a user has put in order, then all others as they were added. */
export function inOrder(tasks: readonly Task[]): Task[] {
  return [...tasks].sort((one, other) => (one.place ?? Infinity) - (other.place ?? Infinity) || 0);
}

/**
 * Ids after some of them were moved; these keep their order among each other. Those that are not there are left out.
 * Up and down, several move together, and stay where there is no further way.
 */
export function moved(order: readonly string[], ids: readonly string[], to: MoveTo): string[] {
  const chosen = new Set(ids);
  const moving = order.filter((id) => chosen.has(id));
  const staying = order.filter((id) => !chosen.has(id));
  if (moving.length === 0) return [...order];
  const at = placeAmong(order, staying, moving, to);
  return [...staying.slice(0, at), ...moving, ...staying.slice(at)];
}

/** Before how many of those that stay the others go. */
function placeAmong(
  order: readonly string[],
  staying: readonly string[],
  [first = '', ...rest]: readonly string[],
  to: MoveTo,
): number {
  const last = rest.at(-1) ?? first;
  const stayingBefore = (id: string) =>
    order.slice(0, order.indexOf(id)).filter((each) => staying.includes(each)).length;
  if (typeof to === 'object') {
    // Dropped on one of themselves, they gather there.
    const target = order.includes(to.at) ? to.at : first;
    const isBelow = staying.includes(target) && order.indexOf(first) < order.indexOf(target);
    return stayingBefore(target) + (isBelow ? 1 : 0);
  }
  switch (to) {
    case 'first':
      return 0;
    case 'up':
      return Math.max(0, stayingBefore(first) - 1);
    case 'down':
      return Math.min(staying.length, stayingBefore(last) + 1);
    case 'last':
      return staying.length;
  }
}

/** The changes that give pending tasks an order. */
export function placed(tasks: readonly Task[], order: readonly string[]): Task[] {
  const places = new Map(order.map((id, index) => [id, index + 1]));
  return tasks.flatMap((task) => {
    const place = places.get(task.id);
    return place === undefined || place === task.place ? [] : [{ ...task, place }];
  });
}
