import { dirname, join } from 'node:path';
import { projectDirectory } from '../harness/paths.js';
import { type EndedCommand, runCommand, runToEnd } from '../harness/run-command.js';

const source = join(projectDirectory, 'deploy', 'kubelet-credential-provider');
const kubeletTypes = join(projectDirectory, 'e2e', 'fixtures', 'kubelet-types');

/** The answer of the plugin: a CredentialProviderResponse. */
export interface ProviderResponse {
  readonly apiVersion: string;
  readonly kind: string;
  readonly cacheKeyType: string;
  readonly cacheDuration: string;
  readonly auth: Readonly<Record<string, { readonly username: string; readonly password: string }>>;
}

/** What the kubelet tells the plugin. */
export interface PodPull {
  readonly image: string;
  readonly token: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Runs the tests of the plugin. */
export async function testPlugin(): Promise<void> {
  await runCommand('go', ['vet', './...'], { cwd: source, env: process.env, seconds: 300 });
  await runCommand('go', ['test', '-timeout', '60s', './...'], { cwd: source, env: process.env, seconds: 400 });
}

/** Builds the plugin as its README says. Returns the path of the program. */
export async function buildPlugin(folder: string): Promise<string> {
  const program = join(folder, 'lading-credential-provider');
  const env = { ...process.env, CGO_ENABLED: '0' };
  await runCommand('go', ['build', '-trimpath', '-o', program, '.'], { cwd: source, env, seconds: 300 });
  return program;
}

/** Runs the plugin as the kubelet does, with a request on standard input. */
export function runPlugin(program: string, parameters: readonly string[], pull: PodPull): Promise<EndedCommand> {
  const input = JSON.stringify({
    kind: 'CredentialProviderRequest',
    apiVersion: 'credentialprovider.kubelet.k8s.io/v1',
    image: pull.image,
    serviceAccountToken: pull.token,
    serviceAccountAnnotations: pull.annotations ?? null,
  });
  return runToEnd(program, parameters, { input, env: {}, seconds: 60 });
}

/**
 * Runs the plugin with the configuration in its folder, through the API types of Kubernetes.
 * @throws {CommandError} if they do not know a field of the configuration or of the answer
 */
export async function runByKubernetesTypes(program: string, { image, token }: PodPull): Promise<ProviderResponse> {
  const configuration = join(source, 'credential-provider-config.yaml');
  const parameters = ['run', '.', configuration, dirname(program), image, token];
  const { stdout } = await runCommand('go', parameters, { cwd: kubeletTypes, env: process.env, seconds: 500 });
  return JSON.parse(stdout) as ProviderResponse;
}
