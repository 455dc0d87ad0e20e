import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CODE_SERVERS } from '../../scripts/provision.mjs';
import { sidecarPath } from '../../src/core/models/sidecar/path';
import { DEFAULT_BASE_URL } from '../../src/core/civitai/client';
import { MODEL_EXTENSIONS } from '../../src/core/models/modelFile';
import { REPLACED_BY } from '../../src/core/services/settingChanges';
import { COMMANDS } from '../../src/ui/platform/contributions/commandIds';
import { CONTEXT } from '../../src/ui/platform/contributions/contextKeys';
import {
  CHOICES,
  EXTENSION_ID,
  PREFIX,
  validSetting,
  type SettingSchema,
} from '../../src/ui/platform/contributions/settings';
import { DETAILS_OFFERED_FOR, EDITORS, PANELS, VIEWS } from '../../src/ui/platform/contributions/views';
import { PROMPT_LANGUAGE } from '../../src/ui/prompts/language/promptLanguage';
import { TRAINING_LANGUAGE } from '../../src/ui/training/language/trainingLanguage';

interface MenuItem {
  readonly command?: string;
  readonly submenu?: string;
  readonly group?: string;
  readonly when?: string;
}

interface Manifest {
  readonly name: string;
  readonly publisher: string;
  readonly version: string;
  readonly preview: boolean;
  readonly galleryBanner: { readonly color: string };
  readonly keywords: readonly string[];
  readonly engines: { readonly vscode: string };
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly activationEvents: readonly string[];
  readonly icon: string;
  readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: string[] } };
  readonly contributes: {
    readonly commands: { readonly command: string; readonly enablement?: string }[];
    readonly customEditors: {
      readonly viewType: string;
      readonly selector: { readonly filenamePattern: string }[];
      readonly priority: string;
    }[];
    readonly menus: Readonly<Record<string, MenuItem[]>>;
    readonly configuration: {
      readonly properties: Readonly<
        Record<string, SettingSchema & { readonly scope?: string; readonly markdownDescription?: string }>
      >;
    };
    readonly languages: { readonly id: string; readonly configuration: string }[];
    readonly grammars: { readonly language: string; readonly scopeName: string; readonly path: string }[];
    readonly jsonLanguageParticipants: { readonly languageId: string }[];
    readonly jsonValidation: { readonly fileMatch: string[]; readonly url: string }[];
    readonly views: Readonly<Record<string, { readonly id: string }[]>>;
    readonly submenus: { readonly id: string }[];
    readonly viewsContainers: { readonly activitybar: { readonly icon: string }[] };
    readonly walkthroughs: { readonly steps: { readonly media: { readonly markdown: string } }[] }[];
  };
}

const text = readFileSync('package.json', 'utf8');
const manifest = JSON.parse(text) as Manifest;
const nls = JSON.parse(readFileSync('package.nls.json', 'utf8')) as Record<string, string>;
const { contributes } = manifest;
const settings = contributes.configuration.properties;
/** The conditions of views, menus and commands. */
const conditions = [...text.matchAll(/"(?:when|enablement)": "(.*)"/g)].map(([, when]) => when ?? '');
const contextIds = Object.keys(CONTEXT).map((key) => `${PREFIX}.${key}`);
const contributed = [
  ...COMMANDS,
  ...[VIEWS, PANELS, EDITORS].flatMap((ids) => Object.values(ids)),
  ...contextIds,
];

