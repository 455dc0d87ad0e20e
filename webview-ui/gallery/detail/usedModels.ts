import * as l10n from '@vscode/l10n';
import type { GalleryDetail } from '../../../src/protocol/gallery';
import { element, icon } from '../../shared/dom';
import { iconButton } from '../actions/actionsBar';
import { section } from './detailTexts';

export type ModelAction = 'details' | 'civitai' | 'download' | 'insertTag';

/** The models a picture was made with: those of the library open their details, others are found on Civitai. */
export function modelsSection(
  { models }: GalleryDetail,
  open: (model: number, how: ModelAction) => void,
): HTMLElement | undefined {
  if (models.length === 0) return undefined;
  const rows = models.map((model, index) => {
    const { name, kind, weight, path, onCivitai } = model;
    const tool = (label: string, image: string, how: ModelAction) =>
      iconButton(`${label}: ${name}`, image, `${how} ${index}`, () => open(index, how));
    const link = element('button', { type: 'button', class: 'link', 'data-key': `model ${index}` }, name);
    link.addEventListener('click', () => open(index, 'details'));
    return element(
      'li',
      {},
      icon(kind === 'checkpoint' ? 'package' : kind === 'lora' ? 'extensions' : 'symbol-misc'),
      path === undefined ? element('span', { class: 'model-name' }, name) : link,
      weight === undefined ? undefined : element('span', { class: 'hint' }, String(weight)),
      path === undefined
        ? element('span', { class: 'hint missing' }, l10n.t('not in the library'))
        : undefined,
      element(
        'span',
        { class: 'model-tools' },
        kind === 'lora' ? tool(l10n.t('Insert tag'), 'insert', 'insertTag') : undefined,
        onCivitai ? tool(l10n.t('Open on Civitai'), 'link-external', 'civitai') : undefined,
        onCivitai && path === undefined ? tool(l10n.t('Download'), 'cloud-download', 'download') : undefined,
      ),
    );
  });
  return section(l10n.t('Models'), undefined, element('ul', { class: 'models' }, ...rows));
}
