import { type MetadataStoreFixture, stressMetadataStore } from '@lading/conformance';
import { wrongMetadataStores } from '@lading/conformance/metadata-store/wrong-stores';
import { MemoryMetadataStore } from '../../src/index.js';

const { LADING_STRESS_SECONDS, LADING_STRESS_SEED } = process.env;
const seconds = Number(LADING_STRESS_SECONDS ?? 0.5);

function fixtureOf(subject: MetadataStoreFixture['subject']): MetadataStoreFixture {
  return { subject, leaseSeconds: 0, trashSeconds: 0, advance: async () => undefined };
}

const newStore = () => new MemoryMetadataStore({ leaseSeconds: 0, trashSeconds: 0 });

describe('MemoryMetadataStore under random operations', () => {
  it(
    'keeps its promises',
    async () => {
      const seed = LADING_STRESS_SEED === undefined ? {} : { seed: Number(LADING_STRESS_SEED) };
      const { counts } = await stressMetadataStore(async () => fixtureOf(newStore()), { seconds, ...seed });
      for (const count of Object.values(counts)) expect(count).toBeGreaterThan(0);
    },
    (seconds + 60) * 1000,
  );
});

describe('stressMetadataStore', () => {
  it.each([
    'finds a tag whose manifest is deleted',
    'gives the bytes of live blobs',
    'collects what a manifest references',
    'stores a manifest whose content is missing',
    'formats the bytes of a manifest',
    'lists a repository after its end',
    'lists deleted manifests',
  ])('notices a store that %s', async (fault) => {
    const wrong = wrongMetadataStores.find((each) => each.fault === fault);
    const running = stressMetadataStore(async () => fixtureOf(wrong?.wrap(newStore()) ?? newStore()), {
      seed: 1,
      seconds: 0.5,
    });
    await expect(running).rejects.toThrow(/with the seed 1: /);
  });
});