describe('manifest', () => {
  it('contributes the commands that are registered', () => {
    assert.deepEqual(contributes.commands.map(({ command }) => command).sort(), [...COMMANDS].sort());
  });

  it('has only commands of its own in menus, and at most three inline actions on a row', () => {
    const items = Object.values(contributes.menus).flat();
    for (const { command } of items) {
      if (command !== undefined) assert.ok((COMMANDS as readonly string[]).includes(command), command);
    }
    const inline = (contributes.menus['view/item/context'] ?? []).filter(({ group }) =>
      group?.startsWith('inline'),
    );
    // Those of one place show for rows of different kinds.
    for (const view of Object.values(VIEWS)) {
      const places = inline.filter(({ when }) => when?.startsWith(`view == ${view} `));
      assert.ok(new Set(places.map(({ group }) => group)).size <= 3, view);
    }
  });

  it('has no command that VS Code itself makes for a view', () => {
    const own = Object.values(VIEWS).flatMap((view) => ['open', 'focus', 'toggleVisibility', 'removeView', 'resetViewLocation'].map((name) => `${view}.${name}`)); // prettier-ignore
    assert.deepEqual(
      contributes.commands.map(({ command }) => command).filter((command) => own.includes(command)),
      [],
    );
  });

  it('has the id, the views and the panels that the code names', () => {
    assert.equal(EXTENSION_ID, `${manifest.publisher}.${manifest.name}`);
    const views = Object.values(contributes.views).flat();
    assert.deepEqual(views.map(({ id }) => id).sort(), Object.values(VIEWS).sort());
    const restored = manifest.activationEvents.filter((event) => event.startsWith('onWebviewPanel:'));
    assert.deepEqual(
      restored.sort(),
      Object.values(PANELS)
        .map((type) => `onWebviewPanel:${type}`)
        .sort(),
    );
  });

  it('starts with no language but the one that prompt files open in, and with what VS Code restores', () => {
    const others = manifest.activationEvents.filter((event) => !event.startsWith('onWebviewPanel:'));
    assert.deepEqual(others, ['onLanguage:plaintext']);
  });

  it('opens every model as its card, by default where no other files have its extension', () => {
    const editors = new Map(contributes.customEditors.map((editor) => [editor.viewType, editor]));
    assert.deepEqual([...editors.keys()].sort(), Object.values(EDITORS).sort());
    const extensionsOf = (viewType: string) => {
      const patterns = editors.get(viewType)?.selector.map(({ filenamePattern }) => filenamePattern) ?? [];
      return patterns.flatMap((pattern) => /^\*\.\{(.*)\}$/.exec(pattern)?.[1]?.split(',') ?? []).sort();
    };
    const expected = (isOffered: boolean) =>
      [...MODEL_EXTENSIONS]
        .filter((extension) => DETAILS_OFFERED_FOR.has(extension) === isOffered)
        .map((extension) => extension.slice(1))
        .sort();
    assert.deepEqual(extensionsOf(EDITORS.details), expected(false));
    assert.deepEqual(extensionsOf(EDITORS.detailsOffered), expected(true));
    assert.equal(editors.get(EDITORS.details)?.priority, 'default');
    assert.equal(editors.get(EDITORS.detailsOffered)?.priority, 'option');
  });

  it('asks in its conditions for every context key, and for values that it can have', () => {
    const possible: Readonly<Record<string, readonly unknown[]>> = CONTEXT;
    const asked = new Set<string>();
    for (const condition of conditions) {
      for (const [, id = '', value] of condition.matchAll(/(diffusionWorkbench(?:\.\w+)+)(?: == (\w+))?/g)) {
        if ((Object.values(VIEWS) as string[]).includes(id)) continue;
        asked.add(id);
        const values = possible[id.slice(PREFIX.length + 1)] ?? [];
        assert.ok(values.includes(value ?? true), `${id} == ${value ?? 'true'}`);
      }
    }
    assert.deepEqual([...asked].sort(), contextIds.sort());
  });

  it('offers in menus only what can do something there', () => {
    const when = (menu: string, command: string) =>
      (contributes.menus[menu] ?? [])
        .filter((item) => item.command === `${PREFIX}.${command}`)
        .map((item) => item.when ?? '');
    const asks = (menu: string, command: string, condition: RegExp) => {
      const found = when(menu, command);
      assert.ok(found.length > 0, command);
      for (const each of found) assert.match(each, condition, command);
    };
    const rows = 'view/item/context';
    // They take one model.
    for (const command of ['fetch', 'editHash', 'details', 'openSidecar', 'openOnCivitai'])
      asks(rows, `models.${command}`, /&& !listMultiSelection/);
    asks('explorer/context', 'models.fetch', /&& !listMultiSelection/);
    // They read or write the header of a safetensors file.
    for (const each of when(rows, 'prompts.nameLora')) assert.match(each, /\\bunnamedLora\\b/);
    asks(rows, 'trainAgain', /\\bloraWithHeader\\b/);
    // They work on what is there.
    for (const command of ['annotateAll', 'exportMetadata', 'importMetadata'])
      asks('view/title', `models.${command}`, /&& diffusionWorkbench\.models\.state == ready/);
    asks('view/title', 'downloads.pauseAll', /&& diffusionWorkbench\.downloads\.active/);
    asks('view/title', 'downloads.resumeAll', /&& diffusionWorkbench\.downloads\.paused/);
    asks('view/title', 'downloads.retryAll', /&& diffusionWorkbench\.downloads\.failed/);
    asks('view/title', 'downloads.clearFinished', /&& diffusionWorkbench\.downloads\.finished/);
    asks('view/title', 'jobs.compare', /&& diffusionWorkbench\.jobs\.several/);
    asks(rows, 'jobs.compare', /&& diffusionWorkbench\.jobs\.several/);
    asks('commandPalette', 'models.revealInOs', /^remoteName == ''$/);
  });

  it('offers no prompt command that another run makes wait', () => {
    const waiting = ['refilter', 'regenerate', 'collect', 'apply', 'discard', 'leaveOut', 'takeIn', 'undo'];
    const enablement = new Map(contributes.commands.map((each) => [each.command, each.enablement ?? '']));
    for (const command of waiting)
      assert.match(
        enablement.get(`${PREFIX}.prompts.${command}`) ?? '',
        /^!diffusionWorkbench\.prompts\.running/,
      );
  });

  it('contributes every id that the code names', () => {
    const own = [
      `${PREFIX}.activate`, // a performance measure
      `${PREFIX}.prompts`, // collections of diagnostics
      `${PREFIX}.training`,
    ];
    const known = new Set([...contributed, ...Object.keys(settings), ...own]);
    const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.ts'),
    );
    for (const file of files) {
      const code = readFileSync(`src/${file}`, 'utf8');
      for (const [id] of code.matchAll(/diffusionWorkbench(?:\.\w+)+/g)) {
        assert.ok(known.has(id), `${file}: ${id}`);
      }
    }
  });

  it('has a text for every key, and a use for every text', () => {
    const used = [...text.matchAll(/"%([^"%]+)%"/g)].map(([, key]) => key!);
    assert.deepEqual([...new Set(used)].sort(), Object.keys(nls).sort());
  });

  it('describes every setting and gives it a scope', () => {
    for (const [key, setting] of Object.entries(settings)) {
      assert.ok(key.startsWith(`${PREFIX}.`), key);
      assert.ok(setting.markdownDescription, key);
      assert.ok(setting.scope, key);
    }
  });

  it('gives every setting a default that is valid, and takes it where a value is not', () => {
    for (const [key, schema] of Object.entries(settings)) {
      assert.ok(['boolean', 'integer', 'string', 'array', 'object'].includes(schema.type), key);
      assert.notEqual(schema.default, undefined, key);
      assert.deepEqual(validSetting(schema, schema.default), schema.default, key);
      assert.deepEqual(
        validSetting(schema, schema.type === 'object' ? ['another type'] : { of: 'another type' }),
        schema.default,
        key,
      );
    }
  });

  it('lets settings choose between the values that the code knows', () => {
    const choices = Object.entries(settings).flatMap(([key, { enum: values }]) =>
      values ? [[key.slice(PREFIX.length + 1), values]] : [],
    );
    assert.deepEqual(Object.fromEntries(choices), CHOICES);
  });

  it('has the settings that replace something when they change', () => {
    const own = Object.keys(REPLACED_BY).filter((key) => key !== 'http');
    for (const key of own) assert.ok(key in settings, key);
  });

  it('asks the Civitai that the command line asks', () => {
    assert.equal(settings[`${PREFIX}.civitai.baseUrl`]?.default, DEFAULT_BASE_URL);
  });

  it('lets no workspace choose what is started, and where the token goes', () => {
    const ofMachine = Object.keys(settings).filter((key) => settings[key]?.scope === 'machine');
    const expected = [
      'civitai.baseUrl',
      'training.docker.image',
      'training.docker.kohyaRoot',
      'training.kohya.accelerateBin',
      'training.kohya.scriptPath',
      'training.kohya.workspace',
      'training.launchPrefix',
      'training.pythonPath',
      'training.tagger',
    ];
    assert.deepEqual(
      ofMachine.toSorted(),
      expected.map((key) => `${PREFIX}.${key}`),
    );
  });

  it('restricts in an untrusted workspace only what a workspace can set', () => {
    const { restrictedConfigurations: restricted } = manifest.capabilities.untrustedWorkspaces;
    const settable = ['window', 'resource', 'machine-overridable'];
    for (const key of restricted) assert.ok(settable.includes(settings[key]?.scope ?? ''), key);
  });

  it('does not let an untrusted workspace turn requests on', () => {
    const { restrictedConfigurations: restricted } = manifest.capabilities.untrustedWorkspaces;
    // Who turned requests off does not have them turned on by a stranger's folder.
    assert.ok(restricted.includes('diffusionWorkbench.civitai.enabled'));
  });

  it('does not let an untrusted workspace choose where trainings write', () => {
    const { restrictedConfigurations: restricted } = manifest.capabilities.untrustedWorkspaces;
    const ofTraining = Object.keys(settings).filter((key) => key.startsWith(`${PREFIX}.training.`));
    for (const key of ofTraining) assert.match(settings[key]?.scope ?? '', /^machine(-overridable)?$/, key);
    const ofWorkspace = ofTraining.filter((key) => settings[key]?.scope === 'machine-overridable');
    const free = ofWorkspace.filter((key) => !restricted.includes(key));
    assert.deepEqual(free, [`${PREFIX}.training.minimumPictures`]);
  });

  it('reads what each folder can set for itself with that folder', () => {
    const code = readFileSync('src/ui/platform/settings.ts', 'utf8');
    for (const [key, { scope }] of Object.entries(settings)) {
      const name = key.slice(PREFIX.length + 1);
      if (scope === 'resource') assert.doesNotMatch(code, new RegExp(`setting\\('${name}'\\)`), name);
    }
  });

  it('validates the sidecars of every model extension', () => {
    const [validation] = contributes.jsonValidation;
    assert.deepEqual(
      validation?.fileMatch.toSorted(),
      [...MODEL_EXTENSIONS].map((extension) => sidecarPath(`*${extension}`)).sort(),
    );
  });

  it('has the editor check every format that is JSON by its schema', () => {
    const contributed = contributes.jsonValidation.map(({ url }) => url.replace('./schemas/', ''));
    // Training files are TOML, which the extension itself checks.
    assert.deepEqual([...contributed, 'training.schema.json'].sort(), readdirSync('schemas').sort());
  });

  it('checks exported metadata by the name that is suggested for it', () => {
    const code = readFileSync('src/ui/models/commands/exportMetadata.ts', 'utf8');
    assert.match(code, /\}-metadata\.json`/);
    const found = contributes.jsonValidation.find(({ url }) => url === './schemas/export.schema.json');
    // Others, of Kaggle, have names like it.
    assert.deepEqual(found?.fileMatch, [
      '*-metadata.json',
      '!dataset-metadata.json',
      '!kernel-metadata.json',
    ]);
  });

  it('names the oldest VS Code that the tests run in, and uses no newer API', () => {
    const [, minor, patch] = CODE_SERVERS.oldest.split('.').map(Number);
    assert.equal(manifest.engines.vscode, `^1.${minor}.${patch}`);
    const [, types] = manifest.devDependencies['@types/vscode']?.split('.').map(Number) ?? [];
    assert.ok(types !== undefined && minor !== undefined && types <= minor);
  });

  it('tells the Marketplace what it is: a preview, for free, with a banner and keywords', () => {
    assert.equal(manifest.preview, true);
    assert.match(manifest.galleryBanner.color, /^#[\da-f]{6}$/);
    assert.ok(manifest.keywords.length > 0 && manifest.keywords.length <= 30);
  });

  it('shows in its README only pictures that a reader elsewhere sees, and in its walkthrough those that are there', () => {
    const pictures = (file: string) =>
      [...readFileSync(file, 'utf8').matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)].map(([, address]) => address ?? '');
    for (const address of pictures('README.md')) assert.match(address, /^https:/);
    for (const address of pictures('CHANGELOG.md')) assert.match(address, /^https:/);
    for (const { steps } of contributes.walkthroughs)
      for (const { media } of steps)
        for (const address of pictures(media.markdown))
          assert.ok(existsSync(join(dirname(media.markdown), address)), address);
  });

  it('dates every version in its changelog', () => {
    const versions = [...readFileSync('CHANGELOG.md', 'utf8').matchAll(/^## (.+)$/gm)].map(
      ([, title]) => title ?? '',
    );
    assert.ok(versions.some((title) => title.startsWith(manifest.version)));
    for (const title of versions) assert.match(title, /^(?:Unreleased|\d+\.\d+\.\d+ - \d{4}-\d\d-\d\d)$/);
  });

  it('has the editor’s JSON support take part in the language of prompt files', () => {
    const ids = contributes.languages.map(({ id }) => id);
    assert.deepEqual(ids, [PROMPT_LANGUAGE, TRAINING_LANGUAGE]);
    assert.deepEqual(contributes.jsonLanguageParticipants, [{ languageId: PROMPT_LANGUAGE }]);
    assert.deepEqual(
      contributes.grammars.map(({ language }) => language),
      ids,
    );
  });

  it('names only files that are there', () => {
    const files = [
      manifest.icon,
      ...contributes.viewsContainers.activitybar.map(({ icon }) => icon),
      ...contributes.jsonValidation.map(({ url }) => url),
      ...contributes.languages.map(({ configuration }) => configuration),
      ...contributes.grammars.map((grammar) => grammar.path),
      ...contributes.walkthroughs.flatMap(({ steps }) => steps.map(({ media }) => media.markdown)),
    ];
    for (const file of files) assert.ok(existsSync(file), file);
  });
});
