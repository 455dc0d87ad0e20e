/** How a line of the runner begins: it may follow a bar that has not ended its line. */
const MARK = '\r@@event ';

/**
 * Takes the lines of the runner out of the output of a trainer, so that a terminal shows only the trainer's own words.
 * @returns gives what can be shown of each next piece; a piece may end anywhere
 */
export function withoutRunnerLines(): (bytes: Uint8Array) => Buffer {
  // By single bytes: a piece may end within a letter.
  let held = '';
  return (bytes) => {
    const text = held + Buffer.from(bytes).toString('latin1');
    let shown = '';
    let at = 0;
    for (;;) {
      const start = text.indexOf(MARK, at);
      if (start < 0) break;
      shown += text.slice(at, start);
      const end = text.indexOf('\n', start);
      if (end < 0) {
        held = text.slice(start);
        return Buffer.from(shown, 'latin1');
      }
      at = end + 1;
    }
    const rest = text.slice(at);
    const from = rest.lastIndexOf('\r');
    // It may become a line of the runner.
    const isOpen = from >= 0 && MARK.startsWith(rest.slice(from));
    held = isOpen ? rest.slice(from) : '';
    return Buffer.from(shown + (isOpen ? rest.slice(0, from) : rest), 'latin1');
  };
}
