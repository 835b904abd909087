import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writePlatformsLayout } from '../harness/oci-layout.js';
import { runCommand } from '../harness/run-command.js';
import type { Sources } from './context.js';

/** Makes what the clients push, in a new folder. */
export async function writeSources(folder: string): Promise<Sources> {
  mkdirSync(folder, { recursive: true });
  const [layout, archive, note] = ['layout', 'root.tar', 'note.txt'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  writePlatformsLayout(layout);
  writeFileSync(note, 'a note\n');
  await runCommand('tar', ['--create', '--file', archive, '--directory', folder, 'note.txt']);
  return { layout, archive, note };
}
