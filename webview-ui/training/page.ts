import * as l10n from '@vscode/l10n';
import {
  type FormCommand,
  type FormState,
  trainingHostSide,
  trainingPageSide,
} from '../../src/protocol/training';
import { button } from '../shared/components';
import { element, rerenderChanged } from '../shared/dom';
import { connectHost, type Host } from '../shared/host';
import { errorText, StatusLine } from '../shared/statusLine';
import { Advanced, sync } from './advanced';
import { checkText, environmentSection } from './checkSection';
import { FieldControl, problemNote } from './fieldControl';
import { PicturesPane } from './pictures/picturesPane';

/** Longer than a window takes to be loaded again. */
const RELOAD_MS = 60_000;

interface Kept {
  readonly scroll?: number;
  readonly advanced?: boolean;
  /** What was typed into fields and not written yet. */
  readonly drafts?: Readonly<Record<string, string>>;
  /** When that was, milliseconds since 1970. */
  readonly draftsAt?: number;
}

/** Before the key of a picture: the name of the draft of its caption. No field is called so. */
const CAPTION = 'caption ';

/** The form of a training file. The file is the truth: each change goes there, and comes back from there. */
export class TrainingPage {
  private readonly host: Host<typeof trainingHostSide, typeof trainingPageSide>;
  private readonly main = element('main');
  private readonly loading = element('p', { class: 'gone', role: 'status' }, l10n.t('Reading the training file…')); // prettier-ignore
  private readonly title = element('h1');
  private readonly buttons = element('div', {
    class: 'buttons',
    role: 'toolbar',
    'aria-label': l10n.t('Training'),
  });
  private readonly broken = element('p', { class: 'problem', 'data-tone': 'error', role: 'alert' });
  private readonly length = element('p', { class: 'length', role: 'status' });
  private readonly problems = element('div', { class: 'problems' });
  private readonly environment = element('section', { 'aria-label': l10n.t('Environment') });
  private readonly fields = element('div', { class: 'fields main' });
  private readonly models = element('datalist', { id: 'base-models' });
  private readonly controls = new Map<string, FieldControl>();
  private readonly status = new StatusLine();
  private readonly advanced: Advanced;
  private readonly pictures: PicturesPane;
  private kept: Kept;
  private baseModels = '';
  private isStarted = false;

  constructor() {
    this.host = connectHost<typeof trainingHostSide, typeof trainingPageSide>(
      trainingHostSide,
      trainingPageSide,
      {
        // Before the first answer, a user could type into fields that are then restored to what was typed before.
        state: (state) => {
          if (this.isStarted) this.show(state);
        },
        pictures: (pictures) => {
          if (this.isStarted) this.pictures.show(pictures);
        },
        smallPictures: (made) => {
          for (const each of made) this.pictures.showSmall(each);
        },
      },
    );
    const { connection } = this.host;
    this.kept = keptOf(this.host.getState());
    const actions = {
      set: async (path: string, value: string) => {
        await connection.request('set', { path, value });
      },
      browse: (path: string) => this.attempt(() => connection.request('browse', { path })),
      draft: (path: string, text: string | undefined) => {
        const others = Object.entries(this.kept.drafts ?? {}).filter(([other]) => other !== path);
        const drafts = Object.fromEntries(text === undefined ? others : [...others, [path, text]]);
        this.keep({ drafts, draftsAt: Date.now() });
      },
    };
    this.advanced = new Advanced(actions, (name) =>
      this.attempt(() => connection.request('set', { path: `extra.${name}`, value: 'true' })),
    );
    if (this.kept.advanced === true) this.advanced.open();
    this.advanced.onToggle(() => this.keep({ advanced: this.advanced.isOpen }));
    this.pictures = new PicturesPane({
      run: (command) => this.run(command),
      smallPictures: (looks) =>
        void connection.request('smallPictures', { looks: [...looks] }).catch(() => undefined),
      openPicture: (key) => this.attempt(() => connection.request('openPicture', { key })),
      caption: async (key, text) => {
        await connection.request('caption', { key, text });
      },
      draft: (key, text) => actions.draft(CAPTION + key, text),
      drafted: (key) => this.kept.drafts?.[CAPTION + key],
      captions: async (keys, change) => connection.request('captions', { keys: [...keys], change }),
      dropUris: async (uris) => connection.request('dropUris', { uris: [...uris] }),
      dropFile: async (name, base64) => {
        await connection.request('dropFile', { name, base64 });
      },
      say: (text, isBad) => this.status.say(text, isBad ? 'bad' : 'plain'),
    });
    this.actions = actions;
    this.main.append(
      element('header', {}, this.title, this.buttons, this.status.element, this.broken, this.length, this.problems), // prettier-ignore
      element('section', { 'aria-label': l10n.t('Training') }, this.fields, this.models),
      this.pictures.element,
      this.environment,
      this.advanced.element,
    );
    this.main.hidden = true;
    document.body.append(this.main, this.loading);
    window.addEventListener('scroll', () => this.keep({ scroll: Math.round(window.scrollY) }), { passive: true }); // prettier-ignore
    void this.start();
  }

