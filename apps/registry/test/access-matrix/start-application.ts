import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { Access } from '@lading/access';
import type { AccessStore } from '@lading/core';
import { MemoryAccessStore, MemoryBlobStore, MemoryMetadataStore } from '@lading/storage';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { openAccess } from '../../src/access/open-access.js';
import { createApplication } from '../../src/application/create-application.js';
import { loadConfiguration } from '../../src/configuration/load-configuration.js';
import { settle } from '../../src/configuration/registry-configuration.js';
import { Readiness } from '../../src/health/readiness.js';
import { RegistryMetrics } from '../../src/metrics/registry-metrics.js';
import { readRoutes } from './read-routes.js';

export interface RunningApplication {
  readonly port: number;
  readonly access: Access;
  readonly accessStore: AccessStore;
  /** The routes of the router, such as `GET /v2/:name/tags/list`. */
  readonly routes: readonly string[];
  stop(): Promise<void>;
}

/** Starts the whole application in this process, on stores in memory. */
export async function startApplication(): Promise<RunningApplication> {
  const environment = {
    LADING_ACCESS: 'sign-in',
    LADING_PUBLIC_URL: 'http://registry.test',
    LADING_SEALING_KEY: randomBytes(32).toString('base64'),
  };
  const configuration = settle(loadConfiguration(environment, '/'), { url: '', poolSize: 1 }, 'json');
  const metrics = new RegistryMetrics();
  const logger = pino({ level: 'silent' });
  const accessStore = new MemoryAccessStore();
  const stores = {
    blobStore: new MemoryBlobStore(),
    metadataStore: new MemoryMetadataStore(),
    accessStore,
    close: async () => undefined,
  };
  const parts = { configuration, logger, metrics, metricsSource: () => metrics.registry.metrics() };
  const opened = await openAccess(parts, accessStore);
  if (opened.access === undefined) throw new Error('the application has no access control');
  const readiness = new Readiness({}, logger);
  const application = await createApplication({ ...parts, stores, access: opened, readiness });
  await application.listen(0, '127.0.0.1');
  const routes = readRoutes(application.getHttpAdapter().getInstance() as unknown as FastifyInstance);
  return {
    port: (application.getHttpServer().address() as AddressInfo).port,
    access: opened.access,
    accessStore,
    routes,
    async stop() {
      await application.close();
      await opened.close();
    },
  };
}
