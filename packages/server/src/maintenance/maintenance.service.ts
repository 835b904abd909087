import type { BlobStore, Reclaim, UploadSessions } from '@lading/core';
import { Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { MaintenanceSettings } from '../registry.options.js';

const day = 24 * 60 * 60;
/** So many at a time, and so long until another replica may try them. */
const batch = 50;
const leaseSeconds = 300;

/**
 * Takes away blobs that nothing references, and frees the bytes of those and of uploads that expired. It runs on every replica; the store
 * gives each piece of work to one of them at a time.
 */
export class MaintenanceService implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('Maintenance');
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private stopped = false;

  constructor(
    private readonly metadata: UploadSessions & Reclaim,
    private readonly blobStore: BlobStore,
    private readonly settings: MaintenanceSettings,
  ) {}

  onApplicationBootstrap(): void {
    if (this.settings.enabled) this.schedule(Math.random() * Math.min(10, this.settings.intervalSeconds));
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  /** Does what is due now, in the order in which one step makes work for the next. */
  async run(): Promise<void> {
    await this.deleteUnreferencedBlobs();
    await this.freeAll(
      () => this.metadata.claimDeadUploads(batch, leaseSeconds),
      async ({ id, state }) => {
        await this.blobStore.abort(state);
        await this.metadata.forgetUpload(id);
      },
    );
    await this.freeAll(
      () => this.metadata.claimTrash(batch, leaseSeconds),
      async (location) => {
        await this.blobStore.delete(location);
        await this.metadata.forgetLocation(location);
      },
    );
    await this.deleteEmptyRepositories();
    await this.sweep();
  }

  /** Once a day, on one replica: to look through a whole store takes time, and costs money. */
  private async sweep(): Promise<void> {
    if (this.blobStore.sweep === undefined || !(await this.metadata.claimTurn('sweep', day))) return;
    const olderThan = new Date(Date.now() - this.settings.sweepAgeSeconds * 1000);
    const count = await this.blobStore.sweep({ olderThan });
    if (count > 0) this.logger.log(`freed ${count} leftovers of dead uploads`);
  }

  /** Runs once a day, on one replica. Most repositories are deleted as soon as they lose their last content. */
  private async deleteEmptyRepositories(): Promise<void> {
    if (await this.metadata.claimTurn('empty repositories', day)) await this.metadata.deleteEmptyRepositories();
  }

  private async deleteUnreferencedBlobs(): Promise<void> {
    for (let deleted = batch; deleted === batch && !this.stopped; )
      deleted = await this.metadata.deleteUnreferencedBlobs(batch);
  }

  /** A batch that can't be freed at all is left for later, so that a broken store is not asked in a circle. */
  private async freeAll<Item>(
    claim: () => Promise<readonly Item[]>,
    free: (item: Item) => Promise<void>,
  ): Promise<void> {
    for (let full = true; full && !this.stopped; ) {
      const items = await claim();
      const outcomes = await Promise.allSettled(items.map(free));
      const failed = outcomes.filter((outcome) => outcome.status === 'rejected');
      for (const { reason } of failed.slice(0, 1)) this.report(reason);
      full = items.length === batch && failed.length < items.length;
    }
  }

  private schedule(seconds: number): void {
    this.timer = setTimeout(() => {
      this.running = this.run()
        .catch((error: unknown) => this.report(error))
        .finally(() => {
          this.running = undefined;
          if (!this.stopped) this.schedule(this.settings.intervalSeconds * (0.75 + Math.random() / 2));
        });
    }, seconds * 1000).unref();
  }

  private report(error: unknown): void {
    this.logger.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}
