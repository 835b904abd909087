import { once } from 'node:events';
import { connect } from 'node:net';
import { allowEveryone } from '@lading/core';
import { Body, Controller, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { createRegistryAdapter, RegistryModule } from '../src/index.js';
import { memoryStores } from './support/memory-stores.js';

@Controller('notes')
class NotesController {
  @Post()
  add(@Body() note: object) {
    return note;
  }
}

@Module({
  imports: [RegistryModule.forRoot({ ...memoryStores(), access: allowEveryone() })],
  controllers: [NotesController],
})
class AppModule {}

describe('a client that leaves', () => {
  it.each([
    ['POST /notes', 'Content-Length: 100', '{"text":'],
    ['POST /notes', 'Transfer-Encoding: chunked', '5\r\n{"a":\r\n'],
    ['POST /nothing', 'Content-Length: 100', '{"text":'],
    ['PUT /v2/a/manifests/x', 'Content-Length: 100', '{"schemaVersion":'],
  ])('in the body of %s (%s) causes no error in the log', async (line, field, body) => {
    const errors: unknown[] = [];
    const note = (message: unknown) => errors.push(message);
    const logger = { log() {}, debug() {}, warn: note, error: note, fatal: note };
    const application = await NestFactory.create(AppModule, createRegistryAdapter(), { logger });
    await application.listen(0, '127.0.0.1');
    const { port } = new URL(await application.getUrl());
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(`${line} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n${field}\r\n\r\n${body}`);
    const [, response] = await once(application.getHttpServer(), 'request');
    const closed = once(response, 'close');
    socket.destroy();
    await closed;
    await application.close();
    expect(errors).toEqual([]);
  });
});
