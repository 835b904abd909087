import type { AccessControl, AccessScope, Identity, NamedIdentity, RepositoryName } from '@lading/core';
import {
  type CanActivate,
  type ExecutionContext,
  type HttpException,
  Inject,
  Injectable,
  NotFoundException,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { registryRequestOf } from '../http/request/registry-request.js';
import { ACCESS_CONTROL } from '../registry.tokens.js';
import { authenticate, authenticateAgain, type Identified, nobody } from './authenticate.js';
import { Caller, setCaller } from './caller.js';
import { type Permission, Permissions } from './permissions.js';
import { type Asked, Refusals } from './refusals.js';
import { RequestView } from './request-view.js';
import { type Requirement, requirementOf } from './requirement.js';

const allowed: Extract<Permission, { readonly outcome: 'allowed' }> = { outcome: 'allowed' };

/**
 * Authenticates and authorizes a request before its body is read. It guards every handler of an application that declares a
 * requirement. Below `/v2/`, no other handler can be reached. It throws exceptions of Nest, because an application may have
 * its own filters.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  private readonly refusals: Refusals;

  constructor(@Inject(ACCESS_CONTROL) private readonly access: AccessControl) {
    this.refusals = new Refusals(access);
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const requirement = requirementOf(context.getHandler(), context.getClass());
    if (requirement !== undefined) setCaller(request.raw, await this.admit(requirement, request, http.getResponse()));
    else if (registryRequestOf(request.raw) !== undefined) throw noEndpoint();
    return true;
  }

  private async admit(requirement: Requirement, request: FastifyRequest, reply: FastifyReply): Promise<Caller> {
    const { authenticators, authorizer, timeoutSeconds = 5 } = this.access;
    const isPublic = requirement.type === 'nothing';
    const repository = repositoryOf(requirement, request);
    const scopes = scopesOf(requirement, repository);
    const view = new RequestView(request, reply, timeoutSeconds);
    const isAnonymous = isPublic || authenticators.length === 0;
    const authenticated = isAnonymous ? nobody : await authenticate(authenticators, view);
    const asked: Asked = { scopes, view, reply };
    if (authenticated.outcome !== 'identified') throw this.refusals.ofCredentials(authenticated, asked);
    const permit = async (identified: Identified) => {
      const permission = isPublic ? allowed : await new Permissions(identified, authorizer, view).check(scopes);
      if (permission.outcome === 'allowed') return permission;
      throw this.refusals.ofPermission(permission, identified, asked);
    };
    const { rule } = await permit(authenticated);
    const permitStill = async () => {
      await permit(authenticated);
      return permit(await this.current(authenticated, asked));
    };
    return new Caller(new Permissions(authenticated, authorizer, view), repository, rule, permitStill);
  }

  /**
   * Who the client is now: it may have other groups than when the request began.
   * @throws HttpException if its account or credential does not count any more. A token that has only expired does no harm: it was
   * valid when the request began.
   */
  private async current(before: Identified, asked: Asked): Promise<Identified> {
    const { by } = before;
    if (by === undefined) return before;
    const answer = await authenticateAgain({ ...before, by }, asked.view);
    if (answer.outcome === 'rejected' && answer.identity !== undefined)
      throw this.refusals.ofCredentials(answer, asked);
    return answer.outcome === 'identified' && isSame(answer.identity, before.identity) ? answer : before;
  }
}

function isSame(one: Identity, other: Identity): boolean {
  return one.kind === other.kind && (one.kind === 'anonymous' || one.name === (other as NamedIdentity).name);
}

/** The repository that a requirement is about: the one in the path of the API, or in the parameters of the route. */
function repositoryOf(requirement: Requirement, { raw, params }: FastifyRequest): RepositoryName | undefined {
  if (requirement.type !== 'repository') return undefined;
  if (requirement.route !== undefined) return requirement.route.read(params as Record<string, string>);
  const repository = registryRequestOf(raw)?.target?.repository;
  if (repository === undefined) throw noEndpoint();
  return repository;
}

function scopesOf(requirement: Requirement, name: RepositoryName | undefined): readonly AccessScope[] {
  if (requirement.type === 'catalog') return [{ type: 'registry', name: 'catalog', actions: ['*'] }];
  if (requirement.type !== 'repository') return [];
  if (name === undefined) throw noEndpoint();
  return [{ type: 'repository', name, actions: requirement.actions }];
}

function noEndpoint(): HttpException {
  return new NotFoundException('no such endpoint');
}
