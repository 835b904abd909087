import type { AuditEvent } from '@lading/core';
import { AuditQueue } from '../../src/audit/audit-queue.js';

const event: AuditEvent = { action: 'access.refused', outcome: 'refused', actor: { kind: 'user', name: 'alice' } };

/** A log that can be broken, and a queue whose timer does not fire within a test. */
function queueOn({ maximumWaiting = 10_000 } = {}) {
  const batches: (readonly AuditEvent[])[] = [];
  const warnings: string[] = [];
  const log = {
    isBroken: false,
    append: async (events: readonly AuditEvent[]) => {
      if (log.isBroken) throw new Error('the database is away');
      batches.push(events);
    },
  };
  const warn = (message: string) => void warnings.push(message);
  return {
    log,
    batches,
    warnings,
    queue: new AuditQueue({ log, warn, maximumWaiting, delayMilliseconds: 1_000_000 }),
  };
}

describe('AuditQueue', () => {
  it('writes what waits in batches of 100, in its order', async () => {
    const { queue, batches } = queueOn();
    for (let target = 0; target < 250; target += 1) queue.record({ ...event, target: String(target) });
    await queue.close();
    expect(batches.map((batch) => batch.length)).toEqual([100, 100, 50]);
    expect(batches.flat().map(({ target }) => Number(target))).toEqual([...Array(250).keys()]);
  });

  it('writes a full batch without waiting for the end of the time', async () => {
    const { queue, batches } = queueOn();
    for (let count = 0; count < 100; count += 1) queue.record(event);
    while (batches.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(batches).toHaveLength(1);
    await queue.close();
  });

  it('writes each event once when several flushes run at once', async () => {
    const { queue, batches } = queueOn();
    for (let count = 0; count < 150; count += 1) queue.record(event);
    await Promise.all([queue.flush(), queue.flush(), queue.flush()]);
    expect(batches.flat()).toHaveLength(150);
    await queue.close();
  });

  it('drops and counts events when it is full, and warns once', async () => {
    const { queue, batches, warnings } = queueOn({ maximumWaiting: 20 });
    for (let count = 0; count < 50; count += 1) queue.record(event);
    expect(queue.dropped).toBe(30);
    expect(warnings).toEqual(['events of the audit are dropped: too many wait']);
    await queue.close();
    expect(batches.flat()).toHaveLength(20);
  });

  it('keeps what a broken log did not take', async () => {
    const { queue, log, batches } = queueOn();
    queue.record(event);
    log.isBroken = true;
    await expect(queue.flush()).rejects.toThrow('the database is away');
    log.isBroken = false;
    await queue.close();
    expect(batches.flat()).toHaveLength(1);
  });

  it('warns when events are lost at the end', async () => {
    const { queue, log, warnings } = queueOn();
    log.isBroken = true;
    queue.record(event);
    await queue.close();
    expect(warnings).toEqual(['events of the audit are lost']);
  });

  it('[A112] escapes control characters and cuts the user agent', async () => {
    const { queue, batches } = queueOn();
    queue.record({
      ...event,
      userAgent: `docker\r\n2026 forged \u001b[31m${'x'.repeat(300)}`,
      detail: { reason: 'a\nb', members: ['\u202e'] },
    });
    await queue.close();
    const [written] = batches.flat();
    expect(written?.userAgent).toMatch(/^docker\\u000d\\u000a2026 forged \\u001b\[31mx+$/);
    expect(written?.userAgent).toHaveLength(256);
    expect(written?.detail).toEqual({ reason: 'a\\u000ab', members: ['\\u202e'] });
  });
});
