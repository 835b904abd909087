import { Injectable } from '@nestjs/common';

export interface Member {
  readonly name: string;
  readonly team: string;
}

/** Who there is; a real application asks its table of users, which has hashes of passwords. */
@Injectable()
export class TeamDirectory {
  private readonly members = new Map<string, Member>([['ada:example', { name: 'ada', team: 'engines' }]]);

  /** Finds a member by a name and a password with a colon between them. */
  findMember(credentials: string): Member | undefined {
    return this.members.get(credentials);
  }
}
