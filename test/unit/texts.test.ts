import * as l10n from '@vscode/l10n';
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { Hasher } from '../../src/core/models/hashing/hasher';
import { MODEL_STATES } from '../../src/core/models/modelFile';
import { Scanner } from '../../src/core/models/scan/scanner';
import { sidecarPath } from '../../src/core/models/sidecar/path';
import { resultsText, stateText } from '../../src/core/models/view/modelText';
import { Problem } from '../../src/core/problem/problem';
import { toProblem } from '../../src/core/problem/toProblem';
import { progressText } from '../../src/core/progress/progressText';
import type { Phase } from '../../src/core/progress/progress';
import { DETAILS_FIELDS } from '../../src/protocol/details';
import { TOKEN_GROUPS } from '../../src/protocol/tokens';
import { hashCommand } from '../../src/ui/models/commands/hashCommand';
import { detailsState } from '../../src/ui/models/details/detailsState';
import { applyChanges } from '../../src/ui/prompts/commands/applyChanges';
import { runCommands } from '../../src/ui/prompts/commands/runCommands';
import { undoCommand } from '../../src/ui/prompts/commands/undoCommand';
import { fieldText } from '../../webview-ui/details/fieldText';
import { fieldError } from '../../webview-ui/details/form';
import { useTexts } from '../../webview-ui/shared/texts';
import { addedText, copiedText, groupText, skippedText, totalsText } from '../../webview-ui/tokens/labels';
import { makeLora } from '../fixtures/makeModels';
import { PromptFolder } from './core/prompts/run/promptFolder';
import { MARKED, mark, unmarked } from './support/markedTexts';
import { modelsUi } from './support/modelsUi';
import { FakeChanges, promptsUi } from './support/promptsUi';
import type { Answer, ScriptedDialogs } from './support/scriptedDialogs';
import { tempFolder } from './support/tempFolder';
import { TestLibrary } from './support/testLibrary';

const PHASES: readonly Phase[] = [
  'headers',
  'asking',
  'hashing',
  'previews',
  'finding',
  'reading',
  'writing',
  'checking',
  'renaming',
  'restoring',
];

