import { resolve } from 'node:path';
import { readmeExamples } from '../../../readme-examples.mjs';

const [casesExample, ...others] = readmeExamples(resolve(import.meta.dirname, '..'));

describe('README.md', () => {
  it('shows the cases that prove a requirement', async () => {
    const line = 'blob-store/ranges: reads any part of a blob, and no byte more [PULL-21]\n';
    expect(await casesExample?.run()).toBe(line);
  }, 60_000);

  it('has no example that is not run', () => {
    expect(others).toEqual([]);
  });
});
