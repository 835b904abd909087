import { expectEqual } from './expect-equal.mjs';

/** The types that Docker pushed before OCI's: an image and a list, converted by skopeo. */
export async function checkDockerTypes({ checks, clients, at, newFolder, pullAndCompare }) {
  const copy = (from, to) =>
    clients.skopeo(
      'copy',
      '--all',
      '--format=v2s2',
      '--src-tls-verify=false',
      '--dest-tls-verify=false',
      ...[from, to].map((x) => `docker://${at(x)}`),
    );
  const expected = { 'debian/skopeo': 'manifest.v2+json', 'platforms/skopeo': 'manifest.list.v2+json' };
  for (const [source, type] of Object.entries(expected)) {
    const target = `docker/${source}:v1`;
    await checks.check(`skopeo pushes ${target} as Docker ${type}`, async () => {
      await copy(`${source}:v1`, target);
      const manifest = JSON.parse(
        await clients.skopeo('inspect', '--raw', '--tls-verify=false', `docker://${at(target)}`),
      );
      expectEqual(manifest.mediaType, `application/vnd.docker.distribution.${type}`);
    });
    const first = newFolder();
    await checks.check(`crane pulls ${target}`, () => clients.pushAndPull.crane.pull(at(target), first));
    for (const puller of ['oras', 'regctl', 'skopeo']) await pullAndCompare(puller, target, first);
  }
}
