import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { Problem } from '../../../../src/core/problem/problem';
import type { ProcessRow } from '../../../../src/core/processes/processTable';
import type { Claim } from '../../../../src/core/tasks/claim';
import type { Task } from '../../../../src/core/tasks/task';
import { TaskQueue } from '../../../../src/core/tasks/taskQueue';

const LIMITS = { training: 1, download: 2 };
const KINDS = Object.keys(LIMITS) as (keyof typeof LIMITS)[];
const ACTIONS = ['pause', 'resume', 'retry', 'cancel', 'skip'] as const;
const OUTCOMES = ['completed', 'failed', 'paused', 'canceled'] as const;

const process = fc.nat(1);
const anyStep = fc.oneof(
  fc.record({ do: fc.constant('add' as const), by: process, kind: fc.constantFrom(...KINDS) }),
  fc.record({ do: fc.constant('claim' as const), by: process, kind: fc.constantFrom(...KINDS) }),
  fc.record({ do: fc.constantFrom(...ACTIONS), by: process, task: fc.nat(5) }),
  fc.record({ do: fc.constant('end' as const), claim: fc.nat(5), state: fc.constantFrom(...OUTCOMES) }),
  fc.record({ do: fc.constant('die' as const), by: process }),
  fc.record({ do: fc.constantFrom('settle' as const, 'clear' as const), by: process }),
);
type Step = typeof anyStep extends fc.Arbitrary<infer Kind> ? Kind : never;

/** Two processes do whatever they like with a queue; a process that dies comes back as another. */
class World {
  private readonly living = new Map<number, ProcessRow>();
  private readonly queues: TaskQueue[] = [];
  private readonly claims: Claim[] = [];
  private births = 0;

  constructor(readonly folder: string) {
    for (const by of [0, 1]) this.die(by);
  }

  private die(by: number): void {
    const own = { pid: 70 + by, startTime: `boot/${this.births++}` };
    this.living.set(own.pid, { ...own, parent: 1, hasEnded: false });
    const table = {
      find: (pid: number) => Promise.resolve(this.living.get(pid)),
      all: () => Promise.resolve([]),
    };
    this.queues[by] = new TaskQueue(this.folder, { limits: () => LIMITS, own, host: 'here', table });
  }

  queue(by: number): TaskQueue {
    const queue = this.queues[by];
    assert.ok(queue);
    return queue;
  }

  isAlive({ owner }: Task): boolean {
    return owner !== undefined && this.living.get(owner.pid)?.startTime === owner.startTime;
  }

  async take(step: Step): Promise<void> {
    switch (step.do) {
      case 'add':
        await this.queue(step.by).add({ title: 'T', kind: step.kind, payload: null });
        break;
      case 'claim': {
        const claim = await this.queue(step.by).claim(step.kind);
        if (claim) this.claims.push(claim);
        break;
      }
      case 'end': {
        const claim = this.claims[step.claim];
        const error = { code: 'x', message: 'm', advice: 'a' };
        await claim?.end(step.state === 'failed' ? { state: step.state, error } : { state: step.state });
        break;
      }
      case 'die':
        this.die(step.by);
        break;
      case 'settle':
      case 'clear':
        await this.queue(step.by)[step.do]();
        break;
      case 'pause':
      case 'resume':
      case 'retry':
      case 'cancel':
      case 'skip': {
        const task = (await this.queue(step.by).list())[step.task];
        if (task) await this.queue(step.by)[step.do](task.id);
      }
    }
  }
}

describe('a queue of tasks, whatever is done with it', () => {
  it('keeps its promises', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { minLength: 5, maxLength: 25 }), async (steps) => {
        const world = new World(mkdtempSync(join(tmpdir(), 'diffusion-workbench-test-')));
        try {
          let before: readonly Task[] = [];
          for (const step of steps) {
            await world.take(step).catch((error: unknown) => {
              if (!(error instanceof Problem) || error.code !== 'changed_meanwhile') throw error;
            });
            const [after, other] = [await world.queue(0).list(), await world.queue(1).list()];
            assert.deepEqual(after, other, 'both see the same');
            check(world, before, after, step);
            before = after;
          }
        } finally {
          rmSync(world.folder, { recursive: true, force: true });
        }
      }),
      { numRuns: 60 },
    );
  });
});

function check(world: World, before: readonly Task[], after: readonly Task[], step: Step): void {
  const known = new Map(before.map((task) => [task.id, task]));
  const ids = after.map(({ id }) => id);
  assert.deepEqual(
    before.map(({ id }) => id).filter((id) => ids.includes(id)),
    ids.filter((id) => known.has(id)),
    'the order stays',
  );
  for (const kind of KINDS) {
    const running = after.filter(
      (task) => task.kind === kind && task.state === 'running' && world.isAlive(task),
    );
    assert.ok(running.length <= LIMITS[kind], `${running.length} of ${kind}`);
  }
  for (const task of after) {
    const isRunning = task.state === 'running';
    assert.equal(task.owner !== undefined, isRunning, 'who runs has an owner');
    assert.equal(task.claim !== undefined, isRunning);
    assert.ok(isRunning || task.asked === undefined);
    assert.equal(task.error !== undefined, task.state === 'failed');
    const old = known.get(task.id);
    if (!old) assert.equal(task.state, 'pending');
    else if (old.claim !== undefined && world.isAlive(old) && task.claim !== old.claim) {
      assert.equal(step.do, 'end', 'only its owner ends a run');
    } else if (old.state === 'completed') assert.deepEqual(task, old, 'what is completed stays');
    if (task.claim !== undefined && task.claim !== old?.claim) {
      assert.equal(step.do, 'claim');
      assert.equal(old?.state, 'pending');
    }
  }
  for (const { id, state } of before) {
    if (ids.includes(id)) continue;
    assert.equal(step.do, 'clear');
    assert.ok(['completed', 'failed', 'canceled', 'skipped'].includes(state));
  }
}
