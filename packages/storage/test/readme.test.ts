import { resolve } from 'node:path';
import { readmeExamples } from '../../../readme-examples.mjs';

const [filesExample, ...others] = readmeExamples(resolve(import.meta.dirname, '..'));

describe('README.md', () => {
  it('shows how a blob is pushed in chunks and read in part', async () => {
    const digest = '09391d2ae4ed93dfdced743d1eefad6dc65e4f587e3125e7b1495151c8f2e0f2';
    expect(await filesExample?.run()).toBe(`blobs/sha256/${digest.slice(0, 2)}/${digest}.<upload>\nlayer\n`);
  }, 60_000);

  it('has no example that is not run', () => {
    expect(others).toEqual([]);
  });
});
