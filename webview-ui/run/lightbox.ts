import * as l10n from '@vscode/l10n';
import type { RunPrompt, RunSample } from '../../src/protocol/run';
import { button } from '../shared/components';
import { element } from '../shared/dom';
import { setLiveText } from '../shared/liveText';

/** One sample, large. Left and right show the same prompt at other steps, up and down other prompts of the same step. */
export class Lightbox {
  readonly element = element('dialog', { class: 'lightbox', 'aria-label': l10n.t('Sample') });
  private readonly picture = element('img', {});
  private readonly caption = element('p', { role: 'status', 'aria-live': 'polite' });
  private samples: readonly RunSample[] = [];
  private prompts: readonly RunPrompt[] = [];
  private shown: RunSample | undefined;

  /** @param onClose gets the sample that was shown last */
  constructor(onOpen: (key: string) => void, onClose: (key: string) => void) {
    const open = button({
      label: l10n.t('Open in Editor'),
      key: 'open sample',
      onClick: () => {
        if (this.shown) onOpen(this.shown.key);
      },
    });
    const close = button({
      label: l10n.t('Close'),
      key: 'close sample',
      onClick: () => this.element.close(),
    });
    const hint = element('span', { class: 'hint' }, l10n.t('Arrow keys: other steps and prompts'));
    this.element.append(this.picture, this.caption, element('div', { class: 'bar' }, open, close, hint));
    this.element.addEventListener('keydown', (event) => this.onKey(event));
    this.element.addEventListener('close', () => {
      if (this.shown) onClose(this.shown.key);
    });
    this.element.addEventListener('click', (event) => {
      if (event.target === this.element) this.element.close();
    });
  }

  /** What it can flip through. */
  update(samples: readonly RunSample[], prompts: readonly RunPrompt[]): void {
    this.samples = samples;
    this.prompts = prompts;
  }

  show(sample: RunSample): void {
    this.shown = sample;
    const prompt = this.prompts[sample.prompt];
    const text = [
      sample.step === 0 ? l10n.t('before the first step') : l10n.t('step {0}', sample.step),
      prompt?.text ?? '',
      prompt?.seed === undefined ? '' : l10n.t('seed {0}', prompt.seed),
    ].filter((part) => part !== '');
    setLiveText(this.caption, text.join(' · '));
    this.picture.alt = text.join(', ');
    this.picture.src = sample.picture;
    if (!this.element.open) this.element.showModal();
  }

  private onKey(event: KeyboardEvent): void {
    const [steps, prompts] = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, -1],
      ArrowDown: [0, 1],
    }[event.key] ?? [0, 0];
    const from = this.shown;
    if ((steps === 0 && prompts === 0) || !from) return;
    event.preventDefault();
    const others = this.samples.filter(({ prompt, step }) =>
      steps === 0 ? step === from.step : prompt === from.prompt,
    );
    const next = others[others.findIndex(({ key }) => key === from.key) + (steps ?? 0) + (prompts ?? 0)];
    if (next) this.show(next);
  }
}
