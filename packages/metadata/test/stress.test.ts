import { stressMetadataStore } from '@lading/conformance';
import { emptyStore } from './support/metadata-store-fixture.js';
import { createTestSchema } from './support/test-schema.js';

const { LADING_STRESS_SECONDS, LADING_STRESS_SEED } = process.env;
const seconds = Number(LADING_STRESS_SECONDS ?? 3);
const testSchema = createTestSchema();

afterAll(async () => (await testSchema).drop());

describe('PostgresMetadataStore under random operations of three replicas', () => {
  it(
    'keeps its promises',
    async () => {
      const create = async () => emptyStore(await testSchema, { leaseSeconds: 0, trashSeconds: 0 });
      const seed = LADING_STRESS_SEED === undefined ? {} : { seed: Number(LADING_STRESS_SEED) };
      const { counts } = await stressMetadataStore(create, { seconds, ...seed });
      expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(0);
    },
    (seconds + 120) * 1000,
  );
});
