import { expectEqual } from './expect-equal.mjs';

/** From one repository to another, where no blob need travel. */
export async function checkCopies({ checks, clients: { execute, run }, at, layouts, pullAndCompare }) {
  await checks.check('crane copies to another repository by mounting, without a byte sent again', async () => {
    const { stderr } = await execute('crane', ['-v', 'copy', at('debian/crane:v1'), at('copies/crane:v1')]);
    expectEqual(/POST [^\n]*mount=sha256/.test(stderr), true);
    expectEqual(/ PATCH http/.test(stderr), false);
  });
  await pullAndCompare('skopeo', 'copies/crane:v1', layouts.debian);
  await checks.check('regctl copies to another repository', () =>
    run('regctl', 'image', 'copy', at('debian/regctl:v1'), at('copies/regctl:v1')),
  );
  await pullAndCompare('oras', 'copies/regctl:v1', layouts.debian);
}
