import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { run } from './run.js';

const suite = resolve(import.meta.dirname, '../certification/official-suite.mjs');
const product = `vendor: Yoyodyne
name: Turbo Encabulator
version: v1.7.4
website_url: https://yoyo.dyne/turbo-encabulator
documentation_url: https://yoyo.dyne/turbo-encabulator/docs
type: distribution
description: A superb registry for all of your needs
`;

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lading-certify-'));
  await writeFile(join(folder, 'PRODUCT.yaml'), product);
  await writeFile(join(folder, 'instructions.md'), 'Run `turbo serve`.\n');
});

afterEach(() => rm(folder, { recursive: true }));

/** The suite is another process, so an environment variable names its fault. */
function certify(fake = '', ...args: string[]) {
  const given = ['--product', join(folder, 'PRODUCT.yaml'), '--instructions', join(folder, 'instructions.md')];
  const all = ['certify', 'http://127.0.0.1:5000', '--suite', suite, '--output', folder, ...given, ...args];
  const environment = { PATH: process.env.PATH, OCI_API_FAKE: fake };
  return run(all, { stdin: 'correct horse\n', environment });
}

const submission = () => join(folder, 'distribution-spec', 'v1.1', 'turbo-encabulator');

describe('lading-conformance certify', () => {
  it('prepares the files that a submission needs, from a run that passed', async () => {
    const { code, output, errors } = await certify();
    expect([code, errors]).toEqual([0, '']);
    expect(output).toContain(`${submission()} can be submitted`);
    expect(output).toContain('1 passed, 1 skipped');
    expect(output).toContain('  Blob anonymous mount: Skip\n');
    expect((await readdir(submission())).sort()).toEqual(
      ['PRODUCT.yaml', 'README.md', 'junit.xml', 'report.html', 'results.yaml'].sort(),
    );
    expect(await readFile(join(submission(), 'PRODUCT.yaml'), 'utf8')).toBe(product);
  });

  it('tells in README.md how to start the registry, how to run the suite, and what came of it', async () => {
    await certify('', '--username', "o'neill", '--password-stdin', '--repository-prefix', 'team/');
    const readme = await readFile(join(submission(), 'README.md'), 'utf8');
    expect(readme).toMatch(/^# Turbo Encabulator v1\.7\.4\n\nRun `turbo serve`\.\n/);
    expect(readme).toContain("  export OCI_REGISTRY='127.0.0.1:5000'\n  export OCI_TLS='disabled'\n");
    expect(readme).toContain("  export OCI_REPO1='team/conformance/repo1'\n");
    expect(readme).toContain("  export OCI_USERNAME='o'\\''neill'\n");
    expect(readme).toContain('at commit 97274622c111');
    expect(readme).toContain('OCI Conformance Result: Pass\n  Pass: 3\n  signed in\n');
    expect(readme).not.toContain('horse');
  });

  it.each([
    ['failure', ['the suite ended with 1', 'FAIL for Blob delete', 'failure for OCI Conformance Test/delete']],
    ['required-skip', ['no Pass for Blob get, which is required']],
    ['other-version', ['results.yaml is of version 1.0']],
    ['no-reports', ['results.yaml is not there', 'report.html is not there', 'the suite printed no result']],
  ])('prepares nothing from a run like this: %s', async (fake, reasons) => {
    const { code, output, errors } = await certify(fake);
    expect([code, output]).toEqual([1, '']);
    for (const reason of reasons) expect(errors).toContain(reason);
    expect(await readdir(folder)).not.toContain('distribution-spec');
  });

  it('takes no results of an earlier run for those of this one', async () => {
    await certify();
    const { code, errors } = await certify('no-reports');
    expect([code, errors]).toEqual([1, expect.stringContaining('junit.xml is not there')]);
  });

  it.each([
    [/^vendor: .*$/m, 'vendor: ', 'lacks vendor'],
    [/^name: .*$/m, 'name: OCI Encabulator', 'may not contain “OCI”'],
    [/^version: .*$/m, 'version: 1.7', 'put it in quotes'],
    [/^website_url: .*$/m, 'website_url: yoyo.dyne', 'website_url of PRODUCT.yaml is no web address'],
    [/^type: .*$/m, 'type: software', 'type of PRODUCT.yaml is one of distribution'],
    [/^type: /m, 'kind: x\ntype: ', 'the unknown field kind'],
    [/^type: /m, 'product_logo_url: https://yoyo.dyne/logo.png\ntype: ', 'has to be SVG'],
    [/^[\s\S]*$/, '- a list', 'not a list of YAML fields'],
  ])('runs no suite for a product like this: %s → %s', async (from, to, reason) => {
    await writeFile(join(folder, 'PRODUCT.yaml'), product.replace(from, to));
    const { code, errors } = await certify();
    expect([code, errors]).toEqual([1, expect.stringContaining(reason)]);
    expect(await readdir(folder)).not.toContain('official-suite');
  });

  it('holds a submission that is there to the same', async () => {
    await certify();
    expect(await run(['certify', '--check', submission()])).toMatchObject({ code: 0, errors: '' });
    await rm(join(submission(), 'junit.xml'));
    await writeFile(join(submission(), 'notes.txt'), '');
    const { code, errors } = await run(['certify', '--check', submission()]);
    expect(code).toBe(1);
    expect(errors).toContain('junit.xml is not there');
    expect(errors).toContain('notes.txt is not asked for');
    expect((await run(['certify', '--check', join(folder, 'nowhere')])).code).toBe(1);
  });

  it.each([
    [['--suite', '/no/such/suite'], "/no/such/suite can't be run"],
    [['--spec-version', 'dev'], '--spec-version is as 1.1'],
    [['--folder', '../x'], '--folder is one name'],
    [['--product', '/no/such/file'], '--product: ENOENT'],
    [['--username', 'a'], 'belong together'],
  ])('ends with 2 where the suite can not be run: %j', async (args, message) => {
    const { code, errors } = await certify('', ...args);
    expect([code, errors]).toEqual([2, expect.stringContaining(message)]);
  });

  it('explains itself', async () => {
    expect((await run(['certify', '--help'])).output).toContain('PRODUCT.yaml');
    expect(await run(['certify'])).toMatchObject({ code: 2, errors: expect.stringContaining('which registry?') });
  });
});
