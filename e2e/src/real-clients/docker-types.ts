import { expectEqual } from '../harness/expect.js';
import type { ClientContext } from './context.js';

/** The media type of each source after skopeo has converted it. */
const expectedTypes = { 'debian/skopeo': 'manifest.v2+json', 'platforms/skopeo': 'manifest.list.v2+json' };
const pullers = ['oras', 'regctl', 'skopeo'] as const;

/** The types that Docker used before those of OCI: an image and a list, converted by skopeo. */
export async function checkDockerTypes(context: ClientContext): Promise<void> {
  const { checks, clients } = context;
  for (const [source, type] of Object.entries(expectedTypes)) {
    const target = `docker/${source}:v1`;
    await checks.check(`skopeo pushes ${target} as Docker ${type}`, async () => {
      await convert(context, `${source}:v1`, target);
      expectEqual(await readMediaType(context, target), `application/vnd.docker.distribution.${type}`);
    });
    const first = context.newFolder();
    await checks.check(`crane pulls ${target}`, () => clients.pushAndPull.crane.pull(context.at(target), first));
    for (const puller of pullers) await context.pullAndCompare(puller, target, first);
  }
}

function convert(context: ClientContext, from: string, to: string): Promise<string> {
  const options = ['--all', '--format=v2s2', '--src-tls-verify=false', '--dest-tls-verify=false'];
  return context.clients.skopeo('copy', ...options, `docker://${context.at(from)}`, `docker://${context.at(to)}`);
}

async function readMediaType(context: ClientContext, reference: string): Promise<string> {
  const manifest = await context.clients.skopeo(
    'inspect',
    '--raw',
    '--tls-verify=false',
    `docker://${context.at(reference)}`,
  );
  return (JSON.parse(manifest) as { mediaType: string }).mediaType;
}
