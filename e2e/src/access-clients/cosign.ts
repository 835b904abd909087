import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { at, type Context, logInWith, type SignedInClient } from './context.js';

const http = ['--allow-http-registry', '--allow-insecure-registry'];
/** Without any service of Sigstore. */
const offline = ['--use-signing-config=false', '--tlog-upload=false'];

/** Pushes a file and signs it, with a key that all accounts share. To pull means to verify the signature. */
export function cosign(context: Context): SignedInClient {
  const { note } = context.sources;
  const keys = dirname(note);
  const run = (...parameters: string[]) =>
    context.clients.execute('cosign', parameters, { cwd: keys, env: { COSIGN_PASSWORD: '' } });
  return {
    isLoginChecked: false,
    logIn: logInWith(context, 'cosign', 'login', '--password-stdin'),
    push: (repository) => run('upload', 'blob', ...http, '-f', note, at(context, repository)),
    async attach(repository) {
      if (!existsSync(join(keys, 'cosign.key'))) await run('generate-key-pair');
      await run('sign', '--yes', '--key=cosign.key', ...offline, ...http, at(context, repository));
    },
    pull: (repository) => run('verify', '--key=cosign.pub', '--insecure-ignore-tlog', ...http, at(context, repository)),
    copy: (from, to) => run('copy', ...http, at(context, from), at(context, to)),
  };
}
