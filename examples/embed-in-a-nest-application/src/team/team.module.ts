import { Module } from '@nestjs/common';
import { TeamAuthenticator } from './team-authenticator.js';
import { TeamAuthorizer } from './team-authorizer.js';
import { TeamDirectory } from './team-directory.js';

@Module({
  providers: [TeamDirectory, TeamAuthenticator, TeamAuthorizer],
  exports: [TeamAuthenticator, TeamAuthorizer],
})
export class TeamModule {}
