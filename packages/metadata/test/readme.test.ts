import { resolve } from 'node:path';
import { readmeExamples } from '../../../readme-examples.mjs';
import { createRegistryDataSource } from '../src/index.js';
import { databaseUrl } from './support/test-schema.js';

const [startExample, accessExample, ...others] = readmeExamples(resolve(import.meta.dirname, '..'));

describe('README.md', () => {
  afterAll(async () => {
    const dataSource = await createRegistryDataSource({ url: databaseUrl }).initialize();
    await dataSource.query('DROP SCHEMA IF EXISTS example CASCADE');
    await dataSource.destroy();
  });

  it('shows how a store is started and asked', async () => {
    expect(await startExample?.run()).toBe('application/vnd.oci.image.index.v1+json 34\nlatest,v1\n');
  }, 60_000);

  it('shows how rules are changed and the audit is read', async () => {
    expect(await accessExample?.run()).toBe('rule.created true\n');
  }, 60_000);

  it('has no example that is not run', () => {
    expect(others).toEqual([]);
  });
});
