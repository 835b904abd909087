import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { exitCodes } from '../src/failure/exit-code.js';
import { createProgram } from '../src/program.js';
import { program } from './harness/command.js';
import { openRegistry } from './harness/registry.js';
import { temporaryFolder } from './harness/temporary-folder.js';

const readme = () => readFile(join(import.meta.dirname, '..', 'README.md'), 'utf8');

describe('README.md', () => {
  it('has a tour that runs', async () => {
    const [, tour = ''] = /^```sh tour\n([\s\S]*?)^```$/m.exec(await readme()) ?? [];
    const [registry, folder] = [await openRegistry(), temporaryFolder()];
    await writeFile(join(folder, 'lading'), `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`, {
      mode: 0o755,
    });
    const script = tour.replaceAll('localhost:5000', registry.host);
    const env = { PATH: `${folder}:${process.env.PATH}`, HOME: folder };
    const { stdout } = await promisify(execFile)('/bin/sh', ['-e', '-c', script], { cwd: folder, env });
    await registry.stop();
    expect(stdout).toContain('1\nlatest\n');
    expect(stdout).toContain('└── application/spdx+json  sha256:');
    expect(await readFile(join(folder, 'pulled', 'report.txt'), 'utf8')).toBe('the figures of May\n');
  });

  it('names every command and every exit code', async () => {
    const text = await readme();
    for (const command of createProgram().commands.filter((each) => !each.name().startsWith('_')))
      expect(text).toContain(`\`${command.name()}`);
    for (const code of Object.values(exitCodes)) expect(text).toMatch(new RegExp(`^\\| ${code} +\\|`, 'm'));
  });
});
