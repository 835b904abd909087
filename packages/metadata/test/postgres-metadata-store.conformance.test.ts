import { describeMetadataStore } from '@lading/conformance';
import { emptyStore } from './support/metadata-store-fixture.js';
import { createTestSchema } from './support/test-schema.js';

const testSchema = createTestSchema();

afterAll(async () => (await testSchema).drop());

describeMetadataStore('PostgresMetadataStore', async () => emptyStore(await testSchema));

describeMetadataStore('PostgresMetadataStore behind a pooler, without prepared statements', async () =>
  emptyStore(await testSchema, { preparedStatements: false }),
);
