import fc from 'fast-check';
import { createDigester, type DigestAlgorithm, digestOf, matchesDigest, parseDigest } from '../../src/index.js';
import { thrownBy } from '../thrown-by.js';

const empty256 = 'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const abc = new TextEncoder().encode('abc');
const abc256 = 'sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
const abc512 =
  'sha512:ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f';

describe('digestOf', () => {
  it('gives the digests of the test vectors of FIPS 180, with sha256 as the default', () => {
    expect([digestOf(new Uint8Array()), digestOf(abc), digestOf(abc, 'sha512')]).toEqual([empty256, abc256, abc512]);
  });
});

describe('createDigester', () => {
  it('gives the digest and the size of all bytes, however they are cut', () => {
    const algorithms = fc.constantFrom<DigestAlgorithm>('sha256', 'sha512');
    fc.assert(
      fc.property(fc.array(fc.uint8Array()), algorithms, (pieces, algorithm) => {
        const digester = createDigester(algorithm);
        for (const piece of pieces) digester.update(piece);
        const whole = Buffer.concat(pieces);
        expect(digester.digest()).toBe(digestOf(whole, algorithm));
        expect(digester).toMatchObject({ size: whole.length, algorithm });
      }),
    );
  });

  it('goes on after it was asked', () => {
    const digester = createDigester();
    expect(digester.digest()).toBe(empty256);
    digester.update(abc);
    expect([digester.digest(), digester.digest()]).toEqual([abc256, abc256]);
  });
});

describe('matchesDigest', () => {
  it.each([abc256, abc512])('knows the content of %s from other content', (digest) => {
    expect(matchesDigest(abc, parseDigest(digest))).toBe(true);
    expect(matchesDigest(abc.subarray(1), parseDigest(digest))).toBe(false);
  });

  it('refuses a digest of an algorithm that it does not have, for no answer would be true', () => {
    expect(thrownBy(() => matchesDigest(abc, parseDigest('blake9:abc')))).toMatchObject({ code: 'DIGEST_INVALID' });
  });
});
