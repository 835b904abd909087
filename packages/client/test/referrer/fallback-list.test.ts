import { digestOf, mediaTypes } from '@lading/core';
import { createRegistryClient, type Fetch, fallbackTagOf } from '../../src/index.js';

const subject = digestOf(new TextEncoder().encode('subject'));
const image = JSON.stringify({
  schemaVersion: 2,
  mediaType: mediaTypes.imageManifest,
  config: { mediaType: mediaTypes.empty, digest: subject, size: 7 },
  layers: [],
});

/** A registry without the referrers API, which has an image under the fallback tag. */
function registryWithout(requests: string[]): Fetch {
  return async (url, { method }) => {
    const { pathname } = new URL(url);
    requests.push(`${method} ${pathname}`);
    const isTag = pathname.endsWith(`/${fallbackTagOf(subject)}`);
    const status = method === 'PUT' ? 201 : isTag ? 200 : 404;
    const body = method === 'GET' && isTag ? image : '';
    const { headers } = new Response(null, { headers: { 'content-type': mediaTypes.imageManifest } });
    return { status, headers, body: new Response(body).body as never };
  };
}

describe('the list of referrers in a tag', () => {
  it('does not replace other content of the tag, and the error has a reason', async () => {
    const requests: string[] = [];
    const { manifests } = createRegistryClient('registry.example', { fetch: registryWithout(requests) }).repository(
      'team/app',
    );
    const referrer = {
      ...JSON.parse(image),
      subject: { mediaType: mediaTypes.imageManifest, digest: subject, size: 7 },
    };
    await expect(manifests.push(referrer)).rejects.toMatchObject({
      kind: 'content',
      reason: 'not-a-referrers-list',
      message: expect.stringContaining('the referrer was pushed, but is not listed'),
    });
    expect(requests.filter((request) => request.startsWith('PUT'))).toHaveLength(1);
  });
});
