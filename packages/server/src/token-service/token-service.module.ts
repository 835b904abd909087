import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { RegistryAdapter } from '../adapter/registry.adapter.js';
import { TokenController } from './token.controller.js';
import { ConfigurableModuleClass } from './token-service.module-definition.js';

/**
 * The token service of a registry: `/v2/token`, `/token` and `/v2/token/jwks`. Many proxies pass on only `/v2/`, and some
 * clients expect `/token`. It runs beside `RegistryModule`, whose `access` sends clients to it.
 */
@Module({ controllers: [TokenController] })
export class TokenServiceModule extends ConfigurableModuleClass implements OnModuleInit {
  constructor(@Inject(HttpAdapterHost) private readonly host: HttpAdapterHost) {
    super();
  }

  /** @throws Error if the application runs on another adapter */
  onModuleInit(): void {
    const { httpAdapter } = this.host;
    if (!(httpAdapter instanceof RegistryAdapter))
      throw new Error('TokenServiceModule needs the HTTP adapter of createRegistryAdapter()');
    httpAdapter.serveTokenPath();
  }
}
