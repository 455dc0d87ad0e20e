import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { prefersSequentialReads, type StorageInfo } from '../../../../../src/core/models/hashing/device';
import { tempFolder } from '../../../support/tempFolder';

const EXT4 = 0xef53;
/** makedev(8, 300) */
const DEVICE = 0x10_082c;

describe('prefersSequentialReads', () => {
  const folder = tempFolder();

  /** A device as Linux describes it: `major:minor` links to a folder of the disk, or of a partition in it. */
  function describeDevice(disk: string, rotational: string, partition = ''): void {
    mkdirSync(join(folder.path, disk, 'queue'), { recursive: true });
    writeFileSync(join(folder.path, disk, 'queue/rotational'), `${rotational}\n`);
    mkdirSync(join(folder.path, disk, partition), { recursive: true });
    symlinkSync(join(disk, partition), join(folder.path, '8:300'));
  }

  const answer = (storage: Partial<StorageInfo> = {}) =>
    prefersSequentialReads('/models/model.safetensors', DEVICE, {
      platform: 'linux',
      fileSystemType: () => Promise.resolve(EXT4),
      blockDevices: folder.path,
      ...storage,
    });

  for (const partition of ['', 'sda1']) {
    it(`is true for a spinning disk${partition && ', by its partition'}`, async () => {
      describeDevice('pci/block/sda', '1', partition);
      assert.equal(await answer(), true);
    });
    it(`is false for a disk that does not spin${partition && ', by its partition'}`, async () => {
      describeDevice('pci/block/sda', '0', partition);
      assert.equal(await answer(), false);
    });
  }

  it('is false for a virtual disk, which always says that it spins', async () => {
    describeDevice('pci/virtio1/block/vda', '1');
    assert.equal(await answer(), false);
  });

  // As Linux reports them: those above 31 bits are negative on some machines.
  for (const [name, type] of [
    ['NFS', 0x6969],
    ['CIFS', 0xff534d42],
    ['CIFS, as a negative number', 0xff534d42 | 0],
    ['SMB 2 and 3', 0xfe534d42],
    ['SMB 2 and 3, as a negative number', 0xfe534d42 | 0],
    ['the old SMB', 0x517b],
    ["9P, as WSL's Windows drives have it", 0x01021997],
    ['FUSE', 0x65735546],
  ] as const) {
    it(`is true for ${name}`, async () => {
      assert.equal(await answer({ fileSystemType: () => Promise.resolve(type) }), true);
    });
  }

  it('asks for the file system of the file itself', async () => {
    const asked: string[] = [];
    await answer({ fileSystemType: (path) => Promise.resolve(asked.push(path)) });
    assert.deepEqual(asked, ['/models/model.safetensors']);
  });

  it('is false where it cannot be told', async () => {
    assert.equal(await answer(), false, 'a device that is not described');
    const gone = () => Promise.reject(new Error('gone'));
    describeDevice('pci/block/sda', '1');
    assert.equal(await answer({ fileSystemType: gone }), false, 'a file that is gone');
    assert.equal(await answer({ platform: 'darwin' }), false, 'another system');
  });
});
