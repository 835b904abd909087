import { BackgroundTasks, createRegistryAdapter } from '@lading/server';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import type { RegistryAccess } from '../access/open-access.js';
import { publicUrlOf } from '../access/token-endpoint.js';
import type { Readiness } from '../health/readiness.js';
import { NestLogger } from '../logging/nest-logger.js';
import { observeRequests } from '../request/observe-requests.js';
import { requestLog } from '../request/request-log.js';
import { readTlsFiles } from '../tls/tls-files.js';
import { type AppModuleParts, createAppModule } from './app.module.js';
import { BackgroundWork } from './background-work.js';
import { connectionOptions } from './connection-options.js';
import { corsOptions } from './cors-options.js';
import { registryOptions } from './registry-options.js';
import type { RegistryServerParts } from './registry-server-parts.js';
import { serveRoot } from './serve-root.js';
import type { Stores } from './stores.js';

export interface ApplicationParts extends RegistryServerParts {
  readonly stores: Stores;
  readonly access: RegistryAccess;
  readonly readiness: Readiness;
}

/** The Nest application: the registry module on the registry adapter, as anyone would put them together. */
export async function createApplication(parts: ApplicationParts): Promise<NestFastifyApplication> {
  const { configuration, logger, metrics, metricsSource, readiness } = parts;
  const https = readTlsFiles(configuration);
  const adapter = createRegistryAdapter({
    ...connectionOptions(configuration),
    ...(https === undefined ? {} : { https }),
  });
  observeRequests(adapter.getInstance<FastifyInstance>(), [requestLog(logger), metrics.observer]);
  serveRoot(adapter.getInstance<FastifyInstance>(), configuration.basePath);
  const isMetricsHere = configuration.metrics && configuration.metricsPort === undefined;
  const module = createAppModule({
    work: workOf(parts),
    access: parts.access.access,
    publicUrl: publicUrlOf(configuration),
    readiness,
    metricsSource: isMetricsHere ? metricsSource : undefined,
  });
  const nestLogger = new NestLogger(logger);
  const application = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: nestLogger,
    abortOnError: false,
  });
  if (configuration.role === 'both') metrics.tasks.expect(application.get(BackgroundTasks).names);
  if (configuration.corsOrigins.length > 0) application.enableCors(corsOptions(configuration));
  return application;
}

function workOf(parts: ApplicationParts): AppModuleParts['work'] {
  const { configuration, stores, access, metrics } = parts;
  const tasks = access.access?.tasks ?? [];
  if (configuration.role === 'work') return new BackgroundWork(parts, stores, tasks);
  const options = registryOptions(configuration, stores, access.control);
  return { ...options, tasks, onTaskRun: (run) => metrics.tasks.count(run) };
}
