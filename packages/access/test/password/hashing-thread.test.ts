import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { HashingJob } from '../../src/password/hashing-job.js';
import { HashingThread } from '../../src/password/hashing-thread.js';

const job: HashingJob = { kind: 'bcrypt', password: Buffer.from('a'), salt: Buffer.alloc(16), cost: 4 };
const impossible = { ...job, password: undefined } as unknown as HashingJob;

describe('HashingThread', () => {
  it('rejects a job that cannot be computed, and computes the next one', async () => {
    const thread = new HashingThread();
    await expect(thread.compute(impossible)).rejects.toThrow('could not be computed');
    expect(await thread.compute(job)).toHaveLength(24);
    await thread.close();
  });

  it('rejects the current job when it crashes, and starts again for the next one', async () => {
    const program = `
      import { parentPort } from 'node:worker_threads';
      parentPort.on('message', ({ number }) => {
        if (number === 1) throw new Error('crashed');
        parentPort.postMessage({ number, tag: new Uint8Array([number]) });
      });`;
    const thread = new HashingThread(new URL(`data:text/javascript,${encodeURIComponent(program)}`));
    const crashed = { code: 'UNAVAILABLE', cause: expect.objectContaining({ message: 'crashed' }) };
    await expect(thread.compute(job)).rejects.toMatchObject(crashed);
    expect(await thread.compute(job)).toEqual(new Uint8Array([2]));
    await thread.close();
  });

  it('rejects jobs when it is closed', async () => {
    const thread = new HashingThread();
    const running = thread.compute({ ...job, cost: 12 });
    const closed = expect(running).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await thread.close();
    await closed;
    await expect(thread.compute(job)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('lets the process end when it has no job, and keeps it alive while it has one', async () => {
    const built = fileURLToPath(new URL('../../dist/password/password-hasher.js', import.meta.url));
    const script = `
      const { PasswordHasher } = await import(${JSON.stringify(built)});
      const hasher = new PasswordHasher();
      const stored = '$2a$06$m0CrhHm10qJ3lXRY.5zDGO3rS2KdeeWLuGmsfGlMfOxih58VYVfxe';
      console.log(await hasher.verify('a', stored));`;
    const node = promisify(execFile);
    const { stdout } = await node(process.execPath, ['--input-type=module', '--eval', script], { timeout: 30_000 });
    expect(stdout).toBe('true\n');
  });
});
