/** The ids of the rows that a command was called on: all that are selected, where the one that was clicked is among them. */
export function chosenIds([item, all]: readonly unknown[]): string[] | undefined {
  if (typeof item !== 'string') return undefined;
  const selected: unknown[] = Array.isArray(all) && all.includes(item) ? all : [item];
  return selected.filter((id) => typeof id === 'string');
}
