import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { describe, it } from 'mocha';
import type { PromptPlan } from '../../../../../src/core/prompts/run/types';
import { PAGE_ROWS, PlanTree, type PlanNode } from '../../../../../src/ui/prompts/changes/planTree';

const OPEN = resolve('/pictures');

function plan(of: Partial<PromptPlan>): PromptPlan {
  const nothing = { changed: [], unchanged: [], skipped: [], failed: [], warnings: [] };
  return { command: 'refilter', targets: [], ...nothing, ...of };
}

const changed = (...names: string[]) =>
  names.map((name) => ({ path: resolve(OPEN, name), fields: [], digest: '' }));

/** The rows as they read, two spaces a level. */
function rows(tree: PlanTree, nodes: readonly PlanNode[] = tree.top(), indent = ''): string[] {
  return nodes.flatMap((node) => [
    `${indent}${text(tree, node)}`,
    ...rows(tree, tree.children(node), `${indent}  `),
  ]);
}

function text(tree: PlanTree, node: PlanNode): string {
  switch (node.kind) {
    case 'list':
      return `${node.role} ${node.label} ${node.files.length}`;
    case 'file':
      return tree.shownPath(node.file.path);
    case 'warnings':
      return 'warnings';
    case 'warning':
      return node.warning.message;
  }
}

describe('PlanTree', () => {
  it('has a row for each state that there are files for, and warnings first', () => {
    const path = resolve(OPEN, 'b.txt');
    const problem = { code: 'unreadable', message: 'No.', advice: 'Try.' } as const;
    const tree = new PlanTree(
      plan({
        changed: changed('a.txt'),
        unchanged: [path],
        failed: [{ path, problem }],
        warnings: [{ path: OPEN, message: 'Hm.' }],
      }),
      [OPEN],
    );
    assert.deepEqual(rows(tree), [
      'warnings',
      '  Hm.',
      'state changed 1',
      '  a.txt',
      'state failed 1',
      '  b.txt',
      'state unchanged 1',
      '  b.txt',
    ]);
  });

  it('groups what is skipped by its reason', () => {
    const skipped = [
      { path: resolve(OPEN, 'a.txt'), reason: 'not_json' },
      { path: resolve(OPEN, 'b.txt'), reason: 'too_large' },
      { path: resolve(OPEN, 'c.txt'), reason: 'not_json' },
    ] as const;
    assert.deepEqual(rows(new PlanTree(plan({ skipped }), [OPEN])), [
      'state skipped 3',
      '  reason not_json 2',
      '    a.txt',
      '    c.txt',
      '  reason too_large 1',
      '    b.txt',
    ]);
  });

  it('groups files of several folders by folder, named from the open folder', () => {
    const other = resolve('/elsewhere');
    const files = [...changed('a/1.txt', 'a/2.txt', 'a/b/3.txt'), ...changed(resolve(other, '4.txt'))];
    assert.deepEqual(rows(new PlanTree(plan({ changed: files }), [OPEN])), [
      'state changed 4',
      '  folder a 2',
      '    a/1.txt',
      '    a/2.txt',
      '  folder a/b 1',
      '    a/b/3.txt',
      `  folder ${other} 1`,
      `    ${resolve(other, '4.txt')}`,
    ]);
    const several = new PlanTree(plan({ changed: files }), [OPEN, other]);
    assert.equal(several.shownPath(resolve(other, '4.txt')), 'elsewhere/4.txt');
  });

  it('splits a long list into pages and makes rows only for what is opened', () => {
    const names = Array.from({ length: 2 * PAGE_ROWS + 1 }, (_, index) => `${index}.txt`);
    const tree = new PlanTree(plan({ changed: changed(...names) }), [OPEN]);
    const all = tree.changed;
    assert.ok(all);
    const pages = tree.children(all);
    assert.deepEqual(
      pages.map((page) => text(tree, page)),
      ['page 1–1,000 1000', 'page 1,001–2,000 1000', 'page 2,001–2,001 1'],
    );
    assert.equal(tree.children(pages[2]!).length, 1);
    assert.equal(tree.children(pages[2]!), tree.children(pages[2]!));
  });

  it('splits many folders into pages, too', () => {
    const names = Array.from({ length: PAGE_ROWS + 1 }, (_, index) => `${index}/a.txt`);
    const tree = new PlanTree(plan({ changed: changed(...names) }), [OPEN]);
    const pages = tree.children(tree.changed!);
    assert.deepEqual(
      pages.map((page) => text(tree, page)),
      ['page 1–1,000 1000', 'page 1,001–1,001 1'],
    );
    assert.equal(text(tree, tree.children(pages[0]!)[5]!), 'folder 5 1');
  });

  it('gives every row an id of its own', () => {
    const reason = 'no_prompt' as const;
    const paths = ['a/1.txt', 'a/2.txt', 'b/1.txt'].map((name) => resolve(OPEN, name));
    const tree = new PlanTree(
      plan({
        changed: changed('a/3.txt', 'b/3.txt'),
        skipped: paths.map((path) => ({ path, reason })),
        warnings: [OPEN, OPEN].map((path) => ({ path, message: 'Hm.' })),
      }),
      [OPEN],
    );
    const ids: string[] = [];
    const visit = (nodes: readonly PlanNode[]): void => {
      for (const node of nodes) {
        ids.push(node.id);
        for (const child of tree.children(node)) assert.equal(child.parent, node);
        visit(tree.children(node));
      }
    };
    visit(tree.top());
    assert.equal(new Set(ids).size, ids.length);
  });
});
