import type { Engine } from '@lading/engine';
import { TaskRunner } from '@lading/engine';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { NestLog } from '../engine/nest-log.js';
import type { ResolvedRegistryOptions } from '../registry.options.js';

/** Runs the tasks of the registry and of its application while the application runs. */
export class BackgroundTasks extends TaskRunner implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #isEnabled: boolean;

  constructor({ tasks }: Engine, options: ResolvedRegistryOptions) {
    const { metadataStore, onTaskRun } = options;
    super({ tasks: [...tasks, ...options.tasks], turns: metadataStore.tasks, log: new NestLog(), onRun: onTaskRun });
    this.#isEnabled = options.runTasks;
  }

  onApplicationBootstrap(): void {
    if (this.#isEnabled) this.start();
  }

  onApplicationShutdown(): Promise<void> {
    return this.stop();
  }
}
