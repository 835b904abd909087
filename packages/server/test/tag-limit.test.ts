import { raceReplicas } from '@lading/conformance';
import { type RunningRegistry, startRegistry } from '../src/testing/index.js';
import { memoryStores } from './support/memory-stores.js';
import { errorCodeOf, pushManifest } from './support/push.js';

const most = 3;

describe('maximumTagsPerRepository', () => {
  let replicas: readonly RunningRegistry[];
  beforeEach(async () => {
    const options = { ...memoryStores(), maximumTagsPerRepository: most };
    replicas = [await startRegistry(options), await startRegistry(options)];
  });
  afterEach(() => Promise.all(replicas.map((replica) => replica.stop())));

  const urlOf = (path: string, { url } = replicas[0] as RunningRegistry) => new URL(`/v2/${path}`, url);
  const push = (repository: string, tag: string, on = replicas[0] as RunningRegistry) =>
    pushManifest(on.url, repository, tag, { annotations: { tag } });
  async function tagsOf(repository: string, on?: RunningRegistry): Promise<readonly string[]> {
    const { tags } = (await (await fetch(urlOf(`${repository}/tags/list`, on))).json()) as { tags: string[] };
    return tags;
  }

  it('answers a push beyond it with 403 DENIED, and still moves and deletes tags', async () => {
    for (const tag of ['a', 'b', 'c']) expect((await push('app', tag)).status).toBe(201);
    const refused = await push('app', 'd');
    expect(refused.status).toBe(403);
    expect(await errorCodeOf(refused)).toBe('DENIED');
    expect((await pushManifest((replicas[0] as RunningRegistry).url, 'app', 'a')).status).toBe(201);
    expect((await push('other', 'd')).status).toBe(201);
    expect((await fetch(urlOf('app/manifests/b'), { method: 'DELETE' })).status).toBe(202);
    expect((await push('app', 'd')).status).toBe(201);
    expect(await tagsOf('app')).toEqual(['a', 'c', 'd']);
  });

  it('is not exceeded by two replicas while tags are deleted', async () => {
    await raceReplicas({ replicas, rounds: 5 }, async ({ name: round, together }) => {
      const repository = `race-${round}`;
      for (const tag of ['x', 'y']) expect((await push(repository, tag)).status).toBe(201);
      const pushes = Array.from({ length: 6 }, (_, index) => [
        `push ${index}`,
        async (on: RunningRegistry) => (await push(repository, `t${index}`, on)).status,
      ]);
      const { look, ...statuses } = await together<Record<string, number>>({
        ...Object.fromEntries(pushes),
        delete: async (on) => (await fetch(urlOf(`${repository}/manifests/x`, on), { method: 'DELETE' })).status,
        look: async (on) => (await tagsOf(repository, on)).length,
      });
      expect(look).toBeLessThanOrEqual(most);
      expect([201, 202, 403]).toEqual(expect.arrayContaining([...new Set(Object.values(statuses))]));
      const created = Object.values(statuses).filter((status) => status === 201).length;
      expect(created).toBeGreaterThan(0);
      expect(await tagsOf(repository)).toHaveLength(created + 1);
      expect(created + 1).toBeLessThanOrEqual(most);
    });
  });
});
