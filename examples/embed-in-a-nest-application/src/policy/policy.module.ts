import { Module } from '@nestjs/common';
import { KeepReleases } from './keep-releases.js';
import { RefuseUnlabelledImages } from './refuse-unlabelled-images.js';

const hooks = [RefuseUnlabelledImages, KeepReleases];

@Module({ providers: hooks, exports: hooks })
export class PolicyModule {}
