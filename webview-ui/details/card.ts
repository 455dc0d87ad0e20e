import * as l10n from '@vscode/l10n';
import type { DetailsCommandName, DetailsModel } from '../../src/protocol/details';
import { button } from '../shared/components';
import { element, icon } from '../shared/dom';
import type { InfoActions } from './info';

const buttons = (): readonly { command: DetailsCommandName; label: string; icon: string }[] => [
  { command: 'fetch', label: l10n.t('Fetch…'), icon: 'cloud-download' },
  { command: 'unlink', label: l10n.t('Unlink'), icon: 'debug-disconnect' },
  { command: 'editHash', label: l10n.t('Edit Hash…'), icon: 'edit' },
  { command: 'copyTriggerWords', label: l10n.t('Copy Trigger Words'), icon: 'copy' },
  { command: 'copyHash', label: l10n.t('Copy Hash'), icon: 'copy' },
  { command: 'copyLoraTag', label: l10n.t('Copy LoRA Tag'), icon: 'symbol-key' },
  { command: 'copyDownloadUrl', label: l10n.t('Copy Download URL'), icon: 'link' },
  { command: 'reveal', label: l10n.t('Reveal'), icon: 'folder-opened' },
  { command: 'openSidecar', label: l10n.t('Open Sidecar'), icon: 'json' },
];

const TONE_ICONS: Record<DetailsModel['badge']['tone'], string> = {
  good: 'pass-filled',
  waiting: 'question',
  neutral: 'circle-outline',
  bad: 'error',
};

/** The head of the page: picture, name, state, file, what can be done. */
export function card(model: DetailsModel, actions: InfoActions): HTMLElement[] {
  const details = [model.type, model.baseModel, model.size].filter((part) => part);
  return [
    preview(model, actions),
    element(
      'div',
      { class: 'card-text' },
      element('h1', {}, model.title),
      element(
        'p',
        { class: 'card-state' },
        element(
          'span',
          { class: 'badge', 'data-tone': model.badge.tone },
          icon(TONE_ICONS[model.badge.tone]),
          model.badge.text,
        ),
        element('span', {}, details.join(' · ')),
      ),
      element('p', { class: 'card-file', title: model.relativePath }, model.relativePath),
      problem(model),
      model.isOutside ? outside() : undefined,
      element(
        'div',
        { class: 'toolbar', role: 'group', 'aria-label': l10n.t('Actions') },
        ...buttons()
          .filter(({ command }) => model.commands.includes(command))
          .map((shown) =>
            button({
              label: shown.label,
              icon: shown.icon,
              key: shown.command,
              onClick: () => actions.run({ command: shown.command }),
            }),
          ),
      ),
    ),
  ];
}

function preview(model: DetailsModel, actions: InfoActions): HTMLElement {
  if (model.preview === undefined) return noPreview();
  const picture = element('img', { class: 'preview' });
  picture.alt = l10n.t('Preview of {0}', model.title);
  picture.src = model.preview;
  const large = element(
    'button',
    { class: 'open-picture', type: 'button', title: l10n.t('Open large'), 'data-key': 'openPicture' },
    picture,
  );
  large.addEventListener('click', () => actions.openPicture());
  picture.addEventListener('error', () => large.replaceWith(noPreview()));
  return large;
}

function noPreview(): HTMLElement {
  return element('div', { class: 'preview no-preview' }, icon('file-media'), l10n.t('No preview'));
}

function outside(): HTMLElement {
  return element(
    'p',
    { class: 'outside', role: 'note' },
    icon('info'),
    l10n.t(
      'This file is not among the models of the Models view. What you type is saved beside it. To identify it, browse for its folder there.',
    ),
  );
}

function problem(model: DetailsModel): HTMLElement | undefined {
  if (!model.problem) return undefined;
  return element(
    'div',
    { class: 'problem', role: 'note' },
    icon('warning'),
    element('div', {}, element('b', {}, model.problem.message), ` ${model.problem.advice}`),
  );
}
