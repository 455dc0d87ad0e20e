import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { chmod, copyFile, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { Problem } from '../../../../../src/core/problem/problem';
import { silentLog } from '../../../../../src/core/log';
import { extractMetadata } from '../../../../../src/core/models/identify/extract';
import { readHeader } from '../../../../../src/core/models/header/read';
import type { ModelFile } from '../../../../../src/core/models/modelFile';
import { planOutputName } from '../../../../../src/core/models/outputName/planOutputName';
import type { OutputNameOptions, WrittenOutputName } from '../../../../../src/core/models/outputName/types';
import { writeOutputName } from '../../../../../src/core/models/outputName/writeOutputName';
import type { Progress } from '../../../../../src/core/progress/progress';
import { sidecarPath } from '../../../../../src/core/models/sidecar/path';
import { updateSidecar } from '../../../../../src/core/models/sidecar/store';
import { statModel } from '../../../../../src/core/models/scan/statModel';
import type { ModelServices } from '../../../../../src/core/services/modelServices';
import { makeLora, sha256 } from '../../../../fixtures/makeModels';
import { TestLibrary } from '../../../support/testLibrary';

/** A LoRA without an output name; Civitai knows these bytes. */
const UNNAMED = makeLora({ name: 'x', hash: false, extra: { ss_output_name: '' } });
const PUBLISHED = sha256(UNNAMED);

describe('writing ss_output_name', () => {
  let library: TestLibrary;
  beforeEach(async () => {
    library = await TestLibrary.make();
    library.publish(UNNAMED, { modelId: 7, versionId: 8, trainedWords: ['word'], tags: ['style'] });
  });
  afterEach(async () => library.remove());

  const unnamed = (file = 'style.safetensors'): Promise<ModelFile> => library.write(file, UNNAMED);

  async function write(
    services: ModelServices,
    file: ModelFile,
    options?: OutputNameOptions,
  ): Promise<WrittenOutputName> {
    const plan = await planOutputName(file.path, services);
    assert(plan);
    return writeOutputName(plan, services, options);
  }

  /** What a scan of the folder says of the one model in it, with nothing remembered. */
  async function seenAnew(): Promise<{ services: ModelServices; state: string; file: ModelFile }> {
    await rm(join(library.folder, '.cache'), { recursive: true, force: true });
    const services = await library.services();
    await services.library.refresh([library.folder]);
    const [entry] = services.library.entries();
    assert(entry);
    return { services, state: entry.state, file: await statModel(entry.path) };
  }

  async function assertUntouched(file: ModelFile): Promise<void> {
    assert.equal(sha256(await readFile(file.path)), PUBLISHED);
    const { size, mtimeMs, ino } = await statModel(file.path);
    assert.deepEqual([size, mtimeMs, ino], [file.size, file.mtimeMs, file.ino]);
    assert.deepEqual(
      (await readdir(library.folder)).filter((name) => name.includes('tmp-write')),
      [],
    );
  }

  it('is planned with the name, the file, and whether its hash is known', async () => {
    const file = await unnamed();
    const services = await library.services();
    assert.deepEqual(await planOutputName(file.path, services), { file, name: 'style', sha256Known: false });
    await services.annotator.annotate([file], { verify: true });
    assert.equal((await planOutputName(file.path, services))?.sha256Known, true);
    await assertUntouched(file);
  });

  it('is nothing to do where there is a name, and refused where there is no header', async () => {
    const services = await library.services();
    const named = await library.write('a.safetensors', makeLora({ name: 'named' }));
    assert.equal(await planOutputName(named.path, services), undefined);
    const other = await library.write('a.ckpt', 'x');
    await assert.rejects(planOutputName(other.path, services), { code: 'bad_input' });
    const cut = await library.write('b.safetensors', UNNAMED.subarray(0, 5000));
    await assert.rejects(planOutputName(cut.path, services), { code: 'truncated' });
  });

  it('leaves tensors and the rest of the header as they are', async () => {
    const file = await unnamed();
    const written = await write(await library.services(), file);
    const after = await readFile(file.path);
    const { metadata, headerBytes } = readHeader(file.path);
    const before = UNNAMED.subarray(8 + Number(UNNAMED.readBigUInt64LE()));
    assert.deepEqual(after.subarray(headerBytes), before);
    assert.equal(metadata.ss_output_name, 'style');
    assert.equal(metadata.ss_base_model_version, 'sdxl_base_v1-0');
    assert.deepEqual(written, {
      path: file.path,
      name: 'style',
      publishedSha256: PUBLISHED,
      sha256: sha256(after),
      state: 'identified',
      renamed: false,
    });
  });

  it('asks Civitai first unless it was asked before, and keeps the answer and the old hash', async () => {
    const file = await unnamed();
    const services = await library.services();
    await write(services, file);
    const { hash, hash_sha256, rewritten_sha256, civitai_model_id, civitai_version_id, identified_by } =
      await library.sidecar(file);
    assert.deepEqual([hash, hash_sha256], [`AUTOV2: ${PUBLISHED.slice(0, 10).toUpperCase()}`, PUBLISHED]);
    assert.equal(rewritten_sha256, sha256(await readFile(file.path)));
    assert.deepEqual([civitai_model_id, civitai_version_id, identified_by], [7, 8, 'sha256']);
  });

  it('asks nothing where Civitai has answered, and touches nothing else of the sidecar', async () => {
    const file = await unnamed();
    const services = await library.services();
    await services.annotator.annotate([file], { verify: true });
    await updateSidecar(file.path, () => ({ notes: 'mine', of_another_tool: 7.5 }));
    const before = await library.sidecar(file);
    const requests = library.requests().length;
    await write(services, file);
    assert.equal(library.requests().length, requests);
    const after = await library.sidecar(file);
    assert.deepEqual(
      { ...after, rewritten_sha256: undefined, last_updated: '' },
      {
        ...before,
        rewritten_sha256: undefined,
        last_updated: '',
      },
    );
  });

  it('keeps the model identified: in the library, after annotating again, and for a program that starts anew', async () => {
    const file = await unnamed();
    const services = await library.services();
    await services.library.refresh([library.folder]);
    await write(services, file);
    const entry = services.library.entry(file.path);
    assert.deepEqual([entry?.state, entry?.sha256], ['identified', PUBLISHED]);

    const again = await services.annotator.annotate([await statModel(file.path)], { verify: true });
    assert.deepEqual([again[0]?.state, again[0]?.civitai_version_id], ['identified', 8]);

    const { services: fresh, state, file: now } = await seenAnew();
    assert.equal(state, 'identified');
    await updateSidecar(file.path, () => ({ identified_by: 'header' }));
    const [confirmed] = await fresh.annotator.annotate([now], { verify: true });
    assert.deepEqual([confirmed?.state, confirmed?.identified_by], ['identified', 'sha256']);
    const fetched = await fresh.annotator.fetchByHash(file.path);
    assert.equal(fetched.kind, 'saved');
    const sidecar = await library.sidecar(file);
    assert.deepEqual([sidecar.hash_sha256, sidecar.civitai_version_id], [PUBLISHED, 8]);
    assert.equal(sidecar.rewritten_sha256, sha256(await readFile(file.path)));
  });

  it('keeps it identified for another window that remembers the old file', async () => {
    const file = await unnamed();
    const other = await library.services();
    await other.annotator.annotate([file], { verify: true });
    await write(await library.services(), file);
    await other.library.refresh([library.folder]);
    const [result] = await other.annotator.annotate([await statModel(file.path)]);
    assert.deepEqual([result?.state, result?.civitai_version_id], ['identified', 8]);
    await other.library.reload(file.path);
    assert.equal(other.library.entry(file.path)?.state, 'identified');
  });

  it('confirms what a header or another tool says while the hash can still tell', async () => {
    const file = await unnamed();
    await updateSidecar(file.path, () => ({
      civitai_version_id: 8,
      civitai_model_id: 7,
      identified_by: 'adopted',
    }));
    const written = await write(await library.services(), file);
    assert.equal(written.state, 'identified');
    assert.equal((await library.sidecar(file)).identified_by, 'sha256');
  });

  it('keeps the old hash without a network, by which Civitai is asked later', async () => {
    const file = await unnamed();
    const off = await library.services({ enabled: () => false });
    const written = await write(off, file);
    assert.deepEqual([written.state, written.notAsked?.code], ['unidentified', 'requests_off']);
    assert.equal((await library.sidecar(file)).hash_sha256, PUBLISHED);
    const { services, file: now } = await seenAnew();
    const [result] = await services.annotator.annotate([now]);
    assert.deepEqual([result?.state, result?.civitai_version_id], ['identified', 8]);
    assert.equal((await library.sidecar(file)).hash_sha256, PUBLISHED);
  });

  it('asks by the old hash as soon as there is a network, without reading the file again', async () => {
    const file = await unnamed();
    await write(await library.services({ enabled: () => false }), file);
    const services = await library.services();
    const now = await statModel(file.path);
    assert.notEqual(services.fileIndex.get(now)?.sha256, undefined);
    const [result] = await services.annotator.annotate([now]);
    assert.deepEqual([result?.state, result?.civitai_version_id], ['identified', 8]);
  });

  it('is still found by extracting its metadata', async () => {
    const file = await unnamed();
    const services = await library.services();
    await write(services, file);
    const log = silentLog;
    const { civitai, requestCount } = library.open().network;
    const extracted = await extractMetadata(await statModel(file.path), {
      ...services,
      civitai,
      requestCount,
      log,
    });
    assert.deepEqual([extracted?.version_id, extracted?.model_hash], [8, PUBLISHED]);
  });

  it('does not use the hash of another file where the file was replaced, without a network', async () => {
    const file = await unnamed();
    const old = {
      hash_sha256: 'a'.repeat(64),
      civitai_model_id: 1,
      civitai_version_id: 2,
      identified_by: 'sha256',
    };
    await updateSidecar(file.path, () => ({ ...old, identified_by: 'sha256' as const }));
    const written = await write(await library.services({ enabled: () => false }), file);
    assert.equal(written.publishedSha256, PUBLISHED);
    const sidecar = await library.sidecar(file);
    assert.deepEqual([sidecar.hash_sha256, sidecar.civitai_version_id], [PUBLISHED, undefined]);
  });

  it('is another file again when it is replaced', async () => {
    const file = await unnamed();
    const services = await library.services();
    await write(services, file);
    await library.write('style.safetensors', makeLora({ name: 'other', hash: false }));
    const [result] = await services.annotator.annotate([await statModel(file.path)]);
    assert.equal(result?.state, 'not_found');
    const sidecar = await library.sidecar(file);
    assert.deepEqual([sidecar.rewritten_sha256, sidecar.civitai_version_id], [undefined, undefined]);
  });

  it('is the published file again when that is put back', async () => {
    const file = await unnamed();
    const services = await library.services();
    await write(services, file);
    await unnamed();
    const [result] = await services.annotator.annotate([await statModel(file.path)], { verify: true });
    assert.deepEqual([result?.state, result?.civitai_version_id], ['identified', 8]);
  });

  it('says how far it is, to the end', async () => {
    const file = await unnamed();
    const told: Progress[] = [];
    await write(await library.services(), file, { onProgress: (progress) => told.push(progress) });
    assert.deepEqual(
      [...new Set(told.map(({ phase }) => phase))],
      ['hashing', 'asking', 'writing', 'checking', 'renaming'],
    );
    const done = told.map(({ bytes }) => bytes?.done ?? 0);
    assert.deepEqual(
      done,
      done.toSorted((one, other) => one - other),
    );
    assert.deepEqual([done.at(-1), told[0]?.bytes?.total], [file.size * 3, file.size * 3]);
  });

  for (const phase of ['hashing', 'asking', 'writing', 'checking'] as const) {
    it(`leaves everything as it was when it is cancelled while ${phase}`, async () => {
      const file = await unnamed('my__style.safetensors');
      const services = await library.services();
      const controller = new AbortController();
      const onProgress = (progress: Progress): void => {
        if (progress.phase === phase) controller.abort();
      };
      await assert.rejects(write(services, file, { signal: controller.signal, onProgress }), {
        code: 'cancelled',
        message: 'my__style.safetensors is as it was: cancelled.',
      });
      await assertUntouched(file);
      const sidecar = await library.sidecar(file).catch(() => undefined);
      assert.equal(sidecar?.rewritten_sha256, undefined);
      assert.equal((await write(services, file)).state, 'identified');
    });
  }

  it('does not say that the file is as it was when it is cancelled too late and something fails', async () => {
    const file = await unnamed();
    const services = await library.services();
    const plan = await planOutputName(file.path, services);
    assert(plan);
    const failing = Object.assign(Object.create(services.library) as typeof services.library, {
      reload: () => Promise.reject(new Problem('unreadable', 'It failed.', 'Try again.')),
    });
    const controller = new AbortController();
    const onProgress = ({ phase }: Progress): void => {
      if (phase === 'renaming') controller.abort();
    };
    const { signal } = controller;
    const written = writeOutputName(plan, { ...services, library: failing }, { signal, onProgress });
    await assert.rejects(written, { code: 'unreadable' });
    assert.equal(readHeader(file.path).metadata.ss_output_name, 'style');
  });

  it('refuses a file that was changed since the plan, or has a name by now', async () => {
    const file = await unnamed();
    const services = await library.services();
    const plan = await planOutputName(file.path, services);
    assert(plan);
    await utimes(file.path, 1, 1);
    await assert.rejects(writeOutputName(plan, services), { code: 'changed_meanwhile' });
    await writeFile(file.path, makeLora({ name: 'named' }));
    await assert.rejects(writeOutputName(plan, services), { code: 'changed_meanwhile' });
  });

  it('takes back what it noted when the file is changed at the last moment', async () => {
    const file = await unnamed();
    const services = await library.services();
    let changed = false;
    const onProgress = ({ phase }: Progress): void => {
      if (phase === 'checking' && !changed) appendFileSync(file.path, 'x');
      changed ||= phase === 'checking';
    };
    await assert.rejects(write(services, file, { onProgress }), { code: 'changed_meanwhile' });
    const { hash_sha256, rewritten_sha256 } = await library.sidecar(file);
    assert.deepEqual([hash_sha256, rewritten_sha256], [PUBLISHED, undefined]);
    assert.equal((await statModel(file.path)).size, file.size + 1);
  });

  it('changes nothing where the sidecar cannot hold the old hash', async () => {
    const file = await unnamed();
    await writeFile(sidecarPath(file.path), '{ broken');
    await assert.rejects(write(await library.services(), file), { code: 'not_json' });
    await assertUntouched(file);
  });

  it('leaves a read-only file alone before it reads it', async () => {
    const file = await unnamed();
    await chmod(file.path, 0o444);
    const told: string[] = [];
    const onProgress = ({ phase }: Progress): void => void told.push(phase);
    await assert.rejects(write(await library.services(), file, { onProgress }), { code: 'read_only' });
    assert.deepEqual(told, []);
  });

  it('keeps a file whose copy came out wrong', async () => {
    const file = await unnamed();
    const services = await library.services();
    const plan = await planOutputName(file.path, services);
    assert(plan);
    const { hasher } = services;
    const lying = Object.assign(Object.create(hasher) as typeof hasher, {
      hash: async (...call: Parameters<typeof hasher.hash>) => {
        // The bytes of another file, as a failing drive gives them back.
        const copy = call[0].endsWith('.tmp-write') ? await otherBytes(call[0]) : call[0];
        return hasher.hash(copy, call[1], call[2]);
      },
    });
    const written = writeOutputName(plan, { ...services, hasher: lying });
    await assert.rejects(written, { code: 'write_failed', message: /tensors came out changed/ });
    await assertUntouched(file);
    assert.equal((await library.sidecar(file)).rewritten_sha256, undefined);
  });

  async function otherBytes(path: string): Promise<string> {
    const copy = join(library.folder, 'copy.bin');
    await copyFile(path, copy);
    const bytes = await readFile(copy);
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    await writeFile(copy, bytes);
    return copy;
  }

  it('gives the file its right name with all that belongs to it', async () => {
    const file = await unnamed('my__style.safetensors');
    await library.write('my__style.civitai.info', '{}');
    const services = await library.services();
    await services.library.refresh([library.folder]);
    const plan = await planOutputName(file.path, services);
    assert.equal(plan?.rename?.to, join(library.folder, 'my_style.safetensors'));
    const written = await writeOutputName(plan, services);
    assert.deepEqual([written.path, written.renamed, written.name], [plan.rename.to, true, 'my_style']);
    assert.deepEqual(
      (await readdir(library.folder)).filter((name) => !name.startsWith('.')),
      ['my_style.civitai.info', 'my_style.safetensors', 'my_style.safetensors.metadata.json'],
    );
    assert.deepEqual(await readdir(join(library.folder, '.previews')), ['my_style.jpg']);
    const renamed = await statModel(written.path);
    assert.equal((await library.sidecar(renamed)).preview_path, '.previews/my_style.jpg');
    assert.equal(services.library.entry(file.path), undefined);
    assert.equal(services.library.entry(written.path)?.state, 'identified');
    assert.equal(services.fileIndex.get(renamed)?.sha256, written.sha256);
  });

  it('keeps the file name where asked to, and where another file is in the way', async () => {
    const file = await unnamed('a__b.safetensors');
    const services = await library.services();
    const kept = await write(services, file, { rename: false });
    assert.deepEqual([kept.path, kept.renamed, kept.name], [file.path, false, 'a_b']);

    const other = await unnamed('c__d.safetensors');
    await library.write('C_D.safetensors', 'in the way');
    const plan = await planOutputName(other.path, services);
    assert.equal(plan?.rename, undefined);
    assert.equal(plan?.keepsName?.message, 'c__d.safetensors keeps its name: C_D.safetensors is in the way.');
    const named = await writeOutputName(plan, services);
    assert.deepEqual([named.path, named.renamed, named.keepsName?.code], [other.path, false, 'bad_input']);
  });

  it('is done where only the new file name is taken in the meantime', async () => {
    const file = await unnamed('a__b.safetensors');
    const services = await library.services();
    const plan = await planOutputName(file.path, services);
    assert(plan?.rename);
    await library.write('a_b.safetensors', 'in the way');
    const written = await writeOutputName(plan, services);
    assert.deepEqual(
      [written.path, written.renamed, written.keepsName?.code],
      [file.path, false, 'bad_input'],
    );
    assert.equal(readHeader(file.path).metadata.ss_output_name, 'a_b');
    assert.equal((await library.sidecar(file)).civitai_version_id, 8);
  });
});
