import { Module } from '@nestjs/common';
import { TeamAccessController } from './team-access-controller.js';
import { TeamDirectory } from './team-directory.js';

@Module({ providers: [TeamDirectory, TeamAccessController], exports: [TeamAccessController] })
export class TeamModule {}
