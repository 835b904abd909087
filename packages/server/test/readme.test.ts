import { resolve } from 'node:path';
import { readmeExamples } from '../../../readme-examples.mjs';

const [embedded, inTest, ...others] = readmeExamples(resolve(import.meta.dirname, '..'));

describe('README.md', () => {
  it('shows a registry beside a controller', async () => {
    expect(await embedded?.run()).toBe('202 {"hello":"from beside a registry"}\n');
  }, 60_000);

  it('shows a registry in a unit test', async () => {
    expect(await inTest?.run()).toBe('200\n');
  }, 60_000);

  it('has no example that is not run', () => {
    expect(others).toEqual([]);
  });
});
