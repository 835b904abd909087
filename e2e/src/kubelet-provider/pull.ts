import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../harness/run-command.js';
import { makeTemporaryDirectory } from '../harness/temporary-directory.js';
import type { ProviderResponse } from './plugin.js';

/** Runs crane with only these credentials, like a container runtime that gets them from the kubelet. */
export async function craneWith(
  auth: ProviderResponse['auth'],
  certificate: string,
  ...parameters: readonly string[]
): Promise<string> {
  const home = makeTemporaryDirectory('runtime');
  writeFileSync(join(home, 'config.json'), JSON.stringify({ auths: auth }));
  const env = { PATH: process.env.PATH, HOME: home, DOCKER_CONFIG: home, SSL_CERT_FILE: certificate };
  return (await runCommand('crane', parameters, { env, cwd: home })).stdout.trim();
}
