import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { createRegistryDataSource, migrateRegistry, type RegistryDataSourceOptions } from '../../src/index.js';

export const databaseUrl = process.env.TEST_DATABASE_URL ?? '';

/** Tests lose nothing when the machine does, and need not wait for its disk. */
function withoutFlushing(url: string): string {
  const changed = new URL(url);
  changed.searchParams.set('options', '-c synchronous_commit=off');
  return changed.href;
}

/** A schema that no other test has; it goes with `drop`. */
export interface TestSchema {
  readonly schema: string;
  /** Another data source on it, as another replica has; `drop` closes it. */
  connect(options?: Partial<RegistryDataSourceOptions>): Promise<DataSource>;
  /** Runs statements that insert many rows, in one transaction; `$.` stands for the schema. */
  fill(...statements: string[]): Promise<void>;
  drop(): Promise<void>;
}

/** Names a schema, without making it. */
export function newTestSchema(): TestSchema {
  const schema = `test_${randomUUID().replaceAll('-', '')}`;
  const opened: DataSource[] = [];
  const connect: TestSchema['connect'] = async (options) => {
    const dataSource = createRegistryDataSource({
      url: withoutFlushing(databaseUrl),
      schema,
      poolSize: 10,
      ...options,
    });
    opened.push(dataSource);
    return dataSource.initialize();
  };
  return {
    schema,
    connect,
    fill: async (...statements) => {
      const dataSource = await connect({ poolSize: 1, timeoutSeconds: 120 });
      await dataSource.transaction(async (manager) => {
        for (const statement of statements) await manager.query(statement.replaceAll('$.', `"${schema}".`));
      });
    },
    drop: async () => {
      const last = await connect({ poolSize: 1 });
      await last.query(`DROP SCHEMA IF EXISTS "${schema}" CASCADE`);
      for (const dataSource of opened) if (dataSource.isInitialized) await dataSource.destroy();
    },
  };
}

/** A schema with all tables, and a data source on it. */
export async function createTestSchema(): Promise<TestSchema & { readonly dataSource: DataSource }> {
  const testSchema = newTestSchema();
  const dataSource = await testSchema.connect();
  await migrateRegistry(dataSource);
  return { ...testSchema, dataSource };
}
