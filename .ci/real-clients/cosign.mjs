import { readLayout } from '../harness/oci-layout.mjs';

/** A signature with a key of our own, without any service of Sigstore's. */
export async function checkCosign({ checks, clients: { execute }, at, work, layouts }) {
  const image = at(`debian/crane@${readLayout(layouts.debian).digest}`);
  const cosign = (...parameters) => execute('cosign', parameters, { cwd: work, env: { COSIGN_PASSWORD: '' } });
  const http = ['--allow-http-registry', '--allow-insecure-registry'];
  await checks.check('cosign signs an image', async () => {
    await cosign('generate-key-pair');
    await cosign(
      'sign',
      '--yes',
      '--key=cosign.key',
      '--use-signing-config=false',
      '--tlog-upload=false',
      ...http,
      image,
    );
  });
  await checks.check('cosign verifies the signature', () =>
    cosign('verify', '--key=cosign.pub', '--insecure-ignore-tlog', ...http, image),
  );
}
