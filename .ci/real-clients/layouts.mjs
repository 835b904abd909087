import { join } from 'node:path';
import { imageManifestType, makeImage } from '../harness/image.mjs';
import { writeIndexLayout } from '../harness/oci-layout.mjs';
import { runCommand } from '../harness/run-command.mjs';

/** A whole Debian, made from its packages and packed by umoci. Its manifest has no `mediaType`, as umoci writes it. */
export async function makeDebianLayout(layout, work, run) {
  const archive = join(work, 'debian.tar');
  await runCommand('mmdebstrap', ['--variant=minbase', '--format=tar', 'bookworm', archive], { seconds: 300 });
  await run('umoci', 'init', '--layout', layout);
  await run('umoci', 'new', '--image', `${layout}:v1`);
  await run('umoci', 'raw', 'add-layer', '--image', `${layout}:v1`, archive);
  await run(
    'umoci',
    'config',
    '--image',
    `${layout}:v1`,
    '--config.cmd',
    '/bin/bash',
    '--os',
    'linux',
    '--architecture',
    'amd64',
  );
  await run('umoci', 'gc', '--layout', layout);
  return layout;
}

/** An index of two small images, written by hand. */
export function makePlatformsLayout(layout) {
  const images = ['amd64', 'arm64'].map((architecture) => ({
    image: makeImage(architecture),
    mediaType: imageManifestType,
    platform: { os: 'linux', architecture },
  }));
  writeIndexLayout(layout, 'v1', images);
  return layout;
}
