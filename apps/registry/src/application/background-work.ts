import { pickSettings, type Task } from '@lading/core';
import { createEngine, type Engine, engineSettings, TaskRunner } from '@lading/engine';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { engineLog } from '../logging/engine-log.js';
import type { RegistryServerParts } from './registry-server-parts.js';
import type { Stores } from './stores.js';

/** Runs the background tasks in an application that does not serve the API. */
export class BackgroundWork implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #engine: Engine;
  readonly #runner: TaskRunner;

  /** @param more tasks besides those of the engine */
  constructor(
    { configuration, logger, metrics }: RegistryServerParts,
    { blobStore, metadataStore }: Stores,
    more: readonly Task[],
  ) {
    const log = engineLog(logger);
    const settings = pickSettings(engineSettings, configuration);
    this.#engine = createEngine({ blobStore, metadataStore, settings, log });
    const tasks = [...this.#engine.tasks, ...more];
    const onRun = metrics.tasks.count.bind(metrics.tasks);
    this.#runner = new TaskRunner({ tasks, turns: metadataStore.tasks, log, onRun });
    metrics.tasks.expect(this.#runner.names);
  }

  onApplicationBootstrap(): void {
    this.#runner.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#runner.stop();
    await this.#engine.close();
  }
}
