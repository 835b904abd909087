import { crc32 } from 'node:zlib';
import { hashSecret, hasSecretPrefix, hintOf, makeSecret, secretKindOf } from '../../src/secret/random-secret.js';

describe('makeSecret', () => {
  it.each([
    ['personal', 'ldp_'],
    ['robot', 'ldr_'],
    ['refresh', 'ldi_'],
  ] as const)('makes a %s secret of the prefix %s and 46 characters, with a right checksum', (kind, prefix) => {
    const secret = makeSecret(kind);
    expect(secret).toMatch(new RegExp(`^${prefix}[0-9A-Za-z]{46}$`));
    expect(secretKindOf(secret)).toBe(kind);
  });

  it('makes another secret each time, of all 62 characters', () => {
    const secrets = Array.from({ length: 200 }, () => makeSecret('robot'));
    expect(new Set(secrets).size).toBe(200);
    expect(new Set(secrets.flatMap((secret) => [...secret.slice(4, 44)])).size).toBe(62);
  });

  it('ends a secret with the CRC-32 of the rest in base62, the highest digit first', () => {
    const secret = makeSecret('personal');
    const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
    const value = [...secret.slice(-6)].reduce((sum, digit) => sum * 62 + digits.indexOf(digit), 0);
    expect(value).toBe(crc32(secret.slice(0, -6)));
  });
});

describe('secretKindOf', () => {
  const secret = makeSecret('robot');
  const other = (character: string | undefined) => (character === 'a' ? 'b' : 'a');

  it.each([
    ['another prefix of the same secret', `ldp_${secret.slice(4)}`],
    ['a changed character', `${secret.slice(0, 10)}${other(secret[10])}${secret.slice(11)}`],
    ['a changed checksum', `${secret.slice(0, -1)}${other(secret.at(-1))}`],
    ['a missing character', secret.slice(0, -1)],
    ['a character too many', `${secret}0`],
    ['a line break at the end', `${secret}\n`],
    ['a password', 'correct horse battery staple'],
    ['an empty text', ''],
  ])('knows %s as no secret', (_, text) => {
    expect(secretKindOf(text)).toBeUndefined();
  });
});

describe('a random secret', () => {
  it('is stored as SHA-256 and shown by its last four characters', () => {
    expect(hashSecret('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(hintOf('ldr_0123')).toBe('0123');
  });

  it('is told from a password by its prefix, even if the rest is wrong', () => {
    expect(hasSecretPrefix('ldp_x')).toBe(true);
    expect(hasSecretPrefix('LDP_x')).toBe(false);
  });
});
