import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** What a process prints that ends on crashes, and then does this. */
async function crash(statement: string) {
  const dist = new URL('../dist/', import.meta.url).href;
  const program = `
    import { createLogger } from ${JSON.stringify(`${dist}logging/create-logger.js`)};
    import { endOnCrash } from ${JSON.stringify(`${dist}process/crash.js`)};
    endOnCrash(createLogger({ level: 'info', format: 'json' }));
    setInterval(() => undefined, 1000);
    ${statement}
  `;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (part) => {
    output += part;
  });
  const [code] = await once(child, 'close');
  return {
    code,
    lines: output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  };
}

describe('an error that nobody catches', () => {
  it.each([
    ['in a callback', "setTimeout(() => { throw new Error('unforeseen'); });"],
    ['in a promise', "Promise.reject(new Error('unforeseen'));"],
  ])('is logged and ends the process, for another to take its place: %s', async (_, statement) => {
    const { code, lines } = await crash(statement);
    expect(code).toBe(1);
    expect(lines).toMatchObject([{ level: 'fatal', err: { message: 'unforeseen', stack: expect.any(String) } }]);
  });
});
