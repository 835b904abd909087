import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HtpasswdError } from '../../src/password/htpasswd-error.js';
import { HtpasswdFile } from '../../src/password/htpasswd-file.js';
import { parseHtpasswd } from '../../src/password/parse-htpasswd.js';

const hash = '$2y$05$m0CrhHm10qJ3lXRY.5zDGO3rS2KdeeWLuGmsfGlMfOxih58VYVfxe';

describe('parseHtpasswd', () => {
  it('reads a line for each user, and skips empty lines, comments and a byte order mark', () => {
    const content = `\ufeff# users\r\nalice:${hash}\r\n\n  \nbob:${hash}\n`;
    expect([...parseHtpasswd(content, 'users')]).toEqual([
      ['alice', hash],
      ['bob', hash],
    ]);
  });

  it.each([
    ['$apr1$', '$apr1$GUlsoBWB$OFmHkZ5dWbT3p8tM5aZ0u1'],
    ['SHA-1', '{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g='],
    ['SHA-256 of crypt', '$5$rounds=535000$GO1Hjqkm$2TqbYBYvHXkW5ozn7YzE8Qv7w0nqQ4uGQb0p8oO8lM4'],
    ['crypt', 'rl0uUkXbBqqQ2'],
    ['a plain password', 'my secret password'],
    ['an empty hash', ''],
    ['the broken variant of bcrypt', hash.replace('$2y$', '$2x$')],
    ['a hash that is cut', hash.slice(0, -1)],
  ])('[A81] refuses %s with the file and the line, but without the content', (_, content) => {
    const read = () => parseHtpasswd(`alice:${hash}\nbob:${content}\n`, '/etc/users');
    expect(read).toThrow(HtpasswdError);
    expect(read).toThrow(/^\/etc\/users, line 2: the hash is not of bcrypt/);
    if (content !== '') expect(read).not.toThrow(content);
  });

  it.each([
    ['a line without a colon', hash, 'the form NAME:HASH'],
    ['a line without a name', `:${hash}`, 'the form NAME:HASH'],
    ['a name that is twice', `alice:${hash}`, 'an earlier line'],
    ['a cost of 15', `bob:${hash.replace('$05$', '$15$')}`, 'cost is more than 14'],
  ])('refuses %s', (_, line, reason) => {
    const read = () => parseHtpasswd(`alice:${hash}\n\n${line}`, 'users');
    expect(read).toThrow(/^users, line 3: /);
    expect(read).toThrow(reason);
    expect(read).not.toThrow(hash);
  });
});

describe('HtpasswdFile', () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'htpasswd-'));
    path = join(folder, 'users');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('[A81] does not open a file with another kind of hash, and names the line', async () => {
    await writeFile(path, `alice:${hash}\nbob:$apr1$GUlsoBWB$OFmHkZ5dWbT3p8tM5aZ0u1\n`);
    await expect(HtpasswdFile.open(path)).rejects.toThrow(`${path}, line 2: `);
  });

  it('has a decoy that costs as much as the slowest hash', async () => {
    await writeFile(path, `alice:${hash}\nbob:${hash.replace('$05$', '$06$')}\n`);
    const file = await HtpasswdFile.open(path);
    expect(file.decoy).toMatch(/^\$2b\$06\$.{53}$/);
    file.close();
  });

  it('follows changes of the file, and keeps the old users while the new content is wrong', async () => {
    await writeFile(path, `alice:${hash}\n`);
    const events = new EventTarget();
    const onReload = (error?: Error) => events.dispatchEvent(new CustomEvent('reload', { detail: error }));
    const reload = async () => ((await once(events, 'reload')) as [CustomEvent])[0].detail;
    const file = await HtpasswdFile.open(path, { onReload });
    const names = file.names();
    expect([...names]).toEqual(['alice']);

    await writeFile(path, 'alice:wrong\n');
    expect(await reload()).toBeInstanceOf(HtpasswdError);
    expect(file.names()).toBe(names);
    expect(file.hashOf('alice')).toBe(hash);

    await writeFile(path, `bob:${hash}\n`);
    expect(await reload()).toBeNull();
    expect([...file.names()]).toEqual(['bob']);
    expect(file.hashOf('alice')).toBeUndefined();
    file.close();
  });
});
