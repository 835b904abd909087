import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { readmeExamples } from '../../../readme-examples.mjs';
import { connectionSettings, registrySettings } from '../src/index.js';
import { describeSettings } from '../src/settings/describe-settings.js';

const [embedded, guarded, signedIn, extended, inTest, ...others] = readmeExamples(resolve(import.meta.dirname, '..'));

/** A table without the spaces and dashes by which a formatter aligns its columns. */
function unpadded(markdown: string): string {
  return markdown.replace(/ +\|/g, ' |').replace(/-{3,}/g, '---');
}

describe('README.md', () => {
  it('shows every setting as it is', () => {
    const readme = readFileSync(resolve(import.meta.dirname, '../README.md'), 'utf8');
    for (const settings of [registrySettings, connectionSettings])
      expect(unpadded(readme)).toContain(unpadded(describeSettings(settings)));
  });

  it('shows a registry beside a controller', async () => {
    expect(await embedded?.run()).toBe('202 {"hello":"from beside a registry"}\n');
  }, 60_000);

  it('shows access control', async () => {
    expect(await guarded?.run()).toBe('401 202 403\n');
  }, 60_000);

  it('shows sign-in and tokens', async () => {
    expect(await signedIn?.run()).toBe('202 202 401\n');
  }, 60_000);

  it('shows a hook and a task', async () => {
    const output = await extended?.run();
    // The task may run before the pushes have ended.
    expect(output?.replace(/^\d repositories\n/m, '')).toBe('201 403 201\n');
  }, 60_000);

  it('shows a registry in a unit test', async () => {
    expect(await inTest?.run()).toBe('200\n');
  }, 60_000);

  it('has no example that is not run', () => {
    expect(others).toEqual([]);
  });
});
