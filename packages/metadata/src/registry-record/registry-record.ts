import { randomUUID } from 'node:crypto';
import type { BlobLocation, RegistryId, RegistryRecord } from '@lading/core';
import type { Database } from '../database/database.js';
import { statement } from '../database/statement.js';

const find = statement<{ id: RegistryId }>('find-registry-id', 'SELECT registry_id AS id FROM {identity}');

const create = statement(
  'create-registry-id',
  'INSERT INTO {identity} (registry_id) VALUES ($1) ON CONFLICT (is_only) DO NOTHING',
);

/** Digests are evenly distributed, so the first ones are a random sample. */
const sample = statement<{ location: BlobLocation }>(
  'sample-locations',
  'SELECT location FROM {blobs} WHERE damaged_at IS NULL ORDER BY digest LIMIT $1',
);

export class PostgresRegistryRecord implements RegistryRecord {
  constructor(private readonly database: Database) {}

  async findId(): Promise<RegistryId | undefined> {
    const [row] = await this.database.query(find, []);
    return row?.id;
  }

  createId(id = randomUUID() as string as RegistryId): Promise<RegistryId> {
    return this.database.transaction(async (queries) => {
      await queries.query(create, [id]);
      const [row] = await queries.query(find, []);
      if (row === undefined) throw new Error('the id of the registry was deleted while it was read');
      return row.id;
    });
  }

  async sampleLocations(limit: number): Promise<readonly BlobLocation[]> {
    const rows = await this.database.query(sample, [limit]);
    return rows.map(({ location }) => location);
  }
}
