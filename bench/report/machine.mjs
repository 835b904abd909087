import { readFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, loadavg, release, totalmem } from 'node:os';
import { runCommand } from '../../.ci/harness/run-command.mjs';

/** What the figures depend on. */
export async function describeMachine(directory) {
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

function distributionName() {
  return /^PRETTY_NAME="(.*)"$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1];
}
