import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run, succeed } from './harness/command.js';
import { temporaryFolder } from './harness/temporary-folder.js';

const rules = `
rules:
  - { who: ["group:dev"], where: ["team/**"], what: [pull, push] }
  - { effect: deny, who: ["group:dev"], where: ["team/secret/**"], what: [pull, push] }
groups:
  dev: [alice]
cases:
  - { who: "user:alice", may: push, to: team/app, expect: allow }
`;
const wrongCase = '  - { who: "user:alice", may: pull, to: team/secret/app, expect: allow }\n';

describe('lading policy test', () => {
  let folder: string;
  const test = async (content: string, ...more: readonly string[]) => {
    await writeFile(join(folder, 'access.yaml'), content);
    return run(['policy', 'test', join(folder, 'access.yaml'), ...more]);
  };
  beforeAll(() => {
    folder = temporaryFolder();
  });

  it('passes if every case has the answer that it expects', async () => {
    expect(await test(rules)).toEqual(expect.objectContaining({ code: 0, stdout: '', stderr: '1 cases pass\n' }));
  });

  it('ends with 1 if a case fails, and explains which rule decides', async () => {
    const { code, stdout, stderr } = await test(`${rules}${wrongCase}`);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^cases\[1\]: user:alice pull team\/secret\/app: expected allow\n {2}/);
    expect(stdout).toContain('file:1');
    expect(stderr).toContain('1 of 2 cases fail');
    const { stdout: json } = await test(`${rules}${wrongCase}`, '-o', 'json');
    expect(JSON.parse(json)).toMatchObject({ cases: 2, failed: [{ case: 1, who: 'user:alice', expect: 'allow' }] });
  });

  it('reads the object access of a configuration file', async () => {
    const indented = rules.replaceAll('\n', '\n  ');
    expect(await test(`port: 5000\naccess:${indented}`)).toMatchObject({ code: 0 });
  });

  it('warns of names that the file does not have, and of a file whose rules allow nothing', async () => {
    const typo = await test(rules.replace('["group:dev"], where: ["team/**"]', '["group:dve"], where: ["team/**"]'));
    expect(typo.stderr).toContain('warning: file:0: the rule names group:dve, which this file does not have');
    await writeFile(join(folder, 'htpasswd'), `alice:$2y$04$${'a'.repeat(53)}\n`);
    const unknown = await test(`htpasswd: htpasswd${rules.replaceAll('group:dev', 'user:bob')}`);
    expect(unknown.stderr).toContain('the rule names user:bob, which this file does not have');
    const cases = 'cases: [{ who: anonymous, may: pull, to: app, expect: deny }]';
    expect(await test(cases)).toMatchObject({ code: 0, stderr: expect.stringContaining('nobody may do anything') });
  });

  it('says that a pattern of stars needs quotes', async () => {
    const { code, stderr } = await test(rules.replace('"team/**"', '**'));
    expect(code).toBe(2);
    expect(stderr).toContain('a text that begins with * needs quotes, such as "**", at line 3');
  });

  it('names each fault of a file, and a file without cases', async () => {
    expect(await test(rules.replace('[pull, push]', '[pul]'))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('access.rules[0].what[0]'),
    });
    expect(await test('rules: [')).toMatchObject({ code: 2 });
    expect(await test('rules: []')).toMatchObject({ code: 2, stderr: expect.stringContaining('has no cases') });
    expect(await run(['policy', 'test', join(folder, 'absent.yaml')])).toMatchObject({ code: 1 });
  });

  it('has a help', async () => {
    expect((await succeed(['policy', 'test', '--help'])).stdout).toContain('lading policy test access.yaml');
  });
});
