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
  it('has an example for every command', () => {
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
      'whoami',
      'serve',
      'admin create',
      'admin users list',
      'admin users show',
      'admin users create',
      'admin users disable',
      'admin users enable',
      'admin users delete',
      'admin users set-password',
      'admin groups list',
      'admin groups show',
      'admin groups create',
      'admin groups add',
      'admin groups remove',
      'admin groups delete',
      'admin robots list',
      'admin robots create',
      'admin robots delete',
      'admin robots secret list',
      'admin robots secret create',
      'admin robots secret revoke',
      'admin tokens list',
      'admin tokens create',
      'admin tokens revoke',
      'admin rules list',
      'admin rules create',
      'admin rules delete',
      'admin trusts list',
      'admin trusts create',
      'admin trusts delete',
      'admin trusts explain',
      'admin explain',
      'admin sessions list',
      'admin sessions end',
      'admin keys list',
      'admin keys rotate',
      'admin audit',
      'policy test',
      'conformance',
      'completion',
      'version',
    ]);
  });

  it('is shown without arguments, with exit code 0', async () => {
    const { stdout, stderr } = await succeed([]);
    expect(stdout).toMatch(/^Usage: lading/);
    expect(stderr).toBe('');
    expect((await succeed(['help', 'copy'])).stdout).toBe((await succeed(['copy', '--help'])).stdout);
  });

  it("has a command's own options before those that all have", async () => {
    const { stdout } = await succeed(['copy', '--help']);
    expect(stdout).toMatch(/\nOptions:\n {2}--platform .*\nCommon options:\n {2}-o, --output /s);
  });

  it('has the names of other tools for a list', async () => {
    const { stdout } = await succeed(['ls', '--help']);
    for (const name of ['list', 'catalog', 'list-tags']) expect((await succeed([name, '--help'])).stdout).toBe(stdout);
  });

  it('prints the version', async () => {
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
    [
      ['admin', 'robots', 'secret', ''],
      ['list', 'create', 'revoke'],
    ],
    [
      ['admin', 'explain', '--right', 'pu'],
      ['pull', 'push'],
    ],
    [['push', 'localhost:5000/a:1', ''], []],
  ])('completes the last of %j', (words, candidates) => {
    expect(candidatesFor(createProgram(), words)).toEqual(candidates);
  });

  it('prints one candidate on a line', async () => {
    expect((await succeed(['__complete', '--', 'blob', 'p'])).stdout).toBe('put\n');
    expect((await succeed(['__complete', '--', 'copy', '--from'])).stdout).toBe('--from-plain-http\n');
  });
});
