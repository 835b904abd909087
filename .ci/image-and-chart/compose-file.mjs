import { chmodSync, cpSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { projectDirectory } from '../harness/paths.mjs';
import { runCommand } from '../harness/run-command.mjs';

/** The compose file by compose's own parser, and what the script beside it makes. */
export async function checkComposeFile(checks, work) {
  const folder = join(work, 'compose');
  cpSync(join(projectDirectory, 'deploy', 'compose'), folder, { recursive: true });
  chmodSync(folder, 0o755);
  await checks.check('make-secrets makes every secret once, behind a folder that is closed', async () => {
    await runCommand(join(folder, 'make-secrets'), []);
    const before = readSecrets(folder);
    await runCommand(join(folder, 'make-secrets'), []);
    if (JSON.stringify(before) !== JSON.stringify(readSecrets(folder))) throw new Error('a second run changed them');
    if ((statSync(join(folder, 'secrets')).mode & 0o777) !== 0o700) throw new Error('the folder is open');
    const { 'postgres-password': password, 'database-url': url } = before;
    if (password.length !== 48 || !url.includes(`:${password}@`)) throw new Error('the URL has another password');
  });
  await checks.check('the compose file is what its specification says', async () => {
    const { stdout } = await runCommand('compose-spec', ['-format', 'json', 'compose.yaml'], { cwd: folder });
    const { services, secrets } = JSON.parse(stdout);
    const names = Object.keys(services).sort().join();
    if (names !== 'postgres,registry,s3') throw new Error(`services ${names}`);
    for (const { file } of Object.values(secrets)) readFileSync(file);
    for (const [name, service] of Object.entries(services))
      if (name !== 'registry' && (service.healthcheck === undefined || !service.image.includes('@sha256:')))
        throw new Error(`${name} has no health check or is not pinned`);
  });
}

function readSecrets(folder) {
  const names = readdirSync(join(folder, 'secrets')).sort();
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, 'secrets', name), 'utf8')]));
}
