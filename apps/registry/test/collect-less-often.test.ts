import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const module = new URL('../dist/tuning/collect-less-often.js', import.meta.url);

describe('collectLessOften', () => {
  it('uses flags that this version of Node.js knows', async () => {
    const program = `import('${module}').then(({ collectLessOften }) => collectLessOften())`;
    // V8 only prints a line about a flag that it does not know.
    expect(await promisify(execFile)(process.execPath, ['-e', program])).toEqual({ stdout: '', stderr: '' });
  });
});
