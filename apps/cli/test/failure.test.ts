import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { digestOf, mediaTypes } from '@lading/core';
import { run } from './harness/command.js';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A registry that answers everything in one way. */
async function answering(answer: Answer): Promise<{ readonly host: string; readonly server: Server }> {
  const server = createServer(answer);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

const refusing =
  (status: number, code: string, headers: Record<string, string> = {}): Answer =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify({ errors: [{ code, message: `words of \u001b[31mthe registry` }] }));
  };

describe('exit codes and what to do next', () => {
  it.each([
    ['3 for a repository that is not there', refusing(404, 'NAME_UNKNOWN'), 3, 'next: check the name'],
    ['4 for what is forbidden', refusing(403, 'DENIED'), 4, 'next: log in as a user who may'],
    ['7 for a conflict', refusing(409, 'DENIED'), 7, '409 DENIED'],
    ['8 for too many requests', refusing(429, 'TOOMANYREQUESTS', { 'retry-after': '3600' }), 8, 'next: wait 3600 s'],
    ['1 for what the registry does not support', refusing(405, 'UNSUPPORTED'), 1, 'next: the registry does not allow'],
    ['1 for an answer against the protocol', refusing(200, 'NONE'), 1, 'the list of tags has no tags'],
  ] as const)('ends with %s', async (_, answer, code, words) => {
    const { host, server } = await answering(answer);
    const result = await run(['ls', `${host}/team/app`]);
    server.close();
    expect({ code: result.code, stdout: result.stdout }).toEqual({ code, stdout: '' });
    expect(result.stderr).toContain(words);
    expect(result.stderr).toContain(`lading: GET http://${host}/v2/team/app/tags/list`);
  });

  it('shows no escape codes of a registry', async () => {
    const { host, server } = await answering(refusing(403, 'DENIED'));
    const { stderr } = await run(['ls', `${host}/team/app`], { env: { FORCE_COLOR: '1', NO_COLOR: '1' } });
    server.close();
    expect(stderr).toContain('words of');
    expect(stderr).not.toContain('\u001b');
  });

  it('ends with 5 if nothing listens', async () => {
    const { host, server } = await answering(refusing(500, 'UNKNOWN'));
    await new Promise((resolve) => server.close(resolve));
    const { code, stderr } = await run(['ls', `${host}/team/app`]);
    expect(code).toBe(5);
    expect(stderr).toContain('next: nothing listens there');
  });

  it('ends with 6 if content has another digest', async () => {
    const digest = digestOf(Buffer.from('right'));
    const { host, server } = await answering((_, response) => response.end('wrong'));
    const { code, stderr } = await run(['blob', 'get', `${host}/team/app@${digest}`]);
    server.close();
    expect(code).toBe(6);
    expect(stderr).toContain('next: the content must not be used');
  });

  it('ends with 2 for a wrong command line', async () => {
    expect(await run(['cpoy'])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('Did you mean copy?'),
    });
    expect(await run(['copy', 'one'])).toMatchObject({ code: 2, stdout: '' });
    expect(await run(['ls', 'a/b', '--output', 'xml'])).toMatchObject({ code: 2, stdout: '' });
    expect(await run(['ls', 'a/b', '--unknown'])).toMatchObject({ code: 2, stdout: '' });
  });

  it.each([
    [['copy'], 'copy', "missing required argument 'source'"],
    [['manifest', 'get', '--bogus', 'a/b'], 'manifest get', "unknown option '--bogus'"],
    [['ls', '-o', 'yaml', 'a'], 'ls', "argument 'yaml' is invalid"],
  ])('reports %j like any failure, and names the help', async (args, command, words) => {
    const { code, stdout, stderr } = await run(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^lading: /);
    expect(stderr).toContain(words);
    expect(stderr).toContain(`  next: see lading ${command} --help\n`);
  });

  it('says that the repository may have to be created first, as in ECR', async () => {
    const { host, server } = await answering(refusing(404, 'NAME_UNKNOWN'));
    const { code, stderr } = await run(['push', `${host}/team/app:1`, 'package.json']);
    server.close();
    expect(code).toBe(3);
    expect(stderr).toContain('next: create the repository first');
  });

  it.each([[], ['--quiet']])('reports a wait, unless --quiet is set: %s', async (...quiet) => {
    let asked = 0;
    const { host, server } = await answering((request, response) => {
      asked += 1;
      if (asked === 1) return refusing(429, 'TOOMANYREQUESTS', { 'retry-after': '1' })(request, response);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"name":"team/app","tags":["1"]}');
    });
    const result = await run(['ls', `${host}/team/app`, ...quiet]);
    server.close();
    const line = `waiting 1 s to try again: GET http://${host}/v2/team/app/tags/list`;
    expect(result).toMatchObject({ code: 0, stdout: '1\n' });
    if (quiet.length > 0) expect(result.stderr).toBe('');
    else expect(result.stderr).toContain(line);
  });

  it('prints warnings of a registry', async () => {
    const body = JSON.stringify({ name: 'team/app', tags: ['1'] });
    const { host, server } = await answering((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', warning: '299 - "soon read-only"' }).end(body);
    });
    const result = await run(['ls', `${host}/team/app`]);
    server.close();
    expect(result).toMatchObject({ code: 0, stdout: '1\n', stderr: `warning: ${host}: soon read-only\n` });
  });

  it('says what to do if a registry does not delete tags, as Distribution 2', async () => {
    const body = '{"schemaVersion":2}';
    const digest = digestOf(Buffer.from(body));
    const { host, server } = await answering((request, response) => {
      if (request.method === 'DELETE') return refusing(400, 'DIGEST_INVALID')(request, response);
      const type = mediaTypes.imageManifest;
      response.writeHead(200, { 'content-type': type, 'content-length': body.length, 'docker-content-digest': digest });
      response.end(request.method === 'HEAD' ? undefined : body);
    });
    const { code, stderr } = await run(['delete', `${host}/team/app:1`, '--yes']);
    server.close();
    expect(code).toBe(1);
    expect(stderr).toContain(`lading delete ${host}/team/app@${digest}`);
  });

  it('ends with 3 if an index lacks a platform, and lists its platforms', async () => {
    const digest = digestOf(Buffer.from('{}'));
    const platform = { os: 'linux', architecture: 's390x' };
    const manifests = [{ mediaType: mediaTypes.imageManifest, digest, size: 2, platform }];
    const { host, server } = await answering((_, response) => {
      response.writeHead(200, { 'content-type': mediaTypes.imageIndex });
      response.end(JSON.stringify({ schemaVersion: 2, mediaType: mediaTypes.imageIndex, manifests }));
    });
    const result = await run(['digest', `${host}/team/app:1`, '--platform', 'linux/arm64']);
    server.close();
    expect(result).toMatchObject({ code: 3, stdout: '', stderr: expect.stringContaining('it has linux/s390x') });
  });
});
