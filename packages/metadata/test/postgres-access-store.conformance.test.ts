import { describeAccessStore } from '@lading/conformance';
import type { DataSource } from 'typeorm';
import { emptyAccessStore } from './support/access-store-fixture.js';
import { createTestSchema } from './support/test-schema.js';

let testSchema: Awaited<ReturnType<typeof createTestSchema>>;
let second: DataSource;

beforeAll(async () => {
  testSchema = await createTestSchema();
  second = await testSchema.connect();
}, 60_000);

afterAll(() => testSchema.drop());

describeAccessStore('PostgresAccessStore', () => emptyAccessStore(testSchema, second));
describeAccessStore('PostgresAccessStore without prepared statements', () =>
  emptyAccessStore(testSchema, second, { preparedStatements: false }),
);
