import { Module } from '@nestjs/common';
import { RefuseUnlabelledImages } from './refuse-unlabelled-images.js';

@Module({ providers: [RefuseUnlabelledImages], exports: [RefuseUnlabelledImages] })
export class PolicyModule {}
