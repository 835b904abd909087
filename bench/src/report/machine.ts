import { readFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, loadavg, release, totalmem } from 'node:os';
import { runCommand } from '@lading/e2e/harness/run-command';

/** What the figures depend on. */
export async function describeMachine(directory: string) {
  const { stdout } = await runCommand('stat', ['--file-system', '--format=%T', directory]);
  return {
    processor: cpus()[0]?.model.trim(),
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    system: `${distributionName()}, Linux ${release()}, ${arch()}`,
    fileSystem: stdout.trim(),
    node: process.version,
    loadBefore: loadavg(),
  };
}

function distributionName(): string | undefined {
  return /^PRETTY_NAME="(.*)"$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1];
}
