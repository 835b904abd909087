// What people use every day - crane, oras, regctl, skopeo, umoci, cosign - against the registry, and again after a restart.
import { join } from 'node:path';
import { createChecks } from './harness/checks.mjs';
import { createClients } from './harness/oci-clients.mjs';
import { compareFiles, readLayout } from './harness/oci-layout.mjs';
import { makeTemporaryDirectory } from './harness/paths.mjs';
import { startRegistry } from './harness/registry-process.mjs';
import { checkCopies } from './real-clients/copies.mjs';
import { checkCosign } from './real-clients/cosign.mjs';
import { checkDeletes } from './real-clients/deletes.mjs';
import { checkDockerTypes } from './real-clients/docker-types.mjs';
import { expectEqual } from './real-clients/expect-equal.mjs';
import { makeDebianLayout, makePlatformsLayout } from './real-clients/layouts.mjs';
import { checkLists } from './real-clients/lists.mjs';
import { checkReferrers } from './real-clients/referrers.mjs';

const checks = createChecks('real-clients');
const work = makeTemporaryDirectory('real-clients');
const start = (port) => startRegistry({ dataDirectory: join(work, 'data'), port });
let registry = await start();
const { host, port } = registry;
const clients = await createClients(join(work, 'home'), host);
let folders = 0;
const newFolder = () => join(work, `folder-${++folders}`);
const at = (reference) => `${host}/${reference}`;
const layouts = {
  debian: await makeDebianLayout(newFolder(), work, clients.run),
  platforms: makePlatformsLayout(newFolder()),
};
const context = { checks, clients, at, host, work, newFolder, layouts, pullAndCompare };

for (const [name, layout] of Object.entries(layouts)) await pushWithEachAndPullWithEach(name, layout);
await checkDockerTypes(context);
await checkReferrers(context);
await checkCosign(context);
await checkCopies(context);
await checkLists(context);

await checks.check('the registry stops within 30 s of SIGTERM', () => registry.stop());
registry = await start(port);
for (const [name, layout] of Object.entries(layouts)) {
  for (const client of Object.keys(clients.pushAndPull)) {
    await pullAndCompare(client, `${name}/${client}:v1`, layout, 'after a restart ');
  }
}
await checkDeletes(context);
await checks.check('the registry stops again', () => registry.stop());
checks.finish();

async function pushWithEachAndPullWithEach(name, layout) {
  const { digest } = readLayout(layout);
  for (const [pusher, client] of Object.entries(clients.pushAndPull)) {
    const reference = `${name}/${pusher}:v1`;
    await checks.check(`${pusher} pushes ${name}`, () => client.push(layout, 'v1', at(reference)));
    for (const puller of Object.keys(clients.pushAndPull)) await pullAndCompare(puller, reference, layout);
    for (const [teller, { digest: tell }] of Object.entries(clients.pushAndPull)) {
      await checks.check(`${teller} tells the digest of ${reference}`, async () =>
        expectEqual(await tell(at(reference)), digest),
      );
    }
  }
}

async function pullAndCompare(puller, reference, layout, when = '') {
  await checks.check(`${when}${puller} pulls ${reference}, the same bytes`, async () => {
    const folder = newFolder();
    await clients.pushAndPull[puller].pull(at(reference), folder);
    await compareFiles(readLayout(layout).files, folder);
  });
}
