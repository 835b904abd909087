import { pino } from 'pino';
import { Readiness } from '../src/health/readiness.js';

const logger = pino({ level: 'silent' });
const sound = { check: async () => undefined };

describe('Readiness', () => {
  it('asks the parts once for all who ask before the answer is too old', async () => {
    let asked = 0;
    const part = {
      async check() {
        asked += 1;
      },
    };
    const readiness = new Readiness({ database: part }, logger, 60_000);
    const reports = await Promise.all([readiness.report(), readiness.report(), readiness.report()]);
    await readiness.report();
    expect(reports[2]).toEqual({ status: 'ready', parts: { database: 'ok' } });
    expect(asked).toBe(1);
  });

  it('names the part that fails, and not why', async () => {
    const broken = { check: () => Promise.reject(new Error('canary: postgres://user:canary@host')) };
    const report = await new Readiness({ database: broken, blobs: sound }, logger).report();
    expect(report).toEqual({ status: 'not ready', parts: { database: 'failing', blobs: 'ok' } });
  });

  it('takes a part that does not answer for one that fails, and calls its check off', async () => {
    let signal: AbortSignal | undefined;
    const hanging = {
      check(given?: AbortSignal) {
        signal = given;
        return new Promise<void>(() => undefined);
      },
    };
    const report = await new Readiness({ database: sound, blobs: hanging }, logger).report();
    expect(report.parts).toEqual({ database: 'ok', blobs: 'failing' });
    expect(signal?.aborted).toBe(true);
  });

  it('is not ready once it stops, and asks nobody any more', async () => {
    const readiness = new Readiness({ database: { check: () => Promise.reject(new Error('asked')) } }, logger);
    readiness.stop();
    expect(await readiness.report()).toEqual({ status: 'stopping', parts: {} });
  });

  it("logs a part's health when it changes, not each time", async () => {
    const lines: string[] = [];
    const log = pino({ level: 'info' }, { write: (line: string) => lines.push(line) });
    let isBroken = true;
    const part = {
      async check() {
        if (isBroken) throw new Error('gone');
      },
    };
    const readiness = new Readiness({ database: part }, log, 0);
    await readiness.report();
    await readiness.report();
    expect(lines.map((line) => JSON.parse(line).msg)).toEqual(["database can't be used: not ready"]);
    isBroken = false;
    await readiness.report();
    await readiness.report();
    expect(lines.slice(1).map((line) => JSON.parse(line).msg)).toEqual(['database can be used again']);
  });
});
