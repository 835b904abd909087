import type { AccessController, AccessDecision, AccessRequest } from '@lading/core';
import { Inject, Injectable } from '@nestjs/common';
import { TeamDirectory } from './team-directory.js';

/** Everybody pulls; members of a team push and delete below the name of their team. */
@Injectable()
export class TeamAccessController implements AccessController {
  constructor(@Inject(TeamDirectory) private readonly directory: TeamDirectory) {}

  async decide({ authorization, scopes }: AccessRequest): Promise<AccessDecision> {
    const member = this.directory.findMember(authorization);
    // A request for `GET /v2/` has no scopes. docker and skopeo send credentials only if it is challenged.
    const isLogin = scopes.length === 0;
    const changes = scopes.filter(
      (scope) => scope.type === 'registry' || scope.actions.some((each) => each !== 'pull'),
    );
    if (!isLogin && changes.length === 0) return { outcome: 'granted', principal: member };
    if (member === undefined) return { outcome: 'challenged', wwwAuthenticate: 'Basic realm="example"' };
    return changes.every(({ name }) => name.startsWith(`${member.team}/`))
      ? { outcome: 'granted', principal: member }
      : { outcome: 'denied', reason: `${member.name} may push below ${member.team}/ only` };
  }
}
