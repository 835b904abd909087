import { resolve } from 'node:path';
import { readmeExamples } from '../../../readme-examples.mjs';

const [example, ...others] = readmeExamples(resolve(import.meta.dirname, '..'));

describe('README.md', () => {
  it('shows the API in an application', async () => {
    expect(await example?.run()).toBe('201 ldr_\n');
  }, 60_000);

  it('has no example that is not run', () => {
    expect(others).toEqual([]);
  });
});
