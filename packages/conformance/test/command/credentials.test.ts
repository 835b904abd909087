import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Reply, Request } from '../registry/right-content.js';
import { RightRegistry } from '../registry/right-registry.js';
import { run } from './run.js';

const basic = `Basic ${Buffer.from('somebody:secret').toString('base64')}`;

function refusal(challenge: string): Reply {
  const body = '{"errors":[{"code":"UNAUTHORIZED","message":"log in"}]}';
  return { status: 401, headers: { 'www-authenticate': challenge, 'content-type': 'application/json' }, body };
}

class WithPassword extends RightRegistry {
  override async answer(request: Request): Promise<Reply> {
    return request.headers.authorization === basic ? super.answer(request) : refusal('Basic realm="r"');
  }
}

/** A token server that gives one token for each list of scopes, and a registry that takes those for its repositories. */
async function startTokens() {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'http://x');
    const scopes = searchParams.getAll('scope');
    asked.push(scopes.join(' '));
    if (request.headers.authorization !== basic || searchParams.get('service') !== 'a registry')
      response.writeHead(401).end();
    else response.end(JSON.stringify({ token: Buffer.from(scopes.join(' ')).toString('base64url') }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const realm = `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`;
  return { realm, asked, stop: () => new Promise((resolve) => server.close(resolve)) };
}

function withTokens(realm: string): typeof RightRegistry {
  return class extends RightRegistry {
    override async answer(request: Request): Promise<Reply> {
      const scope = Buffer.from(request.headers.authorization?.split(' ')[1] ?? '', 'base64url').toString();
      const name = /^\/v2\/(.+)\/(?:blobs|manifests|tags|referrers)/.exec(request.path)?.[1];
      const isLetIn = name === undefined ? request.headers.authorization !== undefined : scope.includes(`:${name}:`);
      return isLetIn ? super.answer(request) : refusal(`Bearer realm="${realm}",service="a registry"`);
    }
  };
}

async function against(Registry: typeof RightRegistry, stdin: string, ...args: string[]) {
  const registry = await new Registry().listen();
  try {
    return await run([registry.url, '--case', 'blob/get', '--case', 'access/version-check', ...args], { stdin });
  } finally {
    await registry.dispose();
  }
}

describe('the credentials of a run', () => {
  it('are a name, and a password from standard input', async () => {
    const { code, output } = await against(WithPassword, 'secret\n', '--username', 'somebody', '--password-stdin');
    expect(output).toMatch(/2 passed, 0 failed/);
    expect(code).toBe(0);
  });

  it('are changed for a token for each repository where the registry wants one [AUTH-05]', async () => {
    const { realm, asked, stop } = await startTokens();
    const { code, output } = await against(withTokens(realm), 'secret', '--username', 'somebody', '--password-stdin');
    await stop();
    expect(output).toMatch(/2 passed, 0 failed/);
    expect(code).toBe(0);
    expect(asked).toContainEqual(expect.stringMatching(/^repository:case-[0-9a-f-]+:pull,push,delete$/));
    expect(new Set(asked).size).toBe(asked.length);
  });

  it('end the run with 2 where the registry or its token server refuses them', async () => {
    const given = ['--username', 'somebody', '--password-stdin'];
    expect(await against(WithPassword, 'wrong', ...given)).toMatchObject({
      code: 2,
      errors: expect.stringContaining('refused the credentials'),
    });
    const { realm, stop } = await startTokens();
    const refused = await against(withTokens(realm), 'wrong', ...given);
    await stop();
    expect(refused).toMatchObject({ code: 2, errors: expect.stringContaining('token server') });
    expect(await against(WithPassword, '')).toMatchObject({
      code: 2,
      errors: expect.stringContaining('wants credentials'),
    });
  });

  it('are in no report', async () => {
    class Broken extends WithPassword {
      override async answer(request: Request): Promise<Reply> {
        const reply = await super.answer(request);
        return request.method === 'GET' && request.path.includes('/blobs/') ? { status: 418 } : reply;
      }
    }
    const given = ['--username', 'somebody', '--password-stdin', '--json'];
    const { code, output } = await against(Broken, 'secret', ...given);
    expect(code).toBe(1);
    expect(output).not.toContain(basic.slice('Basic '.length));
    expect(output).toContain('418');
  });
});
