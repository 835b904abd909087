import { expectEqual } from '../harness/expect.js';
import { readLayout } from '../harness/oci-layout.js';
import { CommandError } from '../harness/run-command.js';
import type { ClientContext } from './context.js';

/** Deleted content is gone, content that others need stays, and deleted content can be pushed again. */
export async function checkDeletes(context: ClientContext, debian: string): Promise<void> {
  const { checks, clients } = context;
  const { run, skopeo, pushAndPull } = clients;
  const { digest } = readLayout(debian);
  await checks.check('regctl deletes a tag and nothing else', async () => {
    await run('regctl', 'tag', 'delete', context.at('copies/crane:v2'));
    expectEqual(await run('crane', 'ls', context.at('copies/crane')), 'v1\nv1.1');
    expectEqual(await run('crane', 'digest', context.at('copies/crane:v1')), digest);
  });
  await checks.check('crane deletes a manifest, and its tags with it', async () => {
    await run('crane', 'delete', context.at(`copies/crane@${digest}`));
    await expectGone(context, 'copies/crane:v1');
  });
  await checks.check('oras deletes a manifest', async () => {
    await run('oras', 'manifest', 'delete', '--force', '--plain-http', context.at('copies/regctl:v1'));
    await expectGone(context, 'copies/regctl:v1');
  });
  await checks.check('skopeo deletes a manifest', async () => {
    await skopeo('delete', '--tls-verify=false', `docker://${context.at('docker/debian/skopeo:v1')}`);
    await expectGone(context, 'docker/debian/skopeo:v1');
  });
  await context.pullAndCompare('crane', 'debian/crane:v1', debian, 'after the deletes ');
  await checks.check('crane pushes the deleted image again', () =>
    pushAndPull.crane.push(debian, 'v1', context.at('copies/crane:v1')),
  );
  await context.pullAndCompare('regctl', 'copies/crane:v1', debian, 'pushed again: ');
}

async function expectGone(context: ClientContext, reference: string): Promise<void> {
  const digest = await context.clients.run('crane', 'digest', context.at(reference)).catch((error: unknown) => {
    if (error instanceof CommandError && /MANIFEST_UNKNOWN|NAME_UNKNOWN|404/.test(error.message)) return undefined;
    throw error;
  });
  expectEqual(digest, undefined);
}
