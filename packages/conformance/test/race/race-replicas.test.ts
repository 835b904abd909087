import assert from 'node:assert/strict';
import { raceReplicas } from '../../src/index.js';

describe('raceReplicas', () => {
  it('starts all contestants together, in each round in another order and on another replica', async () => {
    const started: string[] = [];
    await raceReplicas({ replicas: ['A', 'B'], rounds: 3 }, async ({ name, together }) => {
      let turns = 0;
      const run = (contestant: string) => async (replica: string) => {
        started.push(`${name}${contestant}${replica}`);
        expect(turns).toBe(0);
        await new Promise(setImmediate);
        turns += 1;
        return `${contestant} ended`;
      };
      const { put, deletion } = await together({ put: run('p'), deletion: run('d') });
      expect([put, deletion]).toEqual(['p ended', 'd ended']);
    });
    expect(started).toEqual(['0pA', '0dB', '1dB', '1pA', '2pA', '2dB']);
  });

  it('says in which round a check failed, and how each contestant ended', async () => {
    let round = 0;
    const racing = raceReplicas({ replicas: ['A', 'B'] }, async ({ together }) => {
      round += 1;
      const { put } = await together({ put: async () => round, 'delete a tag': async () => ({ deleted: true }) });
      assert.equal(put, 1);
    });
    const failure: unknown = await racing.catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(assert.AssertionError);
    expect(failure).toMatchObject({ actual: 2, expected: 1, operator: 'strictEqual' });
    expect(String(failure)).toMatch(/round 2 of 20: .*put on replica \d: resolves with 2 after [\d.]+ ms/s);
    expect(String(failure)).toMatch(/delete a tag on replica \d: resolves with \{ deleted: true \}/);
  });

  it('waits for every contestant before it fails for one that rejects', async () => {
    let ended = false;
    const racing = raceReplicas({ replicas: ['A'], rounds: 1 }, async ({ together }) => {
      await together({
        slow: async () => {
          await new Promise((resolve) => setTimeout(resolve, 20));
          ended = true;
        },
        bad: () => Promise.reject(new Error('no such tag')),
      });
    });
    await expect(racing).rejects.toThrow(
      /round 1 of 1: no such tag\n {2}slow.*bad on replica 1: rejects with Error: no such tag/s,
    );
    expect(ended).toBe(true);
  });
});
