import { expectEqual } from '../harness/expect.js';
import type { ClientContext } from './context.js';

const tags = ['v1', 'v1.1', 'v2'];
const repositories = ['debian/crane', 'debian/oras', 'platforms/skopeo', 'copies/crane', 'docker/debian/skopeo'];

/** Tags and repositories, as each client lists them. */
export async function checkLists(context: ClientContext): Promise<void> {
  const { run } = context.clients;
  await context.checks.check('crane adds tags', async () => {
    for (const tag of tags.slice(1)) await run('crane', 'tag', context.at('copies/crane:v1'), tag);
  });
  await checkTags(context);
  await checkCatalog(context);
}

async function checkTags(context: ClientContext): Promise<void> {
  const { run, skopeo } = context.clients;
  const repository = context.at('copies/crane');
  const lists = {
    crane: () => run('crane', 'ls', repository),
    oras: () => run('oras', 'repo', 'tags', '--plain-http', repository),
    regctl: () => run('regctl', 'tag', 'ls', repository),
    skopeo: async () => {
      const list = await skopeo('list-tags', '--tls-verify=false', `docker://${repository}`);
      return (JSON.parse(list) as { Tags: string[] }).Tags.join('\n');
    },
  };
  for (const [client, list] of Object.entries(lists))
    await context.checks.check(`${client} lists the tags`, async () => expectEqual(await list(), tags.join('\n')));
}

async function checkCatalog({ checks, clients: { run }, host }: ClientContext): Promise<void> {
  const lists = {
    crane: () => run('crane', 'catalog', host),
    oras: () => run('oras', 'repo', 'ls', '--plain-http', host),
    regctl: () => run('regctl', 'repo', 'ls', host),
  };
  for (const [client, list] of Object.entries(lists))
    await checks.check(`${client} lists the repositories`, async () => {
      const listed = (await list()).split('\n');
      expectEqual(
        repositories.filter((repository) => !listed.includes(repository)),
        [],
      );
    });
}
