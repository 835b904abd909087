import { resolve } from 'node:path';
import { readmeExamples } from '../../../readme-examples.mjs';

const [example, ...others] = readmeExamples(resolve(import.meta.dirname, '..'));

describe('README.md', () => {
  it('shows a push and a pull without a server, and the log of changes', async () => {
    expect(await example?.run()).toBe(
      "application/vnd.oci.image.manifest.v1+json\ntrue\n[ 'v1' ]\n{}\nmanifest.pushed by ada\ntag.set by ada\n",
    );
  }, 60_000);

  it('has no example that is not run', () => {
    expect(others).toEqual([]);
  });
});
