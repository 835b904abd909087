import { type AccessController, type AccessDecision, type AccessScope, RegistryError } from '@lading/core';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { registryRequestOf } from '../http/registry-request.js';
import type { RegistryTarget } from '../http/registry-url.js';
import { ACCESS_CONTROLLER } from '../registry.tokens.js';
import { Caller } from './caller.js';
import { type Requirement, requirementKey } from './requires.decorator.js';

/**
 * Asks the access controller before the body of a request is read, about the target that the handler gets. It guards every
 * handler of an application: requests below `/v2/` reach only handlers with a requirement, and other requests reach only
 * handlers without one.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(@Inject(ACCESS_CONTROLLER) private readonly accessController: AccessController) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const { raw } = context.switchToHttp().getRequest<FastifyRequest>();
    const request = registryRequestOf(raw);
    const requirement: Requirement | undefined = Reflect.getMetadata(requirementKey, context.getHandler());
    if (requirement === undefined && request === undefined) return true;
    if (requirement === undefined || request?.target === undefined)
      throw new RegistryError('UNSUPPORTED', 'no such endpoint', { status: 404 });
    const { authorization } = raw.headers;
    const scopes = scopesOf(requirement, request.target);
    const decision = await this.accessController.decide({ authorization, scopes });
    refuseUnlessGranted(decision);
    request.caller = new Caller(decision.principal, authorization, this.accessController);
    return true;
  }
}

function scopesOf(requirement: Requirement, { repository }: RegistryTarget): readonly AccessScope[] {
  if (requirement.type === 'login') return [];
  if (requirement.type === 'catalog') return [{ type: 'registry', name: 'catalog', actions: ['*'] }];
  if (repository === undefined) throw new RegistryError('DENIED', 'this endpoint is open to nobody');
  return [{ type: 'repository', name: repository, actions: requirement.actions }];
}

function refuseUnlessGranted(
  decision: AccessDecision,
): asserts decision is Extract<AccessDecision, { readonly outcome: 'granted' }> {
  if (decision.outcome === 'granted') return;
  if (decision.outcome === 'denied') throw new RegistryError('DENIED', decision.reason);
  throw new RegistryError('UNAUTHORIZED', decision.reason ?? 'authentication is required', {
    headers: { 'WWW-Authenticate': decision.wwwAuthenticate },
  });
}
