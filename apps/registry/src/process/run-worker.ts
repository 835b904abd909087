import type { Logger } from 'pino';
import type { RegistryConfiguration } from '../application/registry-configuration.js';
import { type RegistryServer, startRegistryServer } from '../application/registry-server.js';
import { ConfigurationError } from '../configuration/configuration-error.js';
import { createLogger } from '../logging/create-logger.js';
import { RegistryMetrics } from '../metrics/registry-metrics.js';
import { answerPrimary, askPrimary } from '../metrics/worker-metrics.js';
import { endOnCrash } from './crash.js';
import { collectLessOften } from './garbage-collection.js';
import { isMessage, type MessageToPrimary, type MessageToWorker } from './messages.js';
import { StartError } from './start-error.js';

/** One worker process: does what the primary process tells it. */
export function runWorker(): void {
  collectLessOften();
  const now = new AbortController();
  let server: Promise<RegistryServer | undefined> = Promise.resolve(undefined);
  let isStopping = false;
  const stop = async (atOnce: boolean) => {
    if (atOnce) now.abort();
    if (isStopping) return;
    isStopping = true;
    await (await server)?.stop(now.signal);
    process.exit(0);
  };
  process.on('message', (message: unknown) => {
    if (!isMessage<MessageToWorker>(message)) return;
    if (message.type === 'lading:start') server = start(message.configuration);
    if (message.type === 'lading:stop') void stop(message.now);
  });
  // Ctrl-C reaches the whole group: the primary process decides. SIGTERM to one worker replaces that worker.
  process.on('SIGINT', () => undefined);
  process.on('SIGHUP', () => undefined);
  process.on('SIGTERM', () => void stop(false));
  // Without its primary process a worker ends at once: node:cluster sees to that.
  tell({ type: 'lading:here' });
}

async function start(configuration: RegistryConfiguration): Promise<RegistryServer | undefined> {
  const logger = createLogger({ level: configuration.logLevel, format: configuration.logFormat });
  endOnCrash(logger);
  const metrics = new RegistryMetrics();
  answerPrimary(metrics.registry);
  try {
    const server = await startRegistryServer({ configuration, logger, metrics, metricsSource: askPrimary });
    tell({ type: 'lading:ready', port: server.port });
    return server;
  } catch (error) {
    return giveUp(error, logger);
  }
}

/** Ends this process: at once if starting again may help, else after the primary process was told not to try. */
async function giveUp(error: unknown, logger: Logger): Promise<never> {
  const faults = error instanceof ConfigurationError ? error.faults : [];
  if (error instanceof StartError || faults.length > 0) {
    const message: MessageToPrimary = { type: 'lading:unable', reason: (error as Error).message, faults };
    await new Promise((done) => process.send?.(message, done));
  } else logger.error({ err: error }, 'this worker could not start');
  process.exit(1);
}

function tell(message: MessageToPrimary): void {
  if (process.connected) process.send?.(message);
}
