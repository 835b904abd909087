import type { AuditEvent, AuditLog } from '@lading/core';
import { cleanAuditEvent } from './clean-audit-event.js';

interface AuditQueueOptions {
  readonly log: Pick<AuditLog, 'append'>;
  /** Called when the queue is full or the log fails, and not again until it works again. */
  readonly warn: (message: string, details: Readonly<Record<string, unknown>>) => void;
  readonly batchSize?: number;
  readonly maximumWaiting?: number;
  readonly delayMilliseconds?: number;
}

/**
 * Writes events that nobody waits for, such as refusals, in batches. A failed batch is tried again with the next one. If more
 * wait than the queue holds, further ones are dropped and counted: a flood of refusals must not fill the memory.
 */
export class AuditQueue {
  /** How many events were dropped since the start. */
  dropped = 0;
  private waiting: AuditEvent[] = [];
  private timer: NodeJS.Timeout | undefined;
  /** Ends when nothing is written. Batches are written one after the other. */
  private writing: Promise<unknown> = Promise.resolve();
  private hasWarned = false;
  private readonly batchSize: number;
  private readonly maximumWaiting: number;
  private readonly delayMilliseconds: number;

  constructor(private readonly options: AuditQueueOptions) {
    this.batchSize = options.batchSize ?? 100;
    this.maximumWaiting = options.maximumWaiting ?? 10_000;
    this.delayMilliseconds = options.delayMilliseconds ?? 1000;
  }

  record(event: AuditEvent): void {
    if (this.waiting.length >= this.maximumWaiting) this.drop();
    else this.waiting.push(cleanAuditEvent(event));
    if (this.waiting.length >= this.batchSize && this.timer !== undefined && !this.hasWarned) this.schedule(0);
    else if (this.timer === undefined) this.schedule(this.delayMilliseconds);
  }

  /** Writes all that wait. Rejects if the log fails; they then wait for the next time. */
  flush(): Promise<void> {
    const written = this.writing.then(() => this.write());
    this.writing = written.catch(() => undefined);
    return written;
  }

  /** Writes all that wait, and ends the timer. Call it after the last `record`. */
  async close(): Promise<void> {
    clearTimeout(this.timer);
    await this.flush().catch((error) => this.warnOnce('events of the audit are lost', { error }));
    clearTimeout(this.timer);
  }

  private schedule(delay: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.writeLater(), delay);
    this.timer.unref();
  }

  private async writeLater(): Promise<void> {
    try {
      await this.flush();
      this.hasWarned = false;
    } catch (error) {
      this.warnOnce('the audit cannot be written now', { error });
    }
    this.timer = undefined;
    if (this.waiting.length > 0) this.schedule(this.delayMilliseconds);
  }

  private async write(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting.slice(0, this.batchSize);
      await this.options.log.append(batch);
      this.waiting.splice(0, batch.length);
    }
  }

  private drop(): void {
    this.dropped += 1;
    this.warnOnce('events of the audit are dropped: too many wait', { maximumWaiting: this.maximumWaiting });
  }

  private warnOnce(message: string, details: Readonly<Record<string, unknown>>): void {
    if (!this.hasWarned) this.options.warn(message, details);
    this.hasWarned = true;
  }
}
