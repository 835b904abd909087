import { resolve } from 'node:path';
import { readmeExamples } from '../../../readme-examples.mjs';

const [example, ...others] = readmeExamples(resolve(import.meta.dirname, '..'));

describe('README.md', () => {
  it('shows how content is pushed, read and copied', async () => {
    expect(await example?.run()).toBe('v1\napplication/vnd.example.words\nhello\ntrue\n');
  }, 120_000);

  it('has no example that is not run', () => {
    expect(others).toEqual([]);
  });
});
