import {
  type Access,
  type AccessFile,
  accessSettings,
  accessWarnings,
  createAccess,
  type TokenServiceOptions,
} from '@lading/access';
import { type AccessControl, type AccessStore, allowEveryone, pickSettings } from '@lading/core';
import { accessControlOf } from '@lading/server';
import type { Logger } from 'pino';
import { hasSignIn } from '../configuration/access-keys.js';
import { proxyOf } from '../configuration/egress-keys.js';
import { readAccess } from '../configuration/read-access.js';
import type { RegistryConfiguration } from '../configuration/registry-configuration.js';
import { engineLog } from '../logging/engine-log.js';
import type { RegistryMetrics } from '../metrics/registry-metrics.js';
import { explainAccessError } from './access-error.js';
import { logRejections } from './log-rejections.js';
import { logWarnings } from './log-warnings.js';
import { measuredAccess } from './measured-access.js';
import { sealingKeysOf } from './sealing-keys-of.js';
import { tokenEndpointOf } from './token-endpoint.js';
import { watchAccessFile } from './watch-access-file.js';

/** The access control of this registry. */
export interface RegistryAccess {
  readonly control: AccessControl;
  /** Absent if everybody may do everything. */
  readonly access?: Access;
  close(): Promise<void>;
}

interface AccessParts {
  readonly configuration: RegistryConfiguration;
  readonly logger: Logger;
  readonly metrics: RegistryMetrics;
}

/**
 * Starts the access control that the configuration asks for.
 * @throws ConfigurationError if a file or a key cannot be used
 */
export async function openAccess(parts: AccessParts, store: AccessStore): Promise<RegistryAccess> {
  if (!hasSignIn(parts.configuration)) return { control: allowEveryone(), close: async () => undefined };
  try {
    return await startAccess(parts, store);
  } catch (error) {
    throw explainAccessError(error);
  }
}

async function startAccess(
  { configuration, logger, metrics }: AccessParts,
  store: AccessStore,
): Promise<RegistryAccess> {
  const file = readAccess(configuration);
  const log = logger.child({ component: 'access' });
  const { htpasswd, rules, groups, trusts, issuers, providers, token: external } = file;
  const started = await createAccess({
    store,
    files: { htpasswd, rules, groups, trusts, issuers, providers },
    ...(external === undefined ? { tokens: tokensOf(configuration, file) } : { external }),
    settings: pickSettings(accessSettings, configuration),
    proxy: proxyOf(configuration),
    log: engineLog(log),
  });
  const { access, countRefusal, setFile } = measuredAccess(started, metrics.registry);
  setFile(file);
  const control = accessControlOf(access, external ?? tokenEndpointOf(configuration));
  const count = countRefusal(control.onRefusal);
  const logRejection = logRejections(log);
  const warn = async () => {
    const state = await started.live.readState();
    logWarnings(accessWarnings({ files: started.files(), state, hasForeignUsers: external !== undefined }), logger);
  };
  const unwatch = watchAccessFile(configuration, file, logger, (changed) => {
    started.replaceFiles(changed);
    setFile(changed);
    // Without the database the names cannot be checked, and the log already has the error of the database.
    warn().catch(() => undefined);
  });
  return {
    access,
    control: {
      ...control,
      onRefusal(refusal) {
        logRejection(refusal);
        count(refusal);
      },
    },
    async close() {
      unwatch();
      await started.close();
    },
  };
}

/** Our own token service. */
function tokensOf(configuration: RegistryConfiguration, file: AccessFile): TokenServiceOptions {
  const { service, issuer } = tokenEndpointOf(configuration);
  const { lifeSeconds, signSeconds } = file.tokenService;
  const { refreshTokens } = configuration;
  return { service, issuer, sealingKeys: sealingKeysOf(configuration, file), lifeSeconds, signSeconds, refreshTokens };
}
