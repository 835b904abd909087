import { expectBody, expectHeader, expectStatus } from '../expect.js';
import type { Answer } from '../http/answer.js';
import { casesOf, type RegistryCase } from '../registry-case.js';
import type { RegistryContext } from '../registry-context.js';
import { withQuery } from '../repository-under-test.js';

/** The `Location`, for a client that does not resolve it against the request URL. */
function wholeUrl({ http }: RegistryContext, answer: Answer): string {
  return expectHeader(answer, 'location', new RegExp(`^${http.origin.origin.replaceAll('.', '\\.')}/v2/`));
}

const cases: readonly RegistryCase[] = [
  {
    id: 'of-uploads',
    title: 'sends a whole URL as the Location of each answer about an upload, and the upload works with them',
    requirements: ['MONO-05', 'CHNK-09', 'STAT-01'],
    strength: 'choice',
    async run(registry) {
      const repository = registry.newRepository();
      const blob = registry.newBlob(200);
      const opened = wholeUrl(registry, await repository.postUpload());
      const patched = await repository.patchUpload(opened, blob.bytes.subarray(0, 100), 0);
      const location = wholeUrl(registry, patched);
      wholeUrl(registry, await registry.http.send('GET', location));
      wholeUrl(registry, await repository.patchUpload(location, blob.bytes, 0));
      const body = blob.bytes.subarray(100);
      const closed = await registry.http.send('PUT', withQuery(location, `digest=${blob.digest}`), { body });
      expectStatus(closed, 201);
      expectBody(await registry.http.send('GET', wholeUrl(registry, closed)), blob.bytes);
    },
  },
  {
    id: 'of-manifests',
    title: 'sends the whole URL of a pushed manifest',
    requirements: ['MONO-05', 'MAN-08'],
    strength: 'choice',
    async run(registry) {
      const repository = registry.newRepository();
      const image = registry.newImage();
      for (const blob of image.blobs) await repository.pushBlob(blob);
      const pushed = await repository.putManifest(image, 'v1');
      expectBody(await registry.http.send('GET', wholeUrl(registry, pushed)), image.bytes);
    },
  },
];

/** Locations for clients that do not resolve them, such as Ollama. */
export const absoluteLocationCases = casesOf('absolute-location', cases, ['absolute-location']);
