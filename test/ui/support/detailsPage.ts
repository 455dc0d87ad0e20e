import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { FrameLocator, Locator } from 'playwright-core';
import type { Sidecar } from '../../../src/core/models/sidecar/fields';
import type { VersionSeed } from '../../civitai/catalog';
import { demoModels } from '../../demo/catalog';
import { civitaiHashes } from '../../fixtures/makeModels';
import type { Demo } from './demo';
import { eventually } from './eventually';

/** The Details page of the demo library, and the sidecars below it. Models are named by their path in the workspace. */
export class DetailsPage {
  readonly card: FrameLocator;

  constructor(private readonly demo: Demo) {
    this.card = demo.workbench.webview;
  }

  /** Opens the details of a row and waits until they are shown. */
  async open(row: string, title: string): Promise<void> {
    await (await this.demo.workbench.revealRow(row)).click();
    await this.card.locator('h1').getByText(title, { exact: true }).waitFor();
  }

  /** The inner control of a field of the form. */
  field(name: string): Locator {
    return this.card.locator(`#field-${name} input, #field-${name} textarea`);
  }

  button(key: string): Locator {
    return this.card.locator(`[data-key="${key}"]`);
  }

  /** What the page says beside its buttons. */
  status(text: string | RegExp): Locator {
    return this.card.locator('.status', { hasText: text });
  }

  /** Waits until a field says this. */
  async shows(name: string, text: string): Promise<void> {
    await eventually(async () => assert.equal(await this.field(name).inputValue(), text));
  }

  /** The key or id of the control that has the focus. */
  focused(): Promise<string> {
    return this.card
      .locator(':root')
      .evaluate(({ ownerDocument: { activeElement } }) =>
        activeElement instanceof HTMLElement ? (activeElement.dataset.key ?? activeElement.id) : '',
      );
  }

  async fetchByHash(): Promise<void> {
    await this.button('fetch').click();
    await this.demo.workbench.answer('');
  }

  file(model: string): string {
    return path.join(this.demo.workbench.folder, model);
  }

  sidecarFile(model: string): string {
    return `${this.file(model)}.metadata.json`;
  }

  async sidecar(model: string): Promise<Sidecar> {
    return JSON.parse(await readFile(this.sidecarFile(model), 'utf8')) as Sidecar;
  }

  /** Puts the very file of a model of the demo on its Civitai, as this version. */
  publish(model: string, seed: VersionSeed): void {
    const bytes = demoBytes(model);
    const { SHA256, AutoV3 } = civitaiHashes(bytes, path.basename(model));
    const hashes = { sha256: SHA256, ...(AutoV3 !== undefined && { autov3: AutoV3 }) };
    this.demo.civitai.addVersion({ sizeKB: bytes.length / 1024, ...hashes, ...seed });
  }
}

/** The bytes of a model of the demo. */
export function demoBytes(model: string): Buffer {
  const found = demoModels().find((candidate) => candidate.path === model);
  assert.ok(found, model);
  return found.bytes;
}
