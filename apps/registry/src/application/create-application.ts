import { createRegistryAdapter } from '@lading/server';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { NestLogger } from '../logging/nest-logger.js';
import { observeRequests } from '../request/observe-requests.js';
import { requestLog } from '../request/request-log.js';
import { readTlsFiles } from '../tls/tls-files.js';
import { type AppModuleParts, createAppModule } from './app.module.js';
import { connectionOptions } from './connection-options.js';
import { corsOptions } from './cors-options.js';
import { registryOptions } from './registry-options.js';
import type { RegistryServerParts } from './registry-server.js';
import { serveRoot } from './serve-root.js';
import type { Stores } from './stores.js';

/** The Nest application: the registry module on the registry adapter, as anyone would put them together. */
export async function createApplication(
  { configuration, logger, metrics, metricsSource }: RegistryServerParts,
  stores: Stores,
  readiness: AppModuleParts['readiness'],
): Promise<NestFastifyApplication> {
  const https = readTlsFiles(configuration);
  const adapter = createRegistryAdapter({
    basePath: configuration.basePath,
    ...(configuration.publicUrl === undefined ? {} : { publicUrl: configuration.publicUrl }),
    ...(configuration.trustedProxies.length === 0 ? {} : { trustProxy: configuration.trustedProxies }),
    ...(https === undefined ? {} : { https }),
    ...connectionOptions(configuration),
  });
  observeRequests(adapter.getInstance<FastifyInstance>(), [requestLog(logger), metrics.observer]);
  serveRoot(adapter.getInstance<FastifyInstance>(), configuration.basePath);
  const isMetricsHere = configuration.metrics && configuration.metricsPort === undefined;
  const module = createAppModule({
    registry: registryOptions(configuration, stores),
    readiness,
    metricsSource: isMetricsHere ? metricsSource : undefined,
  });
  const nestLogger = new NestLogger(logger);
  const application = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: nestLogger,
    abortOnError: false,
  });
  if (configuration.corsOrigins.length > 0) application.enableCors(corsOptions(configuration));
  return application;
}
