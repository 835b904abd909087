import { readLayout } from '../harness/oci-layout.mjs';
import { expectEqual } from './expect-equal.mjs';

/** What each client deletes is gone, what others need stays, and it can be pushed again. */
export async function checkDeletes(context) {
  const { checks, clients, at, layouts, pullAndCompare } = context;
  const { run, skopeo, pushAndPull } = clients;
  const digest = readLayout(layouts.debian).digest;
  await checks.check('regctl deletes a tag and nothing else', async () => {
    await run('regctl', 'tag', 'delete', at('copies/crane:v2'));
    expectEqual(await run('crane', 'ls', at('copies/crane')), 'v1\nv1.1');
    expectEqual(await run('crane', 'digest', at('copies/crane:v1')), digest);
  });
  await checks.check('crane deletes a manifest, and with it its tags', async () => {
    await run('crane', 'delete', at(`copies/crane@${digest}`));
    await expectGone(context, 'copies/crane:v1');
  });
  await checks.check('oras deletes a manifest', async () => {
    await run('oras', 'manifest', 'delete', '--force', '--plain-http', at('copies/regctl:v1'));
    await expectGone(context, 'copies/regctl:v1');
  });
  await checks.check('skopeo deletes a manifest', async () => {
    await skopeo('delete', '--tls-verify=false', `docker://${at('docker/debian/skopeo:v1')}`);
    await expectGone(context, 'docker/debian/skopeo:v1');
  });
  await pullAndCompare('crane', 'debian/crane:v1', layouts.debian, 'after the deletes ');
  await checks.check('crane pushes what was deleted again', () =>
    pushAndPull.crane.push(layouts.debian, 'v1', at('copies/crane:v1')),
  );
  await pullAndCompare('regctl', 'copies/crane:v1', layouts.debian, 'pushed again: ');
}

async function expectGone({ clients, at }, reference) {
  const answer = await clients.run('crane', 'digest', at(reference)).catch((error) => error.message);
  expectEqual(/MANIFEST_UNKNOWN|NAME_UNKNOWN|404/.test(answer) ? 'gone' : answer, 'gone');
}
