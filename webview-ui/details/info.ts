import * as l10n from '@vscode/l10n';
import type { DetailsCommand, DetailsCopy, DetailsModel } from '../../src/protocol/details';
import { button } from '../shared/components';
import { element, icon } from '../shared/dom';
import { type TextLink } from '../shared/plainText';

export interface InfoActions {
  readonly run: (command: DetailsCommand) => void;
  readonly copy: (what: DetailsCopy) => void;
  readonly openPicture: () => void;
  readonly openLink: (url: string) => void;
}

/** Most links that are listed; the others stay in the text of the description. */
const SHOWN_LINKS = 8;

/** The column of what is known and cannot be typed: trigger words to copy, hashes, Civitai, training. */
export function infoSections(
  model: DetailsModel,
  descriptionLinks: readonly TextLink[],
  actions: InfoActions,
): HTMLElement[] {
  return [
    candidates(model, actions),
    triggerWords(model, actions),
    hashes(model, actions),
    civitai(model, actions),
    linkList(descriptionLinks, actions),
    training(model),
  ].filter((made) => made !== undefined);
}

function candidates(model: DetailsModel, actions: InfoActions): HTMLElement | undefined {
  if (model.candidates.length === 0) return undefined;
  const rows = model.candidates.map((candidate) => {
    const name = l10n.t('Model {0}, version {1}', candidate.model_id, candidate.version_id);
    return element(
      'li',
      {},
      element('span', {}, name),
      button({
        label: l10n.t('Choose'),
        spoken: l10n.t('Choose {0}', name),
        key: `choose-${candidate.version_id}`,
        onClick: () => actions.run({ command: 'choose', candidate }),
      }),
    );
  });
  return section(
    l10n.t('Which version is it?'),
    element(
      'p',
      { class: 'hint' },
      l10n.t('Several versions on Civitai have this very file. Fetch… shows their names.'),
    ),
    element('ul', { class: 'rows' }, ...rows),
  );
}

function triggerWords(model: DetailsModel, actions: InfoActions): HTMLElement | undefined {
  const words = model.values.trigger_words ?? [];
  if (words.length === 0) return undefined;
  const chips = words.map((word, index) => {
    const chip = element(
      'button',
      { class: 'chip', type: 'button', title: l10n.t('Copy'), 'data-key': `chip-${index}` },
      element('span', {}, word),
      icon('copy'),
    );
    chip.setAttribute('aria-label', l10n.t('Copy trigger word {0}', word));
    chip.addEventListener('click', () => actions.copy({ what: 'triggerWord', word }));
    return element('li', {}, chip);
  });
  return section(l10n.t('Trigger words'), element('ul', { class: 'chips' }, ...chips));
}

function hashes(model: DetailsModel, actions: InfoActions): HTMLElement {
  if (model.hashes.length === 0) {
    return section(l10n.t('Hashes'), element('p', { class: 'hint' }, l10n.t('Not hashed yet.')));
  }
  return section(
    l10n.t('Hashes'),
    labelled(
      model.hashes.map(({ kind, value }) => ({
        label: kind,
        value: element('code', {}, value),
        action: button({
          label: l10n.t('Copy {0}', kind),
          icon: 'copy',
          iconOnly: true,
          key: `hash-${kind}`,
          onClick: () => actions.copy({ what: 'hash', kind }),
        }),
      })),
    ),
  );
}

function civitai(model: DetailsModel, actions: InfoActions): HTMLElement | undefined {
  if (model.civitai.length === 0) return undefined;
  const open = model.commands.includes('openOnCivitai')
    ? button({
        label: l10n.t('Open on Civitai'),
        icon: 'link-external',
        key: 'openOnCivitai',
        onClick: () => actions.run({ command: 'openOnCivitai' }),
      })
    : undefined;
  const others = model.commands.includes('otherVersions')
    ? button({
        label: l10n.t('Other Versions…'),
        icon: 'cloud-download',
        spoken: l10n.t('Download another version of this model'),
        key: 'otherVersions',
        onClick: () => actions.run({ command: 'otherVersions' }),
      })
    : undefined;
  const rows = model.civitai.map(({ label, value }) => ({ label, value: localTime(value) }));
  return section('Civitai', labelled(rows), element('div', { class: 'toolbar' }, open, others));
}

function linkList(found: readonly TextLink[], actions: InfoActions): HTMLElement | undefined {
  if (found.length === 0) return undefined;
  const rows = found.slice(0, SHOWN_LINKS).map(({ text, url }, index) => {
    // A button and not a link: the host checks the address and the editor asks before it opens it.
    const link = element(
      'button',
      { class: 'link', type: 'button', title: url, 'data-key': `link-${index}` },
      text,
    );
    link.addEventListener('click', () => actions.openLink(url));
    return element('li', {}, link, element('span', { class: 'hint' }, new URL(url).host));
  });
  return section(l10n.t('Links in the description'), element('ul', { class: 'rows' }, ...rows));
}

function training(model: DetailsModel): HTMLElement | undefined {
  if (model.training.length === 0) return undefined;
  return section(l10n.t('Training, from the file’s header'), labelled(model.training));
}

interface Row {
  readonly label: string;
  readonly value: string | Node;
  readonly action?: Node;
}

function labelled(rows: readonly Row[]): HTMLElement {
  return element(
    'dl',
    { class: 'info-list' },
    ...rows.flatMap(({ label, value, action }) => [
      element('dt', {}, label),
      element('dd', {}, element('span', { class: 'value' }, value), action),
    ]),
  );
}

function section(heading: string, ...content: readonly (Node | undefined)[]): HTMLElement {
  return element('section', { 'aria-label': heading }, element('h2', {}, heading), ...content);
}

/** An ISO time in the reader's own way, any other text as it is. */
function localTime(text: string): string {
  if (!/^\d{4}-\d\d-\d\dT/.test(text)) return text;
  const time = new Date(text);
  return Number.isNaN(time.getTime())
    ? text
    : time.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}
