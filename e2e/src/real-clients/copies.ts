import { expectEqual } from '../harness/expect.js';
import type { ClientContext } from './context.js';

/** Copies from one repository to another, for which no blob has to be sent. */
export async function checkCopies(context: ClientContext, debian: string): Promise<void> {
  const { checks, clients } = context;
  await checks.check('crane copies to another repository by mounting, and sends no blob', async () => {
    const [from, to] = [context.at('debian/crane:v1'), context.at('copies/crane:v1')];
    const { stderr } = await clients.execute('crane', ['-v', 'copy', from, to]);
    expectEqual(/POST [^\n]*mount=sha256/.test(stderr), true);
    expectEqual(/ PATCH http/.test(stderr), false);
  });
  await context.pullAndCompare('skopeo', 'copies/crane:v1', debian);
  await checks.check('regctl copies to another repository', () =>
    clients.run('regctl', 'image', 'copy', context.at('debian/regctl:v1'), context.at('copies/regctl:v1')),
  );
  await context.pullAndCompare('oras', 'copies/regctl:v1', debian);
}
