import { raceReplicas } from '@lading/conformance';
import { makeTemporaryDirectory } from '@lading/e2e/harness/temporary-directory';
import { useExternalDatabase } from './harness/external-database.js';
import { anImage, push } from './harness/image.js';
import { startRegistry } from './harness/registry-process.js';

const most = 3;
const database = useExternalDatabase();

function start(directory: string) {
  return startRegistry({
    DATABASE_URL: database.url,
    LADING_DATA_DIR: directory,
    LADING_MAX_TAGS_PER_REPOSITORY: String(most),
  });
}

describe('LADING_MAX_TAGS_PER_REPOSITORY', () => {
  it('is not exceeded by two replicas while tags are deleted', async () => {
    const directory = makeTemporaryDirectory('registry');
    const replicas = await Promise.all([start(directory), start(directory)]);
    const urls = replicas.map(({ url }) => url);
    const [url = ''] = urls;
    const image = anImage(100);
    const pushTag = async (on: string, repository: string, tag: string) =>
      (await push(on, repository, tag, image)).at(-1);
    const tagsOf = async (on: string, repository: string) =>
      ((await (await fetch(`${on}/v2/${repository}/tags/list`)).json()) as { tags: string[] }).tags;
    await raceReplicas({ replicas: urls, rounds: 5 }, async ({ name, together }) => {
      const repository = `race-${name}`;
      for (const tag of ['x', 'y']) expect(await pushTag(url, repository, tag)).toBe(201);
      const pushes = Array.from({ length: 6 }, (_, index) => [
        `push ${index}`,
        (on: string) => pushTag(on, repository, `t${index}`),
      ]);
      const { look, ...statuses } = await together<Record<string, number | undefined>>({
        ...Object.fromEntries(pushes),
        'delete x': async (on) => (await fetch(`${on}/v2/${repository}/manifests/x`, { method: 'DELETE' })).status,
        look: async (on) => (await tagsOf(on, repository)).length,
      });
      expect(look).toBeLessThanOrEqual(most);
      expect([201, 202, 403]).toEqual(expect.arrayContaining(Object.values(statuses)));
      const created = Object.values(statuses).filter((status) => status === 201).length;
      const tags = await tagsOf(url, repository);
      expect(tags).toHaveLength(created + 1);
      expect(tags.length).toBeLessThanOrEqual(most);
      for (let index = tags.length; index < most; index++)
        expect(await pushTag(url, repository, `u${index}`)).toBe(201);
      expect(await pushTag(url, repository, 'beyond')).toBe(403);
      expect(await pushTag(url, repository, 'y')).toBe(201);
    });
    for (const { registry } of replicas) expect((await registry.stop()).code).toBe(0);
  });
});
