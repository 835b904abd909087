import { lookup } from 'node:dns/promises';
import type { Server } from 'node:http';
import type { Server as SecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { isRegistryError } from '@lading/core';
import { StoreIdentity, StoreMismatchError } from '@lading/engine';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { openAccess, type RegistryAccess } from '../access/open-access.js';
import type { RegistryConfiguration } from '../configuration/registry-configuration.js';
import { type HealthPart, Readiness } from '../health/readiness.js';
import { explainListenError } from '../start/listen-fault.js';
import { watchTlsFiles } from '../tls/watch-tls-files.js';
import { closeServer } from './close-server.js';
import { createApplication } from './create-application.js';
import type { RegistryServerParts } from './registry-server-parts.js';
import { openStores, type Stores } from './stores.js';
import { whenAborted } from './when-aborted.js';

/** How long a start waits for the blob store to return its owner. */
const storePatienceMilliseconds = 5000;

/** The registry in this process. */
export interface RegistryServer {
  readonly port: number;
  /** Waits for transfers within the configured limits, or until `now` fires, and then closes everything. */
  stop(now: AbortSignal): Promise<void>;
}

/**
 * Opens the stores, creates the Nest application and listens.
 * @throws StartError
 */
export async function startRegistryServer(parts: RegistryServerParts): Promise<RegistryServer> {
  const stores = await openStores(parts);
  try {
    const access = await openAccess(parts, stores.accessStore);
    return await serve(parts, stores, access).catch(async (error) => {
      await access.close();
      throw error;
    });
  } catch (error) {
    await stores.close();
    throw error;
  }
}

async function serve(parts: RegistryServerParts, stores: Stores, access: RegistryAccess): Promise<RegistryServer> {
  const { configuration, logger } = parts;
  const readiness = new Readiness(await healthParts(stores), logger);
  const application = await createApplication({ ...parts, stores, access, readiness });
  await listen(application, configuration);
  // Logs a fault at once, before the first probe.
  void readiness.report();
  const server: Server = application.getHttpServer();
  const unwatch =
    configuration.tlsKey === undefined ? undefined : watchTlsFiles(configuration, server as SecureServer, logger);
  return {
    port: (server.address() as AddressInfo).port,
    async stop(now) {
      readiness.stop();
      await Promise.race([delay(configuration.stopDelaySeconds * 1000), whenAborted(now)]);
      unwatch?.();
      const limits = { timeoutSeconds: configuration.stopTimeoutSeconds, now };
      const { cut } = await closeServer(server, () => application.close(), limits);
      if (cut) logger.warn('transfers that still ran were cut');
      await access.close();
      await stores.close();
    },
  };
}

/** The blob store counts as failing while it is not that of this registry, for example if its volume is not mounted. */
async function healthParts({ metadataStore, blobStore }: Stores): Promise<Readonly<Record<string, HealthPart>>> {
  const identity = new StoreIdentity(metadataStore.registry, blobStore);
  await identity.load();
  await requireRightStore(identity);
  const checkBlobs = async (signal?: AbortSignal) => {
    await identity.check(signal);
    await blobStore.check(signal);
  };
  return { database: metadataStore, blobs: { check: checkBlobs } };
}

/**
 * Refuses the wrong blob store: a worker that replaces another may find only the mount point of an unmounted volume, and
 * would store uploads there. Other failures may be temporary, and the readiness probe reports them.
 */
async function requireRightStore(identity: StoreIdentity): Promise<void> {
  try {
    await identity.check(AbortSignal.timeout(storePatienceMilliseconds));
  } catch (error) {
    if (isRegistryError(error) && error.cause instanceof StoreMismatchError) throw error;
  }
}

/** Listens on one address. For a name with several, Fastify would open more servers than the one that we observe and close. */
async function listen(application: NestFastifyApplication, { host, port }: RegistryConfiguration): Promise<void> {
  try {
    const { address } = await lookup(host);
    await application.listen(port, address);
  } catch (error) {
    throw explainListenError(error, { host, port, variable: 'PORT' }) ?? error;
  }
}
