import assert from 'node:assert/strict';
import type { ModelEntry, RootState } from '../../../../../src/core/models/library/modelEntry';
import { ModelTree, type GroupBy } from '../../../../../src/core/models/view/modelTree';
import type { GroupNode, TreeNode } from '../../../../../src/core/models/view/treeNodes';

function entry(root: string, relativePath: string, more: Partial<ModelEntry> = {}): ModelEntry {
  return {
    root,
    relativePath,
    path: `${root}/${relativePath}`,
    size: 1,
    mtimeMs: 1,
    ino: 1,
    state: 'unidentified',
    ...more,
  };
}

const ROOT: RootState = { path: '/data/models', missing: false };

/** The tree as indented lines, for looking at. */
function lines(tree: ModelTree, nodes: readonly TreeNode[] = tree.top(), indent = ''): string[] {
  return nodes.flatMap((node) =>
    node.kind === 'model'
      ? [`${indent}${node.path}`]
      : [
          `${indent}${node.label} (${node.count})${node.missing ? ' missing' : ''}`,
          ...lines(tree, tree.children(node), `${indent}  `),
        ],
  );
}

function treeOf(groupBy: GroupBy, entries: readonly ModelEntry[], roots: readonly RootState[] = [ROOT]) {
  return new ModelTree(roots, entries, groupBy);
}

describe('model tree', () => {
  const entries = [
    entry('/data/models', 'v10.safetensors'),
    entry('/data/models', 'v9.safetensors'),
    entry('/data/models', 'loras/a/x.safetensors', {
      sidecar: { name: 'Zebra', model_type: 'LORA', base_model: 'SDXL 1.0' },
    }),
    entry('/data/models', 'loras/a/y.safetensors', {
      sidecar: { name: 'Ape', model_type: 'lora' },
      header: { baseModel: 'SDXL 1.0' },
    }),
    entry('/data/models', 'loras/z.safetensors', { header: { type: 'LORA' } }),
  ];

  it('groups by folder: folders first, then models by name, numbers as numbers', () => {
    assert.deepEqual(lines(treeOf('folder', entries)), [
      'models (5)',
      '  loras (3)',
      '    a (2)',
      '      /data/models/loras/a/y.safetensors',
      '      /data/models/loras/a/x.safetensors',
      '    /data/models/loras/z.safetensors',
      '  /data/models/v9.safetensors',
      '  /data/models/v10.safetensors',
    ]);
  });

  it('groups by type, whatever the case, from sidecar or header', () => {
    assert.deepEqual(lines(treeOf('type', entries)), [
      'LORA (3)',
      '  /data/models/loras/a/y.safetensors',
      '  /data/models/loras/z.safetensors',
      '  /data/models/loras/a/x.safetensors',
      'Type not known (2)',
      '  /data/models/v9.safetensors',
      '  /data/models/v10.safetensors',
    ]);
  });

  it('groups by base model', () => {
    assert.deepEqual(
      treeOf('baseModel', entries)
        .top()
        .map(({ label, count }) => [label, count]),
      [
        ['Base model not known', 3],
        ['SDXL 1.0', 2],
      ],
    );
  });

  it('has no rows where there is nothing, so that the welcome shows', () => {
    for (const by of ['folder', 'type', 'baseModel'] as const) assert.deepEqual(treeOf(by, []).top(), []);
  });

  it('keeps a missing root in every grouping, with the models it had', () => {
    const away = { path: '/mnt/drive', missing: true };
    const seen = [entry('/mnt/drive', 'sub/a.ckpt')];
    assert.deepEqual(lines(treeOf('folder', seen, [away])), [
      'drive (1) missing',
      '  sub (1) missing',
      '    /mnt/drive/sub/a.ckpt',
    ]);
    for (const by of ['folder', 'type', 'baseModel'] as const) {
      assert.deepEqual(
        treeOf(by, [], [away])
          .top()
          .map(({ id, missing }) => [id, missing]),
        [['folder:/mnt/drive', true]],
      );
    }
  });

  it('tells roots of the same name apart', () => {
    const roots = ['/a/models', '/b/models', '/c/loras'].map((path) => ({ path, missing: true }));
    assert.deepEqual(
      treeOf('folder', [], roots)
        .top()
        .map(({ label }) => label),
      ['a/models', 'b/models', 'loras'],
    );
  });

  it('keeps ids when names change, and tells equal names apart', () => {
    const ids = (models: readonly ModelEntry[]) => {
      const tree = treeOf('folder', models);
      return models.map(({ path }) => tree.node(path)?.id);
    };
    const renamed = entries.map((model) => ({ ...model, sidecar: { name: 'Same' } }));
    assert.deepEqual(ids(renamed), ids(entries));
    assert.equal(new Set(ids(renamed)).size, entries.length);
  });

  it('finds the row and the parents of a model that was not shown yet', () => {
    const node = treeOf('folder', entries).node('/data/models/loras/a/x.safetensors');
    const labels: string[] = [];
    for (let group: GroupNode | undefined = node?.parent; group; group = group.parent)
      labels.push(group.label);
    assert.deepEqual(labels, ['a', 'loras', 'models']);
    assert.equal(treeOf('folder', entries).node('/elsewhere'), undefined);
  });

  it('says whether a changed model stays where it is', () => {
    const changed = entry('/data/models', 'v9.safetensors', { sidecar: { model_type: 'Checkpoint' } });
    assert.equal(treeOf('folder', entries).fits(changed), true);
    assert.equal(treeOf('type', entries).fits(changed), false);
    assert.equal(treeOf('baseModel', entries).fits(changed), true);
    assert.equal(treeOf('folder', entries).fits(entry('/data/models', 'new.ckpt')), false);
  });

  it('gives the models below a row', () => {
    const tree = treeOf('folder', entries);
    const top = tree.top()[0]!;
    assert.deepEqual(tree.paths(top).sort(), entries.map(({ path }) => path).sort());
    const folder = tree.children(top)[0]!;
    assert.equal(tree.paths(folder).length, 3);
    assert.deepEqual(tree.paths(tree.node(entries[0]!.path)!), [entries[0]!.path]);
  });
});
