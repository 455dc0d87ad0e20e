import assert from 'node:assert/strict';
import { AddressGuard } from '../../../../src/core/net/addressGuard';
import { isLocalIp } from '../../../../src/core/net/localAddress';

describe('the guard of addresses', () => {
  const guard = new AddressGuard(['http://192.168.1.5:8080', 'null']);
  const cases: readonly [allowed: boolean, addresses: readonly string[]][] = [
    [
      true,
      [
        'https://civitai.com/x.jpeg',
        'https://image.civitai.com:8443/',
        'https://8.8.8.8/',
        'https://[2606:4700::1111]/',
        'https://[::ffff:8.8.8.8]/',
        'https://[2002:808:808::1]/',
        'https://198.18.0.1/',
        'https://local.example/',
        'http://192.168.1.5:8080/any/path',
      ],
    ],
    [
      false,
      [
        'http://civitai.com/x.jpeg',
        'file:///etc/passwd',
        'https://192.168.1.5:8080/',
        'http://192.168.1.5/',
        'https://localhost/',
        'https://LOCALHOST./',
        'https://a.localhost/',
        'https://router/',
        'https://nas.local/',
        'https://metadata.google.internal/',
        'https://127.0.0.1/',
        'https://127.1/',
        'https://2130706433/',
        'https://0x7f.1/',
        'https://0177.0.0.1/',
        'https://①②⑦.0.0.1/',
        'https://0.0.0.0/',
        'https://10.1.2.3/',
        'https://172.31.255.255/',
        'https://192.168.0.1/',
        'https://169.254.169.254/latest/meta-data',
        'https://100.100.100.100/',
        'https://255.255.255.255/',
        'https://[::]/',
        'https://[::1]/',
        'https://[0:0::1]/',
        'https://[::127.0.0.1]/',
        'https://[64:ff9b:1::a00:1]/',
        'https://[2002:a00:1::1]/',
        'https://[::ffff:0:a00:1]/',
        'https://[::ffff:10.0.0.1]/',
        'https://[::ffff:a00:1]/',
        'https://[64:ff9b::10.0.0.1]/',
        'https://[fd00::1]/',
        'https://[fe80::1]/',
        'https://[fec0::1]/',
        'https://[ff02::1]/',
      ],
    ],
  ];
  for (const [allowed, addresses] of cases) {
    for (const address of addresses) {
      it(`${allowed ? 'allows' : 'refuses'} ${address}`, () => {
        assert.equal(guard.allows(new URL(address)), allowed);
      });
    }
  }

  it('knows the ends of the local networks', () => {
    for (const address of ['9.255.255.255', '11.0.0.0', '172.15.255.255', '172.32.0.0', '223.255.255.255']) {
      assert.equal(isLocalIp(address), false, address);
    }
    assert.equal(isLocalIp('fe80::1%eth0'), true);
  });
});
