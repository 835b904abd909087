// The clients that people use every day - crane, oras, regctl, skopeo, umoci, cosign - against the registry, and again after a
// restart.
import { join } from 'node:path';
import { Checks } from './harness/checks.js';
import { expectEqual } from './harness/expect.js';
import { clientNames } from './harness/oci-clients.js';
import { readLayout, writePlatformsLayout } from './harness/oci-layout.js';
import { startRegistry } from './harness/registry-process.js';
import { makeTemporaryDirectory } from './harness/temporary-directory.js';
import { ClientContext } from './real-clients/context.js';
import { checkCopies } from './real-clients/copies.js';
import { checkCosign } from './real-clients/cosign.js';
import { writeDebianLayout } from './real-clients/debian-layout.js';
import { checkDeletes } from './real-clients/deletes.js';
import { checkDockerTypes } from './real-clients/docker-types.js';
import { checkLists } from './real-clients/lists.js';
import { checkReferrers } from './real-clients/referrers.js';

const checks = new Checks('real-clients');
const work = makeTemporaryDirectory('real-clients');
const dataDirectory = join(work, 'data');
const registry = await startRegistry({ dataDirectory });
const context = await ClientContext.open(checks, work, registry.host);
const { clients } = context;
const [debian, platforms] = [context.newFolder(), context.newFolder()];
await writeDebianLayout(debian, work, clients.run);
writePlatformsLayout(platforms);
const layouts = { debian, platforms };

for (const [name, layout] of Object.entries(layouts)) await pushWithEachAndPullWithEach(name, layout);
await checkDockerTypes(context);
await checkReferrers(context);
await checkCosign(context, readLayout(debian).digest);
await checkCopies(context, debian);
await checkLists(context);

await checks.check('the registry stops within 30 s of SIGTERM', () => registry.stop());
const restarted = await startRegistry({ dataDirectory, port: registry.port });
for (const [name, layout] of Object.entries(layouts))
  for (const client of clientNames)
    await context.pullAndCompare(client, `${name}/${client}:v1`, layout, 'after a restart ');
await checkDeletes(context, debian);
await checks.check('the registry stops again', () => restarted.stop());
checks.finish();

async function pushWithEachAndPullWithEach(name: string, layout: string): Promise<void> {
  const { digest } = readLayout(layout);
  for (const pusher of clientNames) {
    const reference = `${name}/${pusher}:v1`;
    await checks.check(`${pusher} pushes ${name}`, () =>
      clients.pushAndPull[pusher].push(layout, 'v1', context.at(reference)),
    );
    for (const puller of clientNames) await context.pullAndCompare(puller, reference, layout);
    for (const client of clientNames)
      await checks.check(`${client} tells the digest of ${reference}`, async () =>
        expectEqual(await clients.pushAndPull[client].digest(context.at(reference)), digest),
      );
  }
}
