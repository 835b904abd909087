import { resolve } from 'node:path';
import { readmeExamples } from '../../../readme-examples.mjs';

const [manifestExample, optionsExample, ...others] = readmeExamples(resolve(import.meta.dirname, '..'));

describe('README.md', () => {
  it('shows how a manifest is read, and which ones are refused', async () => {
    expect(await manifestExample?.run()).toBe(
      'image 2\nMANIFEST_INVALID Layers differs from a name of the specification by the case of its letters\n',
    );
  }, 60_000);

  it('shows how options are checked', async () => {
    expect(await optionsExample?.run()).toBe('Shelf has no option maximumByte; did you mean maximumBytes?\n');
  }, 60_000);

  it('has no example that is not run', () => {
    expect(others).toEqual([]);
  });
});