/** Every test file is a program of its own: this one alone speaks the marked language. */
describe('in another language', () => {
  before(() => useTexts({ texts: JSON.stringify(MARKED) }));
  after(() => l10n.config({ contents: {} }));

  /** @param names what stands in texts and is no text of ours: names of files, folders and models */
  const allMarked = (texts: readonly string[], ...names: string[]) => {
    assert.ok(texts.length > 0);
    for (const text of texts) {
      const words = unmarked(text).filter((word) => !names.includes(word));
      assert.deepEqual(words, [], text);
    }
  };
  const problemTexts = ({ message, advice }: { message: string; advice: string }) => [message, advice];
  /** All that a user was shown. */
  const shownBy = ({ shown, statuses, progresses, rejected }: ScriptedDialogs) => [
    ...shown.flatMap(({ text, choices, detail, kind }) => [
      text,
      ...(kind === 'pick' ? [] : choices),
      detail ?? '',
    ]),
    ...statuses,
    ...progresses.flatMap(({ title, updates }) => [title, ...updates.map(({ message }) => message)]),
    ...rejected,
  ];

  it('is what progress says, and states', () => {
    allMarked(
      PHASES.map((phase) => progressText({ phase, percent: 5, files: { done: 1, total: 2 }, requests: 2 })),
    );
    const counts = { files: { done: 1, total: 2 }, perSecond: 3, secondsLeft: 90 };
    allMarked([progressText({ phase: 'reading', percent: 5, ...counts })]);
    allMarked(MODEL_STATES.map(stateText));
    allMarked([resultsText(MODEL_STATES.map((state) => ({ path: 'a', size: 1, state })))]);
  });

  it('is what the file system’s errors mean', () => {
    for (const code of [
      'ENOENT',
      'EACCES',
      'EPERM',
      'EBUSY',
      'EROFS',
      'ENOSPC',
      'EDQUOT',
      'EFBIG',
      'EIO',
      'EMFILE',
      'EXDEV',
    ]) {
      const problem = toProblem(Object.assign(new Error(code), { code }), 'a.txt');
      allMarked(problemTexts(problem));
      assert.match(problem.message, /a\.txt/);
    }
  });

  describe('a worker thread', () => {
    const folder = tempFolder();
    const workers = { workerFolder: resolve('dist'), texts: MARKED };

    it('refuses a file in it', async () => {
      const hasher = new Hasher(workers);
      const path = folder.write('empty.safetensors', '');
      const refusal: unknown = await hasher.hash(path, ['sha256', 'autov3']).catch((error: unknown) => error);
      await hasher.close();
      assert.ok(refusal instanceof Problem);
      allMarked(problemTexts(refusal));
    });

    it('tells what it found in it', async () => {
      const scanner = new Scanner(workers);
      const path = folder.write('page.safetensors', '<!DOCTYPE html><html></html>');
      const [found] = await scanner.inspect([{ path, size: 28, mtimeMs: 1, ino: 1 }]);
      await scanner.close();
      assert.ok(found && 'problem' in found && found.problem);
      allMarked(problemTexts(found.problem));
    });
  });

  describe('the prompt commands', () => {
    const folder = new PromptFolder();

    it('ask, tell, refuse and undo in it', async () => {
      const [first] = folder.writeHats(2);
      const changes = new FakeChanges();
      const answers = [mark('This File'), undefined, mark('Undo')];
      const ui = { ...promptsUi(folder, { activeFile: first! }, ...answers), changes };
      await runCommands(ui)['diffusionWorkbench.prompts.refilter']();
      assert.equal(changes.current?.changed.length, 1);
      await applyChanges(ui);
      await undoCommand(ui)['diffusionWorkbench.prompts.undo']();
      await undoCommand(ui)['diffusionWorkbench.prompts.undo']();
      allMarked(shownBy(ui.dialogs));
    });

    it('say why files are left out, and what is odd about the others', async () => {
      folder.writeHats(1);
      folder.write('broken.txt', '{ "raw_prompt": ');
      const ui = { ...promptsUi(folder), changes: new FakeChanges() };
      await runCommands(ui)['diffusionWorkbench.prompts.regenerate']();
      const { current } = ui.changes;
      allMarked((current?.warnings ?? []).map(({ message }) => message).concat(shownBy(ui.dialogs)));
    });
  });

  describe('the commands of models', () => {
    let library: TestLibrary;
    let path: string;
    before(async () => {
      library = await TestLibrary.make();
      ({ path } = await library.write('own.safetensors', makeLora({ name: 'own', hash: false })));
    });
    after(() => library.remove());
    const edit = async (...answers: Answer[]) => {
      const ui = await modelsUi(library, ...answers);
      await hashCommand(ui)['diffusionWorkbench.models.editHash'](path);
      assert.ok(ui.dialogs.isDone);
      return ui.dialogs;
    };

    it('ask for a hash, refuse it, take it, and tell of a sidecar that cannot be read', async () => {
      const dialogs = await edit('', 'zzz', 'a'.repeat(64));
      assert.equal(dialogs.rejected.length, 2);
      allMarked(shownBy(dialogs), 'SHA');
      writeFileSync(sidecarPath(path), '{ not JSON');
      allMarked(shownBy(await edit('90bffafd10', mark('Open Sidecar'))));
    });
  });

  describe('a page', () => {
    it('labels its fields, and says what is wrong with one', () => {
      for (const field of DETAILS_FIELDS) {
        const { label, inSentence, hint = '' } = fieldText(field);
        allMarked([label, inSentence, hint]);
      }
      allMarked([fieldError('preferred_weight', '9') ?? '']);
    });

    it('counts tokens, files and what was left out', () => {
      allMarked(TOKEN_GROUPS.map(groupText));
      for (const count of [1, 2]) {
        allMarked([
          totalsText(count, count, count),
          totalsText(0, count, count),
          copiedText(count),
          addedText(count, count, 'Filter_etc.txt'),
          skippedText([{ why: mark('plain text'), count }]),
        ]);
      }
    });

    it('gets the state of a model in it', () => {
      for (const state of MODEL_STATES) {
        const file = {
          root: '/lib',
          path: '/lib/a.safetensors',
          relativePath: 'a',
          size: 1,
          mtimeMs: 1,
          ino: 1,
        };
        const sidecar = { name: 'x', notes: 'x', field_sources: { name: 'user', notes: 'file' } } as const;
        const { badge, sources } = detailsState(
          { entry: { ...file, state, sidecar }, isOutside: false },
          [],
          undefined,
        );
        allMarked([badge.text, ...Object.values(sources)]);
      }
    });
  });
});
