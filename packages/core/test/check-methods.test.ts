import { checkMethods, type MethodRules } from '../src/index.js';

interface Port {
  open(): void;
  close?(): void;
}

const rules = { open: 'required', close: 'optional' } as const satisfies MethodRules<Port>;
const check = (port: unknown) => () => checkMethods('the port', port as Port, rules);

class WithClose {
  open() {}
  close() {}
}

describe('checkMethods', () => {
  it.each([
    ['the required method', { open() {} }],
    ['all methods, of a class', new WithClose()],
    ['all methods, of its base class', new (class extends WithClose {})()],
    ['other methods and properties', { open() {}, name: 'port', onModuleInit() {} }],
    ['a method of almost the same name beside it', { open() {}, close() {}, closed() {} }],
  ])('takes an object with %s', (_, port) => {
    expect(check(port)).not.toThrow();
  });

  it.each([
    ['nothing', undefined, 'the port must be an object, not undefined'],
    ['a class', WithClose, 'the port must be an object, not a function'],
    ['an object without methods', {}, 'the port has no method open'],
    ['a property of that name', { open: true }, 'the port: open must be a function'],
    ['a misspelt method', { opn() {} }, 'the port has no method opn; did you mean open?'],
    ['a misspelt optional method', { open() {}, Close() {} }, 'the port has no method Close; did you mean close?'],
  ])('refuses %s', (_, port, message) => {
    expect(check(port)).toThrow(message);
  });
});
