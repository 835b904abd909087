import { argon2id, bcrypt } from 'hash-wasm';
import { PasswordHasher } from '../../src/password/password-hasher.js';

const password = 'correct horse battery staple';

describe('PasswordHasher', () => {
  const hasher = new PasswordHasher();
  afterAll(() => hasher.close());

  it('hashes a password by argon2id with the parameters of OWASP, with another salt each time', async () => {
    const [one, two] = await Promise.all([hasher.hash(password), hasher.hash(password)]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(one).not.toBe(two);
    expect(await hasher.verify(password, one)).toBe(true);
    expect(await hasher.verify(`${password}.`, one)).toBe(false);
  });

  it('verifies argon2id hashes of other programs, with other parameters', async () => {
    const salt = Buffer.from('other salt');
    const parameters = { iterations: 3, parallelism: 2, memorySize: 64, hashLength: 24 };
    const stored = await argon2id({ password, salt, ...parameters, outputType: 'encoded' });
    expect(stored).toContain('$m=64,t=3,p=2$');
    expect(await hasher.verify(password, stored)).toBe(true);
    expect(await hasher.verify('wrong', stored)).toBe(false);
  });

  it.each(['$2a$', '$2b$', '$2y$'])('verifies bcrypt hashes that begin with %s', async (prefix) => {
    const made = await bcrypt({ password, salt: Buffer.alloc(16, 7), costFactor: 4 });
    const stored = `${prefix}${made.slice(4)}`;
    expect(await hasher.verify(password, stored)).toBe(true);
    expect(await hasher.verify('wrong', stored)).toBe(false);
  });

  it('verifies a bcrypt hash that another implementation has made', async () => {
    // The first test vector of OpenBSD's bcrypt with a password that is not empty.
    expect(await hasher.verify('a', '$2a$06$m0CrhHm10qJ3lXRY.5zDGO3rS2KdeeWLuGmsfGlMfOxih58VYVfxe')).toBe(true);
  });

  it('[A80] refuses 73 bytes for bcrypt, of which only 72 would count', async () => {
    const longest = 'x'.repeat(72);
    const stored = await bcrypt({ password: longest, salt: Buffer.alloc(16, 7), costFactor: 4 });
    expect(await hasher.verify(longest, stored)).toBe(true);
    expect(await hasher.verify(`${longest}x`, stored)).toBe(false);
    expect(await hasher.verify('é'.repeat(37), stored)).toBe(false);
  });

  it('[A80] refuses 1,025 bytes, and an empty password', async () => {
    const longest = 'x'.repeat(1024);
    expect(await hasher.verify(longest, await hasher.hash(longest))).toBe(true);
    expect(await hasher.verify(`${longest}x`, await hasher.hash(`${longest}x`))).toBe(false);
    expect(await hasher.verify('', await hasher.hash(longest))).toBe(false);
  });

  it.each([
    ['256 MiB and more', '$argon2id$v=19$m=999999,t=2,p=1$c2FsdHNhbHRzYWx0$MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMQ'],
    ['17 passes', '$argon2id$v=19$m=64,t=17,p=1$c2FsdHNhbHRzYWx0$MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMQ'],
    ['less memory than its lanes need', '$argon2id$v=19$m=8,t=2,p=4$c2FsdHNhbHRzYWx0$MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMQ'],
    ['another function', '$argon2i$v=19$m=64,t=2,p=1$c2FsdHNhbHRzYWx0$MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMQ'],
    ['a plain text', 'correct horse battery staple'],
  ])('takes a stored hash with %s as wrong', async (_, stored) => {
    expect(await hasher.verify(password, stored)).toBe(false);
  });
});

describe('PasswordHasher with many passwords at once', () => {
  it('[A116] computes 2, lets 32 wait, and refuses the others of 200 at once', async () => {
    const hasher = new PasswordHasher();
    const stored = await bcrypt({ password, salt: Buffer.alloc(16, 7), costFactor: 4 });
    const results = await Promise.allSettled(Array.from({ length: 200 }, () => hasher.verify(password, stored)));
    const codes = results.map((result) => (result.status === 'fulfilled' ? 'done' : result.reason.code));
    expect(codes.filter((code) => code === 'done')).toHaveLength(34);
    expect(codes.filter((code) => code === 'TOOMANYREQUESTS')).toHaveLength(166);
    expect(await hasher.verify(password, stored)).toBe(true);
    await hasher.close();
  });
});
