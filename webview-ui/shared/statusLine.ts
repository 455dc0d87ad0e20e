import { element } from './dom';

type Tone = 'good' | 'bad' | 'plain';

/** One line that says what became of what the user did; screen readers say it, too. */
export class StatusLine {
  readonly element = element('span', { class: 'status', role: 'status', 'aria-live': 'polite' });

  /** @param onSay is told, too: for a page that shows something else instead of its line */
  constructor(private readonly onSay: (text: string) => void = () => undefined) {}

  say(text: string, tone: Tone = 'plain'): void {
    this.onSay(text);
    this.element.textContent = text;
    this.element.dataset.tone = tone;
  }

  /** Does something, and says so when it fails. */
  async attempt(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.say(errorText(error), 'bad');
    }
  }
}

export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
