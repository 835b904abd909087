import cluster from 'node:cluster';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { untilAborted } from '@lading/core';
import type { Logger } from 'pino';
import { ConfigurationError } from '../configuration/configuration-error.js';
import type { RegistryConfiguration } from '../configuration/registry-configuration.js';
import { serveMetrics } from '../metrics/serve-metrics.js';
import { StartError } from '../start/start-error.js';
import { ClusterMetrics } from './cluster-metrics.js';
import { longestStop, type Service } from './service.js';
import { WorkerSlot, type WorkerSlotEvents } from './worker-slot.js';

const program = fileURLToPath(new URL('../worker.js', import.meta.url));
const mostTries = 5;

/**
 * Serves requests from several processes that share one port.
 * @throws StartError or ConfigurationError if they do not become ready; the reason of the signal if it fires before
 */
export async function startWorkerFleet(
  configuration: RegistryConfiguration,
  logger: Logger,
  signal: AbortSignal,
): Promise<Service> {
  cluster.setupPrimary({ exec: program, args: [] });
  const slots: WorkerSlot[] = [];
  const metrics = new ClusterMetrics(() => slots.flatMap((slot) => slot.readyWorker ?? []));
  const metricsServer = await serveMetrics(configuration, () => metrics.read());
  const ready = openSlots(slots, configuration, logger, metrics);
  const stop = stopSlots(slots, configuration, metricsServer);
  try {
    return { stop, port: await untilAborted(within(configuration.startTimeoutSeconds, ready), signal) };
  } catch (error) {
    await stop(AbortSignal.abort());
    throw error;
  }
}

/** Fills `slots` and starts a worker in each; resolves to the port when all of them listen. */
function openSlots(
  slots: WorkerSlot[],
  configuration: RegistryConfiguration,
  logger: Logger,
  metrics: ClusterMetrics,
): Promise<number> {
  let missing = configuration.workers;
  let isReady = false;
  const ready = new Promise<number>((resolve, reject) => {
    const events: WorkerSlotEvents = {
      ready(port) {
        missing -= 1;
        if (missing > 0) return;
        isReady = true;
        resolve(port);
      },
      unable(reason, faults) {
        // Until all workers are ready, the first reason ends the start.
        if (isReady) logger.error(`a worker can't start: ${reason}`);
        else reject(faults.length > 0 ? new ConfigurationError(faults) : new StartError(reason));
      },
      ended(tries) {
        metrics.countRestart();
        if (tries >= mostTries)
          reject(new StartError('the workers end before they are ready: the log shows the cause'));
      },
      metricsWanted: (answer) => metrics.read().then(answer, () => answer(undefined)),
    };
    for (let count = 0; count < configuration.workers; count++)
      slots.push(new WorkerSlot(configuration, events, logger));
  });
  for (const slot of slots) slot.start();
  return ready;
}

function stopSlots(slots: readonly WorkerSlot[], configuration: RegistryConfiguration, metrics: { close(): void }) {
  return async (now: AbortSignal): Promise<void> => {
    const hurry = () => {
      for (const slot of slots) slot.hurry();
    };
    now.addEventListener('abort', hurry, { once: true });
    const killer = setTimeout(() => {
      for (const slot of slots) slot.kill();
    }, longestStop(configuration));
    await Promise.all(slots.map((slot) => slot.stop(now.aborted)));
    clearTimeout(killer);
    now.removeEventListener('abort', hurry);
    metrics.close();
  };
}

async function within<Value>(seconds: number, promise: Promise<Value>): Promise<Value> {
  const timer = new AbortController();
  const tooLate = delay(seconds * 1000, undefined, { signal: timer.signal }).then(() => {
    throw new StartError(`the workers were not ready within ${seconds} seconds (LADING_START_TIMEOUT)`);
  });
  tooLate.catch(() => undefined);
  return Promise.race([promise, tooLate]).finally(() => timer.abort());
}
