import assert from 'node:assert/strict';
import { parseStat } from '../../../../src/core/processes/linuxProcesses';
import { processTable } from '../../../../src/core/processes/processTable';
import { runProgram, type Run } from '../../../../src/core/processes/run';

/** Fields 4 to 24 of /proc/PID/stat. */
const FIELDS = '1 77 76 0 -1 4194304 99 0 0 0 0 0 0 0 20 0 1 0 1148251 3133440 413';

describe('the process table', () => {
  it('of Linux is that of /proc', async () => {
    const table = processTable('linux');
    const own = await table.find(process.pid);
    assert.equal(own?.parent, process.ppid);
    const all = await table.all();
    assert.deepEqual(
      all.find(({ pid }) => pid === process.pid),
      own,
    );
    const parent = all.find(({ pid }) => pid === process.ppid);
    assert.equal(parent?.startTime.split('/')[0], own.startTime.split('/')[0]);
    assert.equal(await table.find(2 ** 30), undefined);
  });

  it('of Linux is read whatever a process is called', () => {
    const expected = {
      pid: 7,
      parent: 1,
      group: 77,
      session: 76,
      startTime: 'boot/0000000001148251',
      hasEnded: false,
    };
    for (const name of ['python', 'a b', ') Z 1 2 3', '(', '\n', '']) {
      assert.deepEqual(parseStat(`7 (${name}) S ${FIELDS}\n`, 'boot'), expected);
    }
    assert.equal(parseStat(`7 (a) Z ${FIELDS}`, 'boot')?.hasEnded, true);
    // Its first thread has ended, but others work on.
    assert.equal(parseStat(`7 (a) Z ${FIELDS.replace('20 0 1', '20 0 5')}`, 'boot')?.hasEnded, false);
    for (const broken of ['', '7', '7 (a', '7 (a) S 1 2', 'x (a) S 1']) {
      assert.equal(parseStat(broken, 'boot'), undefined);
    }
  });

  it('of macOS is that of ps', async () => {
    const asked: string[][] = [];
    const run: Run = async (program, args) => {
      asked.push([program, ...args]);
      return program === '/usr/sbin/sysctl' ? 'B00T\n' : runProgram(program, args);
    };
    const table = processTable('darwin', run);
    const own = await table.find(process.pid);
    const { group } = (await processTable('linux').find(process.pid)) ?? {};
    const startTime = own?.startTime ?? '';
    assert.deepEqual(own, { pid: process.pid, parent: process.ppid, group, startTime, hasEnded: false });
    assert.match(startTime, /^B00T\/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/);
    const age = Date.now() - Date.parse(startTime.replace('B00T/', ''));
    assert.ok(Math.abs(age - process.uptime() * 1000) < 60_000, 'in UTC');
    assert.ok((await table.all()).some(({ pid }) => pid === process.ppid));
    assert.equal(await table.find(2 ** 30), undefined);
    const columns = 'pid=,ppid=,pgid=,stat=,lstart=';
    assert.deepEqual(asked, [
      ['/usr/sbin/sysctl', '-n', 'kern.bootsessionuuid'],
      ['/bin/ps', '-p', String(process.pid), '-o', columns],
      ['/bin/ps', '-ax', '-o', columns],
    ]);
  });

  it('of macOS skips what is no row', async () => {
    const text =
      '    1     0     1 Ss   Thu Nov  6 15:11:46 2026    \n\n 9 1 9 Z+ Thu Nov 26 15:11:46 2026\n7 7\nx';
    const table = processTable('darwin', (program) => Promise.resolve(program === '/bin/ps' ? text : ''));
    assert.deepEqual(await table.all(), [
      { pid: 1, parent: 0, group: 1, startTime: '/2026-11-06T15:11:46.000Z', hasEnded: false },
      { pid: 9, parent: 1, group: 9, startTime: '/2026-11-26T15:11:46.000Z', hasEnded: true },
    ]);
  });

  it('of Windows is that of PowerShell, called by its full path', async () => {
    const asked: (readonly string[])[] = [];
    const text = `${process.pid} 1 2026-11-26T15:11:46.1234567Z\r\n4 0 \r\n9 ${process.pid} 2026-11-26T15:11:47.0000000Z\r\n`;
    const table = processTable('win32', (program, args) => {
      asked.push([program, ...args]);
      return Promise.resolve(text);
    });
    const own = { pid: process.pid, parent: 1, startTime: '/2026-11-26T15:11:46.1234567Z', hasEnded: false };
    assert.deepEqual(await table.find(process.pid), own);
    assert.deepEqual(await table.all(), [
      own,
      { pid: 9, parent: process.pid, startTime: '/2026-11-26T15:11:47.0000000Z', hasEnded: false },
    ]);
    const [program, ...args] = asked[0] ?? [];
    assert.match(program ?? '', /^[A-Z]:\\.*\\powershell\.exe$/);
    assert.deepEqual(args.slice(0, -1), ['-NoProfile', '-NonInteractive', '-Command']);
    assert.match(
      args.at(-1) ?? '',
      new RegExp(`^Get-CimInstance Win32_Process -Filter 'ProcessId=${process.pid}' \\| `),
    );
    assert.equal(await table.find(2 ** 30), undefined);
    assert.equal(asked.length, 2, 'PowerShell is slow: it is not asked for a pid that is not there');
  });
});
