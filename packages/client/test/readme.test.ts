import { resolve } from 'node:path';
import { readmeExamples } from '../../../readme-examples.mjs';

const [example, ...others] = readmeExamples(resolve(import.meta.dirname, '..'));

describe('README.md', () => {
  it('shows how to push, read and copy content', async () => {
    expect(await example?.run()).toBe('v1\napplication/vnd.example.words\nhello\ntrue\n');
  }, 120_000);

  it('has no example that does not run', () => {
    expect(others).toEqual([]);
  });
});
