import * as l10n from '@vscode/l10n';
import type { GalleryDetail } from '../../../src/protocol/gallery';
import { element } from '../../shared/dom';
import { iconButton } from '../actions/actionsBar';
import { changedWords } from './changedWords';

export type CopiedText = 'prompt' | 'negative' | 'seed' | 'infotext' | 'path';

/** What the picture was made with, each text with a button that copies it. */
export function textSections(
  detail: GalleryDetail,
  before: GalleryDetail | undefined,
  copy: (what: CopiedText) => void,
): HTMLElement[] {
  const sections: HTMLElement[] = [];
  const text = (title: string, what: CopiedText, value: string | undefined, old: string | undefined) => {
    if (value === undefined) return;
    const shown = element('p', { class: 'prompt' }, ...wordsOf(value, old));
    sections.push(section(title, copyButton(title, what, copy), shown));
  };
  text(l10n.t('Prompt'), 'prompt', detail.prompt, before?.prompt);
  text(l10n.t('Negative prompt'), 'negative', detail.negative, before?.negative);
  const facts = factsOf(detail, copy);
  if (facts) sections.push(facts);
  for (const { source, text: raw } of detail.raw)
    sections.push(
      element('details', { class: 'raw' }, element('summary', {}, l10n.t('Text in {0}', source)), element('pre', {}, raw)), // prettier-ignore
    );
  return sections;
}

/** A titled part of the pane. */
export function section(
  title: string,
  tool: HTMLElement | undefined,
  ...children: HTMLElement[]
): HTMLElement {
  return element(
    'section',
    {},
    element('div', { class: 'section-head' }, element('h3', {}, title), tool),
    ...children,
  );
}

function copyButton(title: string, what: CopiedText, copy: (what: CopiedText) => void): HTMLElement {
  return iconButton(l10n.t('Copy: {0}', title), 'copy', `copy ${what}`, () => copy(what));
}

/** The words of a text; those are marked that the picture before did not have. */
function wordsOf(text: string, old: string | undefined): (Node | string)[] {
  if (old === undefined || old === text) return [text];
  return changedWords(old, text).map((run) => (run.changed ? element('mark', {}, run.text) : run.text));
}

function factsOf(detail: GalleryDetail, copy: (what: CopiedText) => void): HTMLElement | undefined {
  const { seed, tool, parameters, width, height } = detail;
  const rows: HTMLElement[] = [];
  const fact = (label: string, value: string | undefined, extra?: HTMLElement) => {
    if (value === undefined || value === '') return;
    rows.push(element('dt', {}, label), element('dd', {}, value, extra));
  };
  fact(l10n.t('Seed'), seed, copyButton(l10n.t('Seed'), 'seed', copy));
  for (const { label, value } of parameters) fact(label, value);
  fact(l10n.t('Pixels'), width > 0 ? `${width} × ${height}` : undefined);
  fact(l10n.t('Made with'), tool);
  if (rows.length === 0) return undefined;
  const all =
    detail.infotext === undefined ? undefined : copyButton(l10n.t('All as infotext'), 'infotext', copy);
  return section(l10n.t('Parameters'), all, element('dl', { class: 'facts' }, ...rows));
}
