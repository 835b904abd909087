import { once } from 'node:events';
import { Writable } from 'node:stream';
import { LiveProgress } from '../src/terminal/live-progress.js';
import { openProgress } from '../src/terminal/open-progress.js';
import { hasColours } from '../src/terminal/paint.js';
import { formatBytes, shortDigest } from '../src/terminal/quantity.js';
import { ended, run, startCommand, succeed } from './harness/command.js';
import { pushIndex } from './harness/image.js';
import { openRegistry, type TestRegistry } from './harness/registry.js';

/** A terminal that keeps what was written. */
class Screen extends Writable {
  readonly isTTY = true;
  readonly rows = 10;
  readonly columns = 100;
  text = '';

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

const screen = () => new Screen() as Screen & NodeJS.WriteStream;

describe('output on a terminal', () => {
  it('has a bar for each running transfer, and a line for each finished one', () => {
    const stream = screen();
    const progress = new LiveProgress(stream);
    const transfer = { name: `sha256:${'a'.repeat(64)}`, size: 2_000_000 };
    progress.move(transfer, 500_000);
    progress.done({ name: 'other', size: 3 }, 'copied');
    expect(stream.text).toContain('copied   other  3 B\n');
    expect(stream.text).toMatch(/sha256:aaaaaaaaaaaa {2}━{5}.* 25% {2}500\.0 kB of 2\.0 MB/);
    progress.done(transfer, 'copied');
    progress.end();
    expect(stream.text.endsWith('\u001b[1A\r\u001b[Jcopied   sha256:aaaaaaaaaaaa  2.0 MB\n')).toBe(true);
  });

  it('has notes above the bars', () => {
    const stream = screen();
    const progress = new LiveProgress(stream);
    progress.move({ name: 'a', size: 2 }, 1);
    progress.note('one');
    progress.note('two');
    progress.end();
    const [first, second] = stream.text.split('\u001b[1A\r\u001b[J');
    expect(first).toMatch(/^one\na .*\n$/);
    expect(second).toMatch(/^two\na .*\n$/);
  });

  it('fits into 80 columns with the longest numbers', () => {
    const stream = Object.assign(screen(), { columns: 80 });
    let now = 0;
    const progress = new LiveProgress(stream, () => now);
    const transfer = { name: `sha256:${'a'.repeat(64)}`, size: 999_900_000 };
    progress.move(transfer, 0);
    now = 1100;
    progress.move(transfer, 888_800_000);
    progress.done({ name: 'other', size: 3 }, 'copied');
    progress.end();
    expect(stream.text).toMatch(/888\.8 MB of 999\.9 MB {2}808\.0 MB\/s\n/);
  });

  it.each([
    ['bars were switched off', { isQuiet: false, hasBars: false }, {}],
    ['it runs in CI', { isQuiet: false, hasBars: true }, { CI: 'true' }],
    ['the terminal is a dumb one', { isQuiet: false, hasBars: true }, { TERM: 'dumb' }],
  ])('has plain lines if %s', (_, options, environment) => {
    const stream = screen();
    const progress = openProgress(stream, options, environment);
    progress.move({ name: 'a', size: 1 }, 1);
    progress.done({ name: 'a', size: 1 }, 'pulled');
    progress.end();
    expect(stream.text).toBe('pulled   a  1 B\n');
  });

  it('has colours unless the environment forbids them', () => {
    expect(hasColours(screen(), {})).toBe(true);
    expect(hasColours(screen(), { NO_COLOR: '1' })).toBe(false);
    expect(hasColours(screen(), { TERM: 'dumb' })).toBe(false);
    expect(hasColours({ isTTY: false } as NodeJS.WriteStream, {})).toBe(false);
    expect(hasColours({ isTTY: false } as NodeJS.WriteStream, { FORCE_COLOR: '1' })).toBe(true);
  });

  it('has readable numbers and names', () => {
    expect([0, 999, 1000, 999_949, 999_950, 12_345_678].map(formatBytes)).toEqual([
      '0 B',
      '999 B',
      '1.0 kB',
      '999.9 kB',
      '1.0 MB',
      '12.3 MB',
    ]);
    expect(shortDigest(`sha256:${'0'.repeat(64)}`)).toBe('sha256:000000000000');
  });
});

describe('output into a pipe or a log', () => {
  let registry: TestRegistry;
  beforeAll(async () => {
    registry = await openRegistry();
    await pushIndex(registry.host, 'team/app', '1');
  });
  afterAll(() => registry.stop());

  it('has no escape codes', async () => {
    const from = `${registry.host}/team/app:1`;
    const results = [
      await succeed(['copy', from, `${registry.host}/team/other:1`]),
      await succeed(['inspect', from]),
      await succeed(['copy', '--help']),
      await run(['ls', `${registry.host}/none`]),
    ];
    for (const { stdout, stderr } of results) expect(stdout + stderr).not.toContain('\u001b');
  });

  it('is only the result with --quiet', async () => {
    const copied = await succeed(['copy', '-q', `${registry.host}/team/app:1`, `${registry.host}/team/quiet:1`]);
    expect(copied.stderr).toBe('');
    expect(copied.stdout).toMatch(/^\S+\n$/);
  });

  it('may be closed by its reader at any time', async () => {
    const child = startCommand(['manifest', 'get', `${registry.host}/team/app:1`]);
    child.stdout?.destroy();
    const [code] = await once(child, 'close');
    expect(code).toBe(0);
    expect(child.stderr?.read()).toBeNull();
  });

  it('is only the result on standard output, also with --debug', async () => {
    const { stdout, stderr } = await ended(startCommand(['ls', `${registry.host}/team/app`, '--debug']));
    expect(stdout).toBe('1\n');
    expect(stderr).toMatch(/^> 1 GET http.*\n.*accept: application\/json\n< 1 200 after \d+ ms$/m);
  });
});
