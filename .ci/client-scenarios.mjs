// The same scenarios of the client library and of the command against this registry, Docker's Distribution in both versions,
// and any other one that `CLIENT_SCENARIOS_PEER` starts. Then whole images go from each of them to this one and back.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { checkAuthentication } from './client-scenarios/authentication.mjs';
import { checkCommand } from './client-scenarios/command.mjs';
import { checkCopies } from './client-scenarios/copies.mjs';
import { checkLibrary } from './client-scenarios/library.mjs';
import { peers } from './client-scenarios/peers.mjs';
import { createChecks } from './harness/checks.mjs';
import { startCountingProxy } from './harness/counting-proxy.mjs';
import { createLading } from './harness/lading-command.mjs';
import { createClients } from './harness/oci-clients.mjs';
import { makeTemporaryDirectory, projectDirectory } from './harness/paths.mjs';

const client = await import(join(projectDirectory, 'packages', 'client', 'dist', 'index.js'));
const checks = createChecks('client-scenarios');
const work = makeTemporaryDirectory('client-scenarios');
let folders = 0;
const newFolder = () => {
  const folder = join(work, `folder-${++folders}`);
  mkdirSync(folder);
  return folder;
};
const lading = createLading(join(work, 'home'));
const started = [];

for (const peer of peers) {
  const registry = await checks.check(`${peer.name} starts`, () => peer.start(newFolder()));
  if (registry === undefined) continue;
  started.push({ ...peer, registry });
  const context = { client, lading, host: registry.host, can: peer.can };
  const contextOf = (part) => ({
    ...context,
    work: newFolder(),
    check: (title, action) => checks.check(`${peer.name}: ${part} ${title}`, action),
  });
  await checkLibrary(contextOf('the library'));
  await checkCommand(contextOf('the command'));
}
for (const program of ['docker-registry', 'registry']) {
  const check = (title, action) => checks.check(`${program} ${title}`, action);
  await checkAuthentication({ check, lading, client, program, newFolder });
}
const [own, ...others] = started;
for (const { name, registry } of others) {
  const [from, to] = [await startCountingProxy(own.registry.url), await startCountingProxy(registry.url)];
  const { run, skopeo } = await createClients(join(work, 'home'), to.host);
  const check = (title, action) => checks.check(`${own.name} and ${name}: ${title}`, action);
  await checkCopies({ check, lading, crane: (...args) => run('crane', ...args), skopeo, from, to, work: newFolder() });
  for (const proxy of [from, to]) await proxy.stop();
}
for (const { name, registry } of started) await checks.check(`${name} stops`, () => registry.stop());
checks.finish();
