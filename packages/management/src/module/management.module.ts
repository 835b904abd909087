import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { addProblemHook } from '../controller/problem-hook.js';
import { ManagementGuard } from '../guard/management.guard.js';
import { openApiDocument } from '../openapi/openapi-document.js';
import type { ManagementOptions } from '../options/management.options.js';
import { MANAGED_ACCESS, MANAGEMENT_OPTIONS, OPENAPI_DOCUMENT } from '../options/management.tokens.js';
import { PageGuard } from '../pages/page.guard.js';
import { requireAudiences } from '../pages/require-audiences.js';
import { routesOf } from '../route/routes.js';
import { BrowserSignIn } from '../sessions/browser-sign-in.js';
import {
  assetControllers,
  controllers,
  deviceControllers,
  pageControllers,
  providerLoginControllers,
} from './controllers.js';
import { ConfigurableModuleClass } from './management.module-definition.js';

/**
 * The management API of a registry at `/api/v1`, as a part of a Nest application on Fastify. It knows users by personal access
 * tokens and by the cookie of a session. `/login`, `/device` and `/account` are pages for people, and `/login/device/code` begins
 * the sign-in of a program. `/login/oidc` sends people to identity providers.
 */
@Module({
  controllers: [
    ...controllers,
    ...deviceControllers,
    ...providerLoginControllers,
    ...pageControllers,
    ...assetControllers,
  ],
  providers: [
    ManagementGuard,
    PageGuard,
    BrowserSignIn,
    { provide: MANAGED_ACCESS, inject: [MANAGEMENT_OPTIONS], useFactory: ({ access }: ManagementOptions) => access },
    { provide: OPENAPI_DOCUMENT, useFactory: () => openApiDocument(routesOf(controllers)) },
  ],
})
export class ManagementModule extends ConfigurableModuleClass implements OnModuleInit {
  constructor(@Inject(HttpAdapterHost) private readonly host: HttpAdapterHost) {
    super();
  }

  /** @throws Error if the application does not run on Fastify, or a page does not declare its audience */
  onModuleInit(): void {
    if (this.host.httpAdapter.getType() !== 'fastify')
      throw new Error('ManagementModule needs an application on Fastify: see @nestjs/platform-fastify');
    requireAudiences(pageControllers);
    addProblemHook(this.host.httpAdapter.getInstance<FastifyInstance>());
  }
}
