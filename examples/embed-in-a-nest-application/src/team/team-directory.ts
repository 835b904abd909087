import { Injectable } from '@nestjs/common';

export interface Member {
  readonly name: string;
  readonly team: string;
}

/** Who there is; a real application asks its table of users. */
@Injectable()
export class TeamDirectory {
  private readonly members = new Map<string, Member>([['ada:example', { name: 'ada', team: 'engines' }]]);

  /** Reads the value of `Authorization`. */
  findMember(authorization: string | undefined): Member | undefined {
    const credentials = /^Basic (.+)$/i.exec(authorization ?? '')?.[1];
    return credentials === undefined ? undefined : this.members.get(Buffer.from(credentials, 'base64').toString());
  }
}
