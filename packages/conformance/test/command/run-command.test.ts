import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Reply, Request } from '../registry/right-content.js';
import { RightRegistry } from '../registry/right-registry.js';
import { run } from './run.js';

class WithoutDigests extends RightRegistry {
  override async answer(request: Request): Promise<Reply> {
    const { headers = {}, ...reply } = await super.answer(request);
    const { 'docker-content-digest': _, ...others } = headers;
    return { ...reply, headers: others };
  }
}

async function against(Registry: typeof RightRegistry, ...args: string[]) {
  const registry = await new Registry().listen();
  try {
    return await run([registry.url, ...args]);
  } finally {
    await registry.dispose();
  }
}

describe('lading-conformance', () => {
  it('ends with 0 and counts where nothing failed', async () => {
    const { code, output, errors } = await against(
      RightRegistry,
      '--case',
      'blob/get',
      '--case',
      'manifest/head-by-tag',
    );
    expect([code, errors]).toEqual([0, '']);
    expect(output).toMatch(/^pull +2 passed$/m);
    expect(output).toMatch(/^2 passed, 0 failed, 0 not applicable in /m);
  });

  it('ends with 1, and shows the request, the answer and the broken requirement', async () => {
    const { code, output } = await against(WithoutDigests, '--case', 'blob/get');
    expect(code).toBe(1);
    expect(output).toMatch(/^FAILED \(must\) blob\/get: serves the exact bytes/m);
    expect(output).toMatch(/GET http:\S+ answered 200.*expected one docker-content-digest/);
    expect(output).toContain('CAT-01: All of the pull API is there.');
    expect(output).not.toContain('\u001b');
  });

  it('writes the three reports into a folder that it makes', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'lading-conformance-'));
    const folder = join(directory, 'a', 'b');
    await against(WithoutDigests, '--case', 'blob/get', '--output', folder);
    expect((await readdir(folder)).sort()).toEqual(['junit.xml', 'report.html', 'results.json']);
    const results = JSON.parse(await readFile(join(folder, 'results.json'), 'utf8'));
    expect(results).toMatchObject({ failed: 1, cases: [{ id: 'blob/get', category: 'pull', outcome: 'failed' }] });
    await rm(directory, { recursive: true });
  });

  it('prints the same results as JSON', async () => {
    const { output } = await against(RightRegistry, '--json', '--case', 'blob/get');
    expect(JSON.parse(output)).toMatchObject({ passed: 1, strength: 'should', cases: [{ id: 'blob/get' }] });
  });

  it('runs cases together as it runs them one by one', async () => {
    const args = ['--case', 'blob/*', '--strength', 'must', '--json'];
    const outcomes = ({ output }: { output: string }) =>
      JSON.parse(output).cases.map(({ id, outcome }: { id: string; outcome: string }) => [id, outcome]);
    const [together, alone] = [
      await against(RightRegistry, ...args, '--parallel', '4'),
      await against(RightRegistry, ...args),
    ];
    expect(outcomes(together)).toEqual(outcomes(alone));
  });

  it('skips cases of features that the registry lacks, and runs those that an option demands', async () => {
    const args = ['--case', 'delete/tag', '--json'];
    class Undeletable extends RightRegistry {
      override async answer(request: Request): Promise<Reply> {
        return request.method === 'DELETE' ? { status: 405 } : super.answer(request);
      }
    }
    const { code, output } = await against(Undeletable, ...args);
    expect([code, JSON.parse(output).cases[0].lacking]).toEqual([0, ['delete-tag']]);
    expect((await against(Undeletable, ...args, '--with', 'delete-tag')).code).toBe(1);
    const without = await against(RightRegistry, ...args, '--without', 'delete-tag');
    expect(JSON.parse(without.output)).toMatchObject({ skipped: 1 });
  });

  it('lists cases by category and by how binding they are', async () => {
    const must = await run(['--list', '--category', 'pull', '--strength', 'must']);
    expect(must.output).toContain('blob/get  serves the exact bytes of a blob');
    expect(must.output).not.toMatch(/^(?:upload\/|blob\/cacheable)/m);
    expect((await run(['--list', '--strength', 'choice'])).output).toMatch(/^blob\/cacheable /m);
  });

  it('knows its version and its options', async () => {
    expect((await run(['--version'])).output).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect((await run(['--help'])).output).toContain('--repository-prefix');
  });

  it.each([
    [[], 'which registry?'],
    [['registry.example'], 'named by its URL'],
    [['https://a:b@registry.example'], 'credentials are not part of the URL'],
    [['http://127.0.0.1:1'], "can't be reached"],
    [['http://127.0.0.1:1', '--nothing'], "Unknown option '--nothing'"],
    [['http://127.0.0.1:1', '--category', 'tags'], 'there is no category tags'],
    [['http://127.0.0.1:1', '--case', 'nothing'], 'there is no case nothing'],
    [['http://127.0.0.1:1', '--parallel', '99'], '--parallel is 1 to 16'],
    [['http://127.0.0.1:1', '--timeout', '0.5'], '--timeout must be a whole number of seconds'],
    [['http://127.0.0.1:1', '--username', 'a'], 'belong together'],
  ])('ends with 2 where the run can not be made: %j', async (args, message) => {
    const { code, output, errors } = await run(args);
    expect([code, output]).toEqual([2, '']);
    expect(errors).toContain(message);
  });

  it('takes nothing that answers /v2/ with something else for a registry', async () => {
    class NoRegistry extends RightRegistry {
      override answer = async (): Promise<Reply> => ({ status: 404 });
    }
    expect(await against(NoRegistry)).toMatchObject({ code: 2, errors: expect.stringContaining('no OCI registry') });
  });
});
