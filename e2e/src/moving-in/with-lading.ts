import { type RegistryProcess, startRegistry } from '../harness/registry-process.js';

/** Runs an action with a registry, which is stopped afterwards. */
export async function withLading(
  dataDirectory: string,
  environment: NodeJS.ProcessEnv,
  action: (registry: RegistryProcess) => Promise<void>,
): Promise<void> {
  const registry = await startRegistry({ dataDirectory, environment, logFile: `${dataDirectory}.log` });
  try {
    await action(registry);
  } finally {
    await registry.stop();
  }
}
