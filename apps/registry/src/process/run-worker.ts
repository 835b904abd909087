import type { Logger } from 'pino';
import { type RegistryServer, startRegistryServer } from '../application/registry-server.js';
import { ConfigurationError } from '../configuration/configuration-error.js';
import type { RegistryConfiguration } from '../configuration/registry-configuration.js';
import { createLogger } from '../logging/create-logger.js';
import { RegistryMetrics } from '../metrics/registry-metrics.js';
import { StartError } from '../start/start-error.js';
import { collectLessOften } from '../tuning/collect-less-often.js';
import { endOnCrash } from './crash.js';
import { isMessage, type MessageToPrimary, type MessageToWorker } from './messages.js';
import { answerPrimary, askPrimary } from './worker-metrics.js';

/** Runs a worker process, which the primary process controls by messages. */
export function runWorker(): void {
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
  // Ctrl-C reaches all processes, and the primary process decides. SIGTERM to one worker replaces this worker.
  process.on('SIGINT', () => undefined);
  process.on('SIGHUP', () => undefined);
  process.on('SIGTERM', () => void stop(false));
  // node:cluster ends a worker whose primary process is gone.
  tell({ type: 'lading:here' });
}

async function start(configuration: RegistryConfiguration): Promise<RegistryServer | undefined> {
  if (configuration.rareGarbageCollection) collectLessOften();
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

/** Ends this process. If another start would not help, tells the primary process first. */
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
