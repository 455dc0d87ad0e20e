import type { RowLayout } from './rowLayout';

/** The place that a key leads to from another one; undefined where it leads nowhere. */
export function keyTarget(
  key: string,
  place: number,
  layout: RowLayout,
  pageRows: number,
): number | undefined {
  switch (key) {
    case 'ArrowRight':
      return Math.min(layout.count - 1, place + 1);
    case 'ArrowLeft':
      return Math.max(0, place - 1);
    case 'ArrowDown':
      return layout.vertically(place, 1);
    case 'ArrowUp':
      return layout.vertically(place, -1);
    case 'PageDown':
      return layout.vertically(place, pageRows);
    case 'PageUp':
      return layout.vertically(place, -pageRows);
    case 'Home':
      return 0;
    case 'End':
      return layout.count - 1;
    default:
      return undefined;
  }
}
