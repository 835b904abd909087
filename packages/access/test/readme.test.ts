import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { readmeExamples } from '../../../readme-examples.mjs';
import { parseAccessFile, runPolicyCases } from '../src/index.js';

const folder = resolve(import.meta.dirname, '..');
const [example, ...others] = readmeExamples(folder);

describe('README.md', () => {
  it('shows how to ask what somebody may do', async () => {
    expect(await example?.run()).toBe(
      [
        'true',
        'user:ada may not push to team/secret/key: rule file:2 denies it.',
        'user:ada may not push to public/app: no rule allows it. Rule file:0 comes closest, but it allows pull, not push.',
        '',
      ].join('\n'),
    );
  }, 60_000);

  it('has no example that is not run', () => {
    expect(others).toEqual([]);
  });

  it('shows a file whose cases pass', () => {
    const [, yaml] = /```yaml\n([\s\S]*?)```/.exec(readFileSync(join(folder, 'README.md'), 'utf8')) ?? [];
    const results = runPolicyCases(parseAccessFile(parse(yaml ?? '')));
    expect(results.map(({ passes }) => passes)).toEqual([true, true, true]);
  });
});
