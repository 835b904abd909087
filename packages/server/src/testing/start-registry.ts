import { allowEveryone } from '@lading/core';
import { NestFactory } from '@nestjs/core';
import { createRegistryAdapter } from '../adapter/registry.adapter.js';
import type { RegistryAdapterOptions } from '../adapter/registry-adapter-options.js';
import { RegistryModule } from '../registry.module.js';
import type { RegistryOptions } from '../registry.options.js';
import { TokenServiceModule } from '../token-service/token-service.module.js';
import type { TokenServiceAccess } from '../token-service/token-service.options.js';

export interface StartRegistryOptions extends Omit<RegistryOptions, 'access'> {
  /** Everybody may do everything if absent; only here. */
  readonly access?: RegistryOptions['access'];
  /** The options of the token service; no token service if absent. */
  readonly tokenService?: TokenServiceAccess;
  readonly adapter?: RegistryAdapterOptions;
  /** A free one if absent. */
  readonly port?: number;
}

export interface RunningRegistry {
  /** `http://127.0.0.1:<port>/`. */
  readonly url: URL;
  /** Resolves when nothing is left of it but the stores. */
  stop(): Promise<void>;
}

class TestModule {}

/** Starts a whole registry on a loopback port, for tests. */
export async function startRegistry({
  adapter,
  port = 0,
  tokenService,
  ...options
}: StartRegistryOptions): Promise<RunningRegistry> {
  const registry = RegistryModule.forRoot({ access: allowEveryone(), ...options });
  const tokens = tokenService === undefined ? [] : [TokenServiceModule.forRoot({ access: tokenService })];
  const module = { module: TestModule, imports: [registry, ...tokens] };
  const application = await NestFactory.create(module, createRegistryAdapter(adapter), {
    logger: ['error', 'warn'],
    abortOnError: false,
  });
  await application.listen(port, '127.0.0.1');
  return { url: new URL(await application.getUrl()), stop: () => application.close() };
}
