import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './run-command.mjs';

/**
 * The clients that people use, behind the same few words: push an OCI image layout, pull into a folder, tell a digest.
 * `home` keeps their settings, so that nothing of this machine's user is read or changed.
 */
export async function createClients(home, host) {
  const env = { ...process.env, HOME: home, DOCKER_CONFIG: join(home, 'docker'), XDG_RUNTIME_DIR: home };
  mkdirSync(env.DOCKER_CONFIG, { recursive: true });
  const execute = (program, parameters, options) =>
    runCommand(program, parameters, { seconds: 300, ...options, env: { ...env, ...options?.env } });
  const run = async (program, ...parameters) => (await execute(program, parameters)).stdout.trim();

  await run('regctl', 'registry', 'set', '--tls', 'disabled', host);
  const skopeo = (command, ...parameters) => run('skopeo', '--insecure-policy', command, ...parameters);
  const bothTransports = ['--src-tls-verify=false', '--dest-tls-verify=false'];

  return {
    execute,
    run,
    skopeo,
    pushAndPull: {
      crane: {
        push: (layout, _name, reference) => run('crane', 'push', layout, reference),
        pull: (reference, folder) => run('crane', 'pull', '--format=oci', reference, folder),
        digest: (reference) => run('crane', 'digest', reference),
      },
      oras: {
        push: (layout, name, reference) =>
          run('oras', 'copy', '--no-tty', '--from-oci-layout', `${layout}:${name}`, '--to-plain-http', reference),
        pull: (reference, folder) =>
          run('oras', 'copy', '--no-tty', '--from-plain-http', reference, '--to-oci-layout', `${folder}:pulled`),
        digest: async (reference) =>
          JSON.parse(await run('oras', 'manifest', 'fetch', '--plain-http', '--descriptor', reference)).digest,
      },
      regctl: {
        push: (layout, name, reference) => run('regctl', 'image', 'copy', `ocidir://${layout}:${name}`, reference),
        pull: (reference, folder) => run('regctl', 'image', 'copy', reference, `ocidir://${folder}:pulled`),
        digest: (reference) => run('regctl', 'image', 'digest', reference),
      },
      skopeo: {
        push: (layout, name, reference) =>
          skopeo(
            'copy',
            '--all',
            '--preserve-digests',
            ...bothTransports,
            `oci:${layout}:${name}`,
            `docker://${reference}`,
          ),
        pull: (reference, folder) =>
          skopeo('copy', '--all', '--preserve-digests', ...bothTransports, `docker://${reference}`, `dir:${folder}`),
        digest: (reference) => skopeo('inspect', '--tls-verify=false', '--format={{.Digest}}', `docker://${reference}`),
      },
    },
  };
}
