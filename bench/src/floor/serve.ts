// The parts of a pull of a manifest, each alone: `node serve.js KIND PORT DATABASE-URL`, in one process. It answers as Lading
// does.
import 'reflect-metadata';
import { createServer } from 'node:http';
import { imageManifestType } from '@lading/e2e/harness/image';
import { Controller, Get, Header, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import pg from 'pg';
import { makeImageContent } from '../content.js';
import { readPartArguments, sayReady } from './part-arguments.js';

const { kind, port, argument: databaseUrl } = readPartArguments(['answer', 'nest', 'statement']);
const { image } = makeImageContent();
const headers = {
  'X-Request-Id': '00000000-0000-4000-8000-000000000000',
  'Docker-Distribution-API-Version': 'registry/2.0',
  'Content-Type': imageManifestType,
  'Content-Length': String(image.size),
  'Docker-Content-Digest': image.digest,
  ETag: `"${image.digest}"`,
  'X-Content-Type-Options': 'nosniff',
};

const kinds = {
  answer: () => serveWithNode(async () => undefined),
  nest: serveWithNest,
  statement: serveWithStatement,
};
await kinds[kind]();
sayReady();

/** Node's HTTP server alone. */
function serveWithNode(look: () => Promise<unknown>): Promise<void> {
  const server = createServer(async (_request, response) => {
    await look();
    response.writeHead(200, headers).end(image.bytes);
  });
  return new Promise((done) => server.listen(port, '127.0.0.1', done));
}

/** A prepared statement of one row for each request, on as many connections as Lading has. */
async function serveWithStatement(): Promise<void> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 10 });
  const byTag = {
    name: 'by-tag',
    text: `SELECT m.digest, m.media_type, m.size FROM lading.repositories r JOIN lading.tags t ON t.repository_id = r.id
      JOIN lading.manifests m ON m.repository_id = t.repository_id AND m.digest = t.digest
      WHERE r.name = $1 AND t.name = $2`,
    values: ['bench', 'v1'],
  };
  await serveWithNode(() => pool.query(byTag));
}

/** A controller of one line in Nest on Fastify. */
async function serveWithNest(): Promise<void> {
  @Controller()
  class Manifests {
    @Get('v2/:name/manifests/:reference')
    @WithHeaders()
    get(): Buffer {
      return image.bytes;
    }
  }
  @Module({ controllers: [Manifests] })
  class Application {}
  const application = await NestFactory.create(Application, new FastifyAdapter(), { logger: false });
  await application.listen(port, '127.0.0.1');
}

function WithHeaders(): MethodDecorator {
  const decorators = Object.entries(headers).map(([name, value]) => Header(name, value));
  return (target, property, descriptor) => {
    for (const decorate of decorators) decorate(target, property, descriptor);
  };
}
