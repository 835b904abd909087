/** The options of the command line that are settings of the registry. */
export interface RegistrySettings {
  readonly host?: string;
  readonly port?: string;
  readonly data?: string;
  readonly databaseUrl?: string;
}

/** The environment of the registry. Options win over it. */
export function environmentFor({ host, port, data, databaseUrl }: RegistrySettings): NodeJS.ProcessEnv {
  const given = { HOST: host, PORT: port, LADING_DATA_DIR: data, DATABASE_URL: databaseUrl };
  const environment = { ...process.env };
  for (const [name, value] of Object.entries(given)) if (value !== undefined) environment[name] = value;
  // MACHTYPE would mean that the shell has set HOST.
  if (host !== undefined) delete environment.MACHTYPE;
  return environment;
}
