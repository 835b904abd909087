import { join } from 'node:path';
import type { RunClient } from '../harness/oci-clients.js';
import { runCommand } from '../harness/run-command.js';

/** Writes a layout of a whole Debian, made from its packages and packed by umoci, whose manifest has no `mediaType`. */
export async function writeDebianLayout(layout: string, work: string, run: RunClient): Promise<void> {
  const archive = join(work, 'debian.tar');
  await runCommand('mmdebstrap', ['--variant=minbase', '--format=tar', 'bookworm', archive], { seconds: 300 });
  const image = ['--image', `${layout}:v1`];
  await run('umoci', 'init', '--layout', layout);
  await run('umoci', 'new', ...image);
  await run('umoci', 'raw', 'add-layer', ...image, archive);
  const settings = ['--config.cmd', '/bin/bash', '--os', 'linux', '--architecture', 'amd64'];
  await run('umoci', 'config', ...image, ...settings);
  await run('umoci', 'gc', '--layout', layout);
}
