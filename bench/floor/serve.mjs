// The parts of a pull of a manifest, each alone: `node serve.mjs KIND PORT DATABASE-URL`, in one process. What it answers is
// what Lading answers.
import { createServer } from 'node:http';
import { imageManifestType, makeContent } from '../content.mjs';
import { importFrom } from './import-from.mjs';

const [kind, port, databaseUrl] = process.argv.slice(2);
const { image } = makeContent({});
const headers = {
  'X-Request-Id': '00000000-0000-4000-8000-000000000000',
  'Docker-Distribution-API-Version': 'registry/2.0',
  'Content-Type': imageManifestType,
  'Content-Length': String(image.size),
  'Docker-Content-Digest': image.digest,
  ETag: `"${image.digest}"`,
  'X-Content-Type-Options': 'nosniff',
};

const kinds = { answer: () => serveWithNode(() => undefined), nest: serveWithNest, statement: serveWithStatement };
await kinds[kind]();
process.send('ready');

/** Node's HTTP server alone. */
function serveWithNode(look) {
  const server = createServer(async (_request, response) => {
    await look();
    response.writeHead(200, headers).end(image.bytes);
  });
  return new Promise((done) => server.listen(Number(port), '127.0.0.1', done));
}

/** A prepared statement of one row for each request, on as many connections as Lading has. */
async function serveWithStatement() {
  const { default: pg } = await importFrom('packages/metadata', 'pg');
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
async function serveWithNest() {
  await importFrom('packages/server', 'reflect-metadata');
  const { Controller, Get, Header, Module } = await importFrom('packages/server', '@nestjs/common');
  const { NestFactory } = await importFrom('packages/server', '@nestjs/core');
  const { FastifyAdapter } = await importFrom('packages/server', '@nestjs/platform-fastify');
  class Manifests {
    get() {
      return image.bytes;
    }
  }
  const method = Object.getOwnPropertyDescriptor(Manifests.prototype, 'get');
  const decorators = [Get('v2/:name/manifests/:reference')];
  for (const [name, value] of Object.entries(headers)) decorators.push(Header(name, value));
  for (const decorate of decorators) decorate(Manifests.prototype, 'get', method);
  Controller()(Manifests);
  class Application {}
  Module({ controllers: [Manifests] })(Application);
  const application = await NestFactory.create(Application, new FastifyAdapter(), { logger: false });
  await application.listen(Number(port), '127.0.0.1');
}
