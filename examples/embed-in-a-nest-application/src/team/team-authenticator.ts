import type { Authentication, AuthenticationRequest, Authenticator, Challenge } from '@lading/core';
import { Inject, Injectable } from '@nestjs/common';
import { TeamDirectory } from './team-directory.js';

/** Knows members of teams by their name and password. */
@Injectable()
export class TeamAuthenticator implements Authenticator {
  constructor(@Inject(TeamDirectory) private readonly directory: TeamDirectory) {}

  async authenticate(request: AuthenticationRequest): Promise<Authentication> {
    const [, encoded] = /^Basic +(\S+)$/i.exec(request.field('authorization') ?? '') ?? [];
    const credentials = Buffer.from(encoded ?? '', 'base64').toString();
    // skopeo sends an empty name and an empty password if it has none.
    if (encoded === undefined || credentials === ':') return { outcome: 'unknown' };
    const member = this.directory.findMember(credentials);
    return member === undefined
      ? { outcome: 'rejected', reason: 'the name or the password is wrong' }
      : { outcome: 'identified', identity: { kind: 'user', name: member.name, groups: [member.team] } };
  }

  challenge(): Challenge {
    return { scheme: 'Basic', parameters: { realm: 'example' } };
  }
}
