import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { sidecarPath } from '../../src/core/models/sidecar/path';
import { MODEL_EXTENSIONS } from '../../src/core/models/modelFile';
import { COMMANDS } from '../../src/ui/platform/contributions/commandIds';
import { PROMPT_LANGUAGE } from '../../src/ui/prompts/language/promptLanguage';

interface MenuItem {
  readonly command?: string;
  readonly submenu?: string;
  readonly group?: string;
  readonly when?: string;
}

interface Manifest {
  readonly icon: string;
  readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: string[] } };
  readonly contributes: {
    readonly commands: { readonly command: string }[];
    readonly menus: Readonly<Record<string, MenuItem[]>>;
    readonly configuration: {
      readonly properties: Readonly<
        Record<string, { readonly scope?: string; readonly markdownDescription?: string }>
      >;
    };
    readonly languages: { readonly id: string; readonly configuration: string }[];
    readonly grammars: { readonly language: string; readonly scopeName: string; readonly path: string }[];
    readonly jsonLanguageParticipants: { readonly languageId: string }[];
    readonly jsonValidation: { readonly fileMatch: string[]; readonly url: string }[];
    readonly viewsContainers: { readonly activitybar: { readonly icon: string }[] };
    readonly walkthroughs: { readonly steps: { readonly media: { readonly markdown: string } }[] }[];
  };
}

const text = readFileSync('package.json', 'utf8');
const manifest = JSON.parse(text) as Manifest;
const nls = JSON.parse(readFileSync('package.nls.json', 'utf8')) as Record<string, string>;
const { contributes } = manifest;

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
    assert.ok(inline.length <= 3);
  });

  it('has a text for every key, and a use for every text', () => {
    const used = [...text.matchAll(/"%([^"%]+)%"/g)].map(([, key]) => key!);
    assert.deepEqual([...new Set(used)].sort(), Object.keys(nls).sort());
  });

  it('describes every setting and gives it a scope', () => {
    for (const [key, setting] of Object.entries(contributes.configuration.properties)) {
      assert.ok(key.startsWith('diffusionWorkbench.'), key);
      assert.ok(setting.markdownDescription, key);
      assert.ok(setting.scope, key);
    }
  });

  it('does not let an untrusted workspace choose where the token goes', () => {
    const { restrictedConfigurations: restricted } = manifest.capabilities.untrustedWorkspaces;
    assert.ok(restricted.includes('diffusionWorkbench.civitai.baseUrl'));
    // Who turned requests off does not have them turned on by a stranger's folder.
    assert.ok(restricted.includes('diffusionWorkbench.civitai.enabled'));
    for (const key of restricted) assert.ok(key in contributes.configuration.properties, key);
  });

  it('validates the sidecars of every model extension', () => {
    const [validation] = contributes.jsonValidation;
    assert.deepEqual(
      validation?.fileMatch.toSorted(),
      [...MODEL_EXTENSIONS].map((extension) => sidecarPath(`*${extension}`)).sort(),
    );
  });

  it('has the editor’s JSON support take part in the language of prompt files', () => {
    const ids = contributes.languages.map(({ id }) => id);
    assert.deepEqual(ids, [PROMPT_LANGUAGE]);
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
