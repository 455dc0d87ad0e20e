/** `2024-11-21T10:30:00`: local, to the second, without zone (S0-58). */
export function localTime(date: Date): string {
  const shifted = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 19);
}
