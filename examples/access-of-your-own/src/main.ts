import 'reflect-metadata';
import { env } from 'node:process';
import { createRegistryAdapter } from '@lading/server';
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';

const application = await NestFactory.create(AppModule, createRegistryAdapter());
application.enableShutdownHooks();
await application.listen(env.PORT ?? 5000, '127.0.0.1');
