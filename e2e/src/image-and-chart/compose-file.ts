import { chmodSync, cpSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Checks } from '../harness/checks.js';
import { expectEqual } from '../harness/expect.js';
import { projectDirectory } from '../harness/paths.js';
import { runCommand } from '../harness/run-command.js';

/** The part of a parsed compose file that is read here. */
interface ComposeFile {
  readonly services: Readonly<Record<string, { readonly healthcheck?: unknown; readonly image: string }>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
}

/** The compose file by compose's own parser, and the secrets that the script beside it makes. */
export async function checkComposeFile(checks: Checks, work: string): Promise<void> {
  const folder = join(work, 'compose');
  cpSync(join(projectDirectory, 'deploy', 'compose'), folder, { recursive: true });
  chmodSync(folder, 0o755);
  await checks.check('make-secrets makes every secret once, in a closed folder', () => checkSecrets(folder));
  await checks.check('the compose file is valid', () => checkServices(folder));
}

async function checkSecrets(folder: string): Promise<void> {
  await runCommand(join(folder, 'make-secrets'), []);
  const before = readSecrets(folder);
  await runCommand(join(folder, 'make-secrets'), []);
  expectEqual(readSecrets(folder), before);
  if ((statSync(join(folder, 'secrets')).mode & 0o777) !== 0o700) throw new Error('the folder is open');
  const [password = '', url = ''] = ['postgres-password', 'database-url'].map((name) => before.get(name));
  if (password.length !== 48 || !url.includes(`:${password}@`)) throw new Error('the URL has another password');
}

async function checkServices(folder: string): Promise<void> {
  const { stdout } = await runCommand('compose-spec', ['-format', 'json', 'compose.yaml'], { cwd: folder });
  const { services, secrets } = JSON.parse(stdout) as ComposeFile;
  expectEqual(Object.keys(services).sort(), ['postgres', 'registry', 's3']);
  for (const { file } of Object.values(secrets)) readFileSync(file);
  for (const [name, { healthcheck, image }] of Object.entries(services))
    if (name !== 'registry' && (healthcheck === undefined || !image.includes('@sha256:')))
      throw new Error(`${name} has no health check or is not pinned`);
}

function readSecrets(folder: string): Map<string, string> {
  const names = readdirSync(join(folder, 'secrets')).sort();
  return new Map(names.map((name) => [name, readFileSync(join(folder, 'secrets', name), 'utf8')]));
}
