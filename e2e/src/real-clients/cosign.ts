import type { ClientContext } from './context.js';

/** Signs and verifies with a key of its own, without any service of Sigstore. */
export async function checkCosign(context: ClientContext, digest: string): Promise<void> {
  const { checks, clients, work } = context;
  const image = context.at(`debian/crane@${digest}`);
  const cosign = (...parameters: string[]) =>
    clients.execute('cosign', parameters, { cwd: work, env: { COSIGN_PASSWORD: '' } });
  const http = ['--allow-http-registry', '--allow-insecure-registry'];
  const offline = ['--use-signing-config=false', '--tlog-upload=false'];
  await checks.check('cosign signs an image', async () => {
    await cosign('generate-key-pair');
    await cosign('sign', '--yes', '--key=cosign.key', ...offline, ...http, image);
  });
  await checks.check('cosign verifies the signature', () =>
    cosign('verify', '--key=cosign.pub', '--insecure-ignore-tlog', ...http, image),
  );
}
