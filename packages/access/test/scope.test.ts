import { maximumScopes, parseScopes, splitScope } from '../src/token/scope.js';

const formatted = (...texts: string[]) =>
  parseScopes(texts).map(({ type, name, actions }) => `${type}:${name}:${actions.join(',')}`);

describe('parseScopes', () => {
  it('reads repeated scopes, and several in one text', () => {
    expect(formatted('repository:a:pull repository:b/c:pull,push', 'registry:catalog:*')).toEqual([
      'repository:a:pull',
      'repository:b/c:pull,push',
      'registry:catalog:*',
    ]);
  });

  it('[A56] reads * as pull, push and delete', () => {
    expect(formatted('repository:a:*')).toEqual(['repository:a:pull,push,delete']);
  });

  it('[A57] ignores a class after the type', () => {
    expect(formatted('repository(plugin):n:pull')).toEqual(['repository:n:pull']);
  });

  it('[A58] keeps a name with a port whole, and leaves it out, because no repository has such a name', () => {
    expect(splitScope('repository:a:5000/b:pull,push')).toEqual({
      type: 'repository',
      name: 'a:5000/b',
      actions: ['pull', 'push'],
    });
    expect(formatted('repository:a:5000/b:pull')).toEqual([]);
  });

  it('[A59] takes the first 64 of more scopes', () => {
    const many = Array.from({ length: 65 }, (_, number) => `repository:r${number}:pull`);
    expect(formatted(...many)).toEqual(many.slice(0, maximumScopes));
    expect(formatted(many.join(' '))).toEqual(many.slice(0, maximumScopes));
  });

  it.each([
    'repository:../x:pull',
    'repository:n:PULL',
    'repository:n:',
    'repository:n',
    'repository::pull',
    'repository:N:pull',
    'REPOSITORY:n:pull',
    'repository(a)(b:n:pull',
    'registry:catalog:pull',
    'registry:other:*',
    'artifact:n:pull',
    ':::',
    '',
    ' ',
  ])('[A60] leaves out %j', (text) => {
    expect(formatted(text)).toEqual([]);
  });

  it('leaves out unknown actions only', () => {
    expect(formatted('repository:n:pull,admin,push')).toEqual(['repository:n:pull,push']);
  });

  it('makes one scope of those for the same repository', () => {
    expect(formatted('repository:n:push', 'repository:m:pull', 'repository:n:pull')).toEqual([
      'repository:n:pull,push',
      'repository:m:pull',
    ]);
  });
});
