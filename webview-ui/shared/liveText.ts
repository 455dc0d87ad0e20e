/** Sets the text of a live region where it is another one: screen readers also say again a text that is set as it was. */
export function setLiveText(region: { textContent: string | null }, text: string): void {
  if (region.textContent !== text) region.textContent = text;
}
