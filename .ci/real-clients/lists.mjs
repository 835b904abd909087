import { expectEqual } from './expect-equal.mjs';

/** Tags and repositories, as each client lists them. */
export async function checkLists({ checks, clients: { run, skopeo }, at, host }) {
  const tags = ['v1', 'v1.1', 'v2'];
  await checks.check('crane adds tags', async () => {
    for (const tag of tags.slice(1)) await run('crane', 'tag', at('copies/crane:v1'), tag);
  });
  const tagLists = {
    crane: () => run('crane', 'ls', at('copies/crane')),
    oras: () => run('oras', 'repo', 'tags', '--plain-http', at('copies/crane')),
    regctl: () => run('regctl', 'tag', 'ls', at('copies/crane')),
    skopeo: async () =>
      JSON.parse(await skopeo('list-tags', '--tls-verify=false', `docker://${at('copies/crane')}`)).Tags.join('\n'),
  };
  for (const [client, list] of Object.entries(tagLists)) {
    await checks.check(`${client} lists the tags`, async () => expectEqual(await list(), tags.join('\n')));
  }
  const catalogs = {
    crane: () => run('crane', 'catalog', host),
    oras: () => run('oras', 'repo', 'ls', '--plain-http', host),
    regctl: () => run('regctl', 'repo', 'ls', host),
  };
  const repositories = ['debian/crane', 'debian/oras', 'platforms/skopeo', 'copies/crane', 'docker/debian/skopeo'];
  for (const [client, list] of Object.entries(catalogs)) {
    await checks.check(`${client} lists the repositories`, async () => {
      const listed = (await list()).split('\n');
      for (const repository of repositories) expectEqual(listed.includes(repository) && repository, repository);
    });
  }
}
