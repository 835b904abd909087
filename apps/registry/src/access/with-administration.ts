import { type OperatorAdministration, openOperatorAdministration } from '@lading/access';
import { createRegistryDataSource, PostgresAccessStore } from '@lading/metadata';
import { hasSignIn } from '../configuration/access-keys.js';
import type { Configuration } from '../configuration/configuration-schema.js';
import { readAccess } from '../configuration/read-access.js';
import { explainAccessError } from './access-error.js';

/** The configuration with the URL of a database that is migrated. */
export type ManagedConfiguration = Configuration & { readonly databaseUrl: string };

/**
 * Opens the administration of a registry, which may run meanwhile.
 * @throws ConfigurationError if a file of `access` cannot be used
 */
export async function withAdministration<Result>(
  configuration: ManagedConfiguration,
  work: (administration: OperatorAdministration) => Promise<Result>,
): Promise<Result> {
  const { databaseUrl: url, databaseSchema: schema, databaseTimeoutSeconds: timeoutSeconds } = configuration;
  // The users and rules of files can make somebody an administrator too.
  const { htpasswd, rules, groups, trusts, issuers, providers } = readAccess(
    hasSignIn(configuration) ? configuration : {},
  );
  const dataSource = createRegistryDataSource({ url, schema, poolSize: 2, timeoutSeconds });
  await dataSource.initialize();
  try {
    const preparedStatements = configuration.databasePreparedStatements;
    const store = new PostgresAccessStore(dataSource, { preparedStatements, timeoutSeconds });
    const administration = await openOperatorAdministration({
      store,
      files: { htpasswd, rules, groups, trusts, issuers, providers },
    });
    return await work(administration).finally(() => administration.close());
  } catch (error) {
    throw explainAccessError(error);
  } finally {
    await dataSource.destroy();
  }
}
