import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createRegistryClient } from '@lading/client';
import { imageManifestType } from '../harness/image.js';
import { createClients, type OciClient } from '../harness/oci-clients.js';
import { compareFiles, readLayout, writeIndexLayout } from '../harness/oci-layout.js';
import type { ClientRecord } from './client-record.js';
import { imageOf, makePush } from './pushes.js';

/** Pushes and pulls with our client until the time is over. Only the client itself tries again. */
export async function runOurClient(record: ClientRecord, url: string, name: string): Promise<void> {
  const repository = createRegistryClient(url).repository(name);
  for (let number = 0; !record.isOver; number += 1) {
    const push = makePush(name, number);
    const image = imageOf(push);
    await record.attempt(`push ${push.seed}`, async () => {
      for (const { bytes } of image.blobs)
        await repository.blobs.push(bytes, { mediaType: 'application/octet-stream' });
      await repository.manifests.push(image.manifest, { mediaType: imageManifestType, tags: [push.tag, 'latest'] });
      record.acknowledged.push(push);
    });
    await record.attempt(`pull ${push.seed}`, () => pullWithOurClient(record, url, name));
  }
}

/** Pulls any acknowledged push, and reads the tag that only this client moves. */
async function pullWithOurClient(record: ClientRecord, url: string, own: string): Promise<void> {
  const { acknowledged, problems } = record;
  const push = acknowledged[Math.floor(Math.random() * acknowledged.length)];
  if (push === undefined) return;
  const image = imageOf(push);
  const registry = createRegistryClient(url);
  const repository = registry.repository(push.repository);
  if (push.index === undefined) {
    const found = await repository.manifests.stat(push.tag);
    if (found?.digest !== image.digest) problems.push(`${push.seed}: its tag is ${found?.digest}`);
  }
  for (const { digest, bytes } of image.blobs) {
    const content = await repository.blobs.read(digest);
    if (!Buffer.from(await content.bytes()).equals(bytes)) problems.push(`${push.seed}: ${digest} has other bytes`);
  }
  const last = acknowledged.findLast(({ repository: name }) => name === own);
  const latest = await registry.repository(own).manifests.stat('latest');
  if (last !== undefined && latest?.digest !== imageOf(last).digest)
    problems.push(`${own}: latest is ${latest?.digest}, not that of ${last.seed}`);
  record.pulls += 1;
}

/** Pushes and pulls with crane until the time is over. */
export async function runCrane(record: ClientRecord, host: string, work: string, number: number): Promise<void> {
  const { crane } = (await createClients(join(work, `home-${number}`), host)).pushAndPull;
  for (let turn = 0; !record.isOver; turn += 1) {
    const folder = join(work, `crane-${number}-${turn}`);
    await pushAndPull(record, crane, { host, repository: `chaos/crane-${number}`, turn, folder });
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Turn {
  readonly host: string;
  readonly repository: string;
  readonly turn: number;
  readonly folder: string;
}

async function pushAndPull(
  record: ClientRecord,
  client: OciClient,
  { host, repository, turn, folder }: Turn,
): Promise<void> {
  const push = makePush(repository, turn);
  const [layout, pulled] = [join(folder, 'layout'), join(folder, 'pulled')];
  mkdirSync(layout, { recursive: true });
  const index = writeIndexLayout(layout, push.tag, [{ image: imageOf(push), architecture: 'amd64' }]);
  const reference = `${host}/${repository}:${push.tag}`;
  const isPushed = await record.attempt(`crane push ${push.seed}`, async () => {
    await client.push(layout, push.tag, reference);
    record.acknowledged.push({ ...push, index });
  });
  if (!isPushed) return;
  await record.attempt(`crane pull ${push.seed}`, async () => {
    await client.pull(reference, pulled);
    await compareFiles(readLayout(layout).files, pulled);
    record.pulls += 1;
  });
}
