import assert from 'node:assert/strict';
import { expectStatus } from '../expect.js';
import { casesOf, type RegistryCase } from '../registry-case.js';
import type { RegistryContext } from '../registry-context.js';

function countOf({ registry }: RegistryContext): number {
  assert.ok(registry.countAuthentications !== undefined, 'the registry under test has countAuthentications');
  return registry.countAuthentications();
}

const cases: readonly RegistryCase[] = [
  {
    id: 'once',
    title: 'authenticates a client once for each request, also for one that needs several permissions',
    requirements: ['AUTH-13'],
    strength: 'choice',
    async run(registry) {
      const [source, target] = [registry.newRepository(), registry.newRepository()];
      const [blob, absent] = [registry.newBlob(), registry.newBlob()];
      await source.pushBlob(blob);
      const mount = (digest: string, from: string) => () => target.postUpload(`?mount=${digest}&from=${from}`);
      const requests = [
        { send: () => registry.http.send('GET', '/v2/'), status: 200 },
        { send: () => source.get(`blobs/${blob.digest}`), status: 200 },
        { send: mount(blob.digest, source.name), status: 201 },
        { send: mount(absent.digest, source.name), status: 202 },
        { send: mount(absent.digest, registry.newRepository().name), status: 202 },
        { send: () => target.postUpload(`?mount=${absent.digest}`), status: 202 },
        { send: () => target.delete('manifests/absent'), status: [202, 400, 404, 405] },
      ];
      for (const { send, status } of requests) {
        const before = countOf(registry);
        expectStatus(await send(), status);
        assert.equal(countOf(registry) - before, 1);
      }
    },
  },
];

/** A registry of which the run sees how often it authenticates. */
export const authenticationCountCases = casesOf('access', cases, ['authentication', 'authentication-count']);
