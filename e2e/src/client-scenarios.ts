// The same scenarios of the client library and of the command against this registry, Docker's Distribution in both versions,
// and another one that `CLIENT_SCENARIOS_PEER` starts. Then whole images go from this registry to each of the others and back.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { checkAuthentication } from './client-scenarios/authentication.js';
import { checkCommand } from './client-scenarios/command.js';
import { checkCopies } from './client-scenarios/copies.js';
import { checkLibrary } from './client-scenarios/library.js';
import { type Peer, peers } from './client-scenarios/peers.js';
import type { Scenario } from './client-scenarios/scenario.js';
import { Checks, type RunCheck } from './harness/checks.js';
import { startCountingProxy } from './harness/counting-proxy.js';
import { createLading } from './harness/lading-command.js';
import { createClients } from './harness/oci-clients.js';
import type { RegistryProcess } from './harness/registry-process.js';
import { makeTemporaryDirectory } from './harness/temporary-directory.js';

const checks = new Checks('client-scenarios');
const work = makeTemporaryDirectory('client-scenarios');
const home = join(work, 'home');
const lading = createLading(home);
const started = new Map<Peer, RegistryProcess>();
let folders = 0;

for (const peer of peers) {
  const registry = await checks.check(`${peer.name} starts`, () => peer.start(newFolder()));
  if (registry === undefined) continue;
  started.set(peer, registry);
  await checkLibrary(scenarioOf(peer, registry, 'the library'));
  await checkCommand(scenarioOf(peer, registry, 'the command'));
}
for (const program of ['docker-registry', 'registry'] as const)
  await checkAuthentication({ check: prefixed(program), lading, program, newFolder });
const [own, ...others] = started;
if (own !== undefined) for (const other of others) await checkCopiesBetween(own, other);
for (const [{ name }, registry] of started) await checks.check(`${name} stops`, () => registry.stop());
checks.finish();

function scenarioOf({ name, can }: Peer, { host }: RegistryProcess, part: string): Scenario {
  return { check: prefixed(`${name}: ${part}`), lading, host, can, work: newFolder() };
}

function prefixed(prefix: string): RunCheck {
  return (title, action) => checks.check(`${prefix} ${title}`, action);
}

async function checkCopiesBetween(
  [one, source]: [Peer, RegistryProcess],
  [other, target]: [Peer, RegistryProcess],
): Promise<void> {
  const [from, to] = [await startCountingProxy(source.url), await startCountingProxy(target.url)];
  const clients = await createClients(home, to.host);
  const check = prefixed(`${one.name} and ${other.name}:`);
  await checkCopies({ check, lading, clients, from, to, work: newFolder() });
  for (const proxy of [from, to]) await proxy.stop();
}

function newFolder(): string {
  folders += 1;
  const folder = join(work, `folder-${folders}`);
  mkdirSync(folder);
  return folder;
}