  private readonly actions: ConstructorParameters<typeof FieldControl>[1];

  private async start(): Promise<void> {
    try {
      const { state, pictures, isFirst } = await this.host.connection.request('ready', undefined);
      this.isStarted = true;
      this.show(state);
      this.pictures.show(pictures);
      // A page that was only hidden has written what was typed into fields, and the user may have undone it since.
      const { drafts = {}, draftsAt = 0 } = this.kept;
      const isFresh = isFirst && Date.now() - draftsAt < RELOAD_MS;
      const captions = Object.entries(drafts).filter(([path]) => path.startsWith(CAPTION));
      this.keep({ drafts: Object.fromEntries(captions) });
      for (const [path, text] of isFresh ? Object.entries(drafts) : [])
        (this.controls.get(path) ?? this.advanced.control(path))?.restore(text);
      window.scrollTo(0, this.kept.scroll ?? 0);
    } catch (error) {
      this.loading.textContent = `${l10n.t('The form cannot be shown.')} ${errorText(error)}`;
    }
  }

  private show(state: FormState): void {
    this.loading.hidden = true;
    this.main.hidden = false;
    const isBroken = state.broken !== undefined;
    this.title.textContent = state.fileName.replace(/\.training\.toml$/i, '');
    this.broken.hidden = !isBroken;
    this.broken.textContent = isBroken ? l10n.t('The file is no TOML now, so it can only be changed as text. {0}', state.broken ?? '') : ''; // prettier-ignore
    this.length.textContent = state.length;
    rerenderChanged(this.problems, state.problems, () => state.problems.map(problemNote));
    rerenderChanged(this.buttons, [state.check, state.cannotStart], () => this.buttonsOf(state));
    const models = state.baseModels.join('\n');
    if (models !== this.baseModels) {
      this.baseModels = models;
      this.models.replaceChildren(...state.baseModels.map((path) => new Option(path, path)));
    }
    const names = Object.fromEntries(state.families.map(({ family, label }) => [family, label]));
    const main = state.fields.filter(({ isMain }) => isMain);
    sync(this.controls, this.fields, main, (field) => new FieldControl(field, this.actions, field.path === 'base_model' ? this.models : undefined, field.path === 'family' ? names : undefined)); // prettier-ignore
    for (const control of this.controls.values()) control.setReadOnly(isBroken);
    this.advanced.update(state, isBroken);
    rerenderChanged(this.environment, state.environment, () =>
      environmentSection(state.environment, (command) => this.run(command)),
    );
  }

  private buttonsOf(state: FormState): HTMLElement[] {
    const { check, cannotStart } = state;
    const checkButton = button({
      label: l10n.t('Check'),
      icon: 'checklist',
      primary: cannotStart !== undefined,
      key: 'check',
      onClick: () => this.run('check'),
    });
    checkButton.disabled = check.state === 'running';
    const start = button({
      label: l10n.t('Start Training'),
      icon: 'play',
      primary: cannotStart === undefined,
      key: 'start',
      onClick: () => this.run('start'),
    });
    start.disabled = cannotStart !== undefined;
    start.title = cannotStart ?? '';
    if (cannotStart !== undefined) start.setAttribute('aria-description', cannotStart);
    return [
      checkButton,
      start,
      button({ label: l10n.t('Preset…'), icon: 'symbol-parameter', key: 'preset', onClick: () => this.run('preset') }), // prettier-ignore
      button({ label: l10n.t('Open as Text'), icon: 'go-to-file', key: 'text', onClick: () => this.run('openText') }), // prettier-ignore
      element('span', { class: 'check-state', 'data-tone': check.errors > 0 ? 'error' : check.warnings > 0 ? 'warning' : '', role: 'status' }, checkText(state)), // prettier-ignore
    ];
  }

  private run(command: FormCommand): void {
    this.attempt(() => this.host.connection.request('run', { command }));
  }

  private attempt(work: () => Promise<unknown>): void {
    this.status.say('');
    void this.status.attempt(work);
  }

  private keep(changed: Kept): void {
    this.kept = { ...this.kept, ...changed };
    this.host.setState(this.kept);
  }
}

function keptOf(state: unknown): Kept {
  if (typeof state !== 'object' || state === null) return {};
  const { scroll, advanced, drafts, draftsAt } = state as Record<string, unknown>;
  const typed = Object.entries(typeof drafts === 'object' && drafts !== null ? drafts : {});
  return {
    drafts: Object.fromEntries(typed.filter((each): each is [string, string] => typeof each[1] === 'string')),
    ...(typeof draftsAt === 'number' && { draftsAt }),
    ...(typeof scroll === 'number' && { scroll }),
    ...(typeof advanced === 'boolean' && { advanced }),
  };
}
