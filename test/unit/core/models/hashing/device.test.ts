import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { prefersSequentialReads } from '../../../../../src/core/models/hashing/device';
import { tempFolder } from '../../../support/tempFolder';

describe('likesOneReader', () => {
  const folder = tempFolder();

  /** A device as Linux describes it: `major:minor` links to a folder of the disk, or of a partition in it. */
  function describeDevice(disk: string, rotational: string, partition = ''): void {
    mkdirSync(join(folder.path, disk, 'queue'), { recursive: true });
    writeFileSync(join(folder.path, disk, 'queue/rotational'), `${rotational}\n`);
    mkdirSync(join(folder.path, disk, partition), { recursive: true });
    symlinkSync(join(disk, partition), join(folder.path, '8:300'));
  }
  /** makedev(8, 300) */
  const device = 0x10_082c;
  const answer = () => prefersSequentialReads(folder.path, device, folder.path);

  for (const partition of ['', 'sda1']) {
    it(`knows a spinning disk${partition && ', by its partition'}`, async () => {
      describeDevice('pci/block/sda', '1', partition);
      assert.equal(await answer(), true);
    });
    it(`knows a disk that does not spin${partition && ', by its partition'}`, async () => {
      describeDevice('pci/block/sda', '0', partition);
      assert.equal(await answer(), false);
    });
  }

  it('does not believe a virtual disk that it spins', async () => {
    describeDevice('pci/virtio1/block/vda', '1');
    assert.equal(await answer(), false);
  });

  it('lets several read where it cannot tell', async () => {
    assert.equal(await answer(), false);
    assert.equal(await prefersSequentialReads(join(folder.path, 'none'), device, folder.path), false);
  });
});
