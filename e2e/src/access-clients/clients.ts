import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Account } from '../harness/accounts.js';
import { type ClientName, createClients } from '../harness/oci-clients.js';
import { makeTemporaryDirectory } from '../harness/temporary-directory.js';
import { at, type Context, logInWith, newFolder, type SignedInClient, type Sources, tag } from './context.js';
import { cosign } from './cosign.js';
import { helm } from './helm.js';

export const clientNames = ['crane', 'oras', 'regctl', 'skopeo', 'podman', 'buildah', 'helm', 'cosign'] as const;
export type SecuredClientName = (typeof clientNames)[number];

/** All clients with the settings of one account. */
export type SignedInClients = Readonly<Record<SecuredClientName, SignedInClient>>;

/** @param home the folder with the settings of this account */
export async function clientsFor(
  home: string,
  host: string,
  account: Account,
  sources: Sources,
): Promise<SignedInClients> {
  const context: Context = { home, host, account, sources, clients: await createClients(home, host), folders: 0 };
  return {
    crane: crane(context),
    oras: oras(context),
    regctl: regctl(context),
    skopeo: skopeo(context),
    podman: containers(context, 'podman'),
    buildah: containers(context, 'buildah'),
    helm: helm(context),
    cosign: cosign(context),
  };
}

function pushAndPull(context: Context, name: ClientName): Pick<SignedInClient, 'push' | 'pull'> {
  const { clients, sources } = context;
  const client = clients.pushAndPull[name];
  return {
    push: (repository) => client.push(sources.layout, tag, at(context, repository)),
    pull: (repository) => client.pull(at(context, repository), newFolder(context)),
  };
}

function crane(context: Context): SignedInClient {
  const { run } = context.clients;
  return {
    ...pushAndPull(context, 'crane'),
    isLoginChecked: false,
    logIn: logInWith(context, 'crane', 'auth', 'login', '--password-stdin'),
    copy: (from, to) => run('crane', 'copy', at(context, from), at(context, to)),
    // Deletes the manifest by its digest: with a tag, crane would delete only the tag.
    async delete(repository) {
      const digest = await run('crane', 'digest', at(context, repository));
      await run('crane', 'delete', `${context.host}/${repository}@${digest}`);
    },
  };
}

function oras(context: Context): SignedInClient {
  const { run, execute } = context.clients;
  const { note } = context.sources;
  return {
    ...pushAndPull(context, 'oras'),
    isLoginChecked: true,
    logIn: logInWith(context, 'oras', 'login', '--plain-http', '--password-stdin'),
    copy: (from, to) =>
      run('oras', 'copy', '--no-tty', '--from-plain-http', '--to-plain-http', at(context, from), at(context, to)),
    attach: (repository) => {
      const type = '--artifact-type=application/vnd.example.note';
      const parameters = ['attach', '--plain-http', '--disable-path-validation', type, at(context, repository), note];
      return execute('oras', parameters);
    },
    delete: (repository) => run('oras', 'manifest', 'delete', '--force', '--plain-http', at(context, repository)),
  };
}

function regctl(context: Context): SignedInClient {
  const { run } = context.clients;
  const { account, clients, host, sources } = context;
  return {
    ...pushAndPull(context, 'regctl'),
    isLoginChecked: true,
    logIn: (input) =>
      clients.execute('regctl', ['registry', 'login', '--user', account.name, '--pass-stdin', host], { input }),
    copy: (from, to) => run('regctl', 'image', 'copy', at(context, from), at(context, to)),
    attach: (repository) => {
      const file = ['--artifact-type=application/vnd.example.note', '-f', sources.note];
      return run('regctl', 'artifact', 'put', ...file, '--subject', at(context, repository));
    },
    delete: (repository) => run('regctl', 'tag', 'delete', at(context, repository)),
  };
}

function skopeo(context: Context): SignedInClient {
  const { clients } = context;
  const copy = ['copy', '--all', '--preserve-digests', '--src-tls-verify=false', '--dest-tls-verify=false'] as const;
  return {
    ...pushAndPull(context, 'skopeo'),
    isLoginChecked: true,
    logIn: logInWith(context, 'skopeo', 'login', '--tls-verify=false', '--password-stdin'),
    copy: (from, to) => clients.skopeo(...copy, `docker://${at(context, from)}`, `docker://${at(context, to)}`),
    delete: (repository) => clients.skopeo('delete', '--tls-verify=false', `docker://${at(context, repository)}`),
  };
}

/** The clients that keep images unpacked. They have a store of their own in this home. */
function containers(context: Context, program: 'podman' | 'buildah'): SignedInClient {
  const { clients, home, sources } = context;
  const store = join(home, program);
  // podman wants this path to have at most 50 characters.
  const runRoot = makeTemporaryDirectory('run');
  const options = ['--root', join(store, 'root'), '--runroot', runRoot, '--storage-driver', 'vfs'];
  const run = (...parameters: string[]) => clients.run(program, ...options, ...parameters);
  const pull = (repository: string) => run('pull', '--tls-verify=false', at(context, repository));
  const make = async () => {
    if (program === 'podman') return run('import', '--quiet', sources.archive, 'made');
    const container = await run('from', 'scratch');
    await run('add', '--quiet', container, sources.archive, '/');
    return run('commit', '--quiet', '--rm', container, 'made');
  };
  return {
    isLoginChecked: true,
    logIn: logInWith(context, program, 'login', '--tls-verify=false', '--password-stdin'),
    async push(repository) {
      mkdirSync(store, { recursive: true });
      await run('push', '--tls-verify=false', await make(), `docker://${at(context, repository)}`);
    },
    pull,
  };
}
