import type { Command } from 'commander';
import { candidatesFor } from '../src/completion/candidates.js';
import { createProgram } from '../src/program.js';
import { run, succeed } from './harness/command.js';

function leavesOf(command: Command, path: readonly string[] = []): readonly (readonly string[])[] {
  const children = command.commands.filter((child) => !child.name().startsWith('_'));
  if (children.length === 0) return [path];
  return children.flatMap((child) => leavesOf(child, [...path, child.name()]));
}

function findCommand(path: readonly string[]): Command {
  return path.reduce(
    (command, name) => command.commands.find((child) => child.name() === name) as Command,
    createProgram(),
  );
}

function helpOf(path: readonly string[]): string {
  let text = '';
  findCommand(path)
    .configureOutput({ writeOut: (words) => (text += words) })
    .outputHelp();
  return text;
}

describe('help', () => {
  it('has an example for every command that does something, and the example is one of it', () => {
    for (const path of leavesOf(createProgram()))
      expect(helpOf(path)).toMatch(new RegExp(`Example:\\n.*lading ${path.join(' ')}\\b`));
  });

  it('pins the commands and their names', () => {
    expect(leavesOf(createProgram()).map((path) => path.join(' '))).toEqual([
      'copy',
      'sync',
      'pull',
      'push',
      'attach',
      'ls',
      'inspect',
      'digest',
      'referrers',
      'tag',
      'delete',
      'manifest get',
      'manifest head',
      'manifest put',
      'manifest delete',
      'blob get',
      'blob head',
      'blob put',
      'blob delete',
      'login',
      'logout',
      'serve',
      'conformance',
      'completion',
      'version',
    ]);
  });

  it('is shown where nothing was asked for, and is no failure', async () => {
    const { stdout, stderr } = await succeed([]);
    expect(stdout).toMatch(/^Usage: lading/);
    expect(stderr).toBe('');
    expect((await succeed(['help', 'copy'])).stdout).toBe((await succeed(['copy', '--help'])).stdout);
  });

  it("has a command's own options before those that all have", async () => {
    const { stdout } = await succeed(['copy', '--help']);
    expect(stdout).toMatch(/\nOptions:\n {2}--platform .*\nCommon options:\n {2}-o, --output /s);
  });

  it('knows what other tools call a list', async () => {
    const { stdout } = await succeed(['ls', '--help']);
    for (const name of ['list', 'catalog', 'list-tags']) expect((await succeed([name, '--help'])).stdout).toBe(stdout);
  });

  it('tells the version', async () => {
    const { stdout } = await succeed(['--version']);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\S*\n$/);
    expect((await succeed(['version', '-o', 'json'])).json()).toMatchObject({ version: stdout.trim() });
  });
});

describe('completion', () => {
  it.each(['bash', 'zsh', 'fish'])('has a script for %s that asks the command itself', async (shell) => {
    expect((await succeed(['completion', shell])).stdout).toContain('lading __complete -- ');
  });

  it('refuses a shell that it does not know', async () => {
    expect(await run(['completion', 'tcsh'])).toMatchObject({ code: 2, stdout: '' });
  });

  it.each([
    [['co'], ['copy', 'conformance', 'completion']],
    [
      ['manifest', ''],
      ['get', 'head', 'put', 'delete'],
    ],
    [
      ['copy', '--pl'],
      ['--plain-http', '--platform'],
    ],
    [['cp', '--all-t'], ['--all-tags']],
    [
      ['ls', '--output', ''],
      ['text', 'json'],
    ],
    [['completion', 'z'], ['zsh']],
    [['push', 'localhost:5000/a:1', ''], []],
  ])('knows what may stand for the last of %j', (words, candidates) => {
    expect(candidatesFor(createProgram(), words)).toEqual(candidates);
  });

  it('prints a candidate a line', async () => {
    expect((await succeed(['__complete', '--', 'blob', 'p'])).stdout).toBe('put\n');
    expect((await succeed(['__complete', '--', 'copy', '--from'])).stdout).toBe('--from-plain-http\n');
  });
});
