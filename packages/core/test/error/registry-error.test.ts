import { isRegistryError, RegistryError, type RegistryErrorCode } from '../../src/index.js';

describe('RegistryError', () => {
  it.each<RegistryErrorCode>([
    'BLOB_UNKNOWN',
    'BLOB_UPLOAD_INVALID',
    'BLOB_UPLOAD_UNKNOWN',
    'DIGEST_INVALID',
    'MANIFEST_BLOB_UNKNOWN',
    'MANIFEST_INVALID',
    'MANIFEST_UNKNOWN',
    'NAME_INVALID',
    'NAME_UNKNOWN',
    'SIZE_INVALID',
    'UNAUTHORIZED',
    'DENIED',
    'UNSUPPORTED',
    'TOOMANYREQUESTS',
    'UNKNOWN',
    'UNAVAILABLE',
  ])('takes the code %s, which needs no reason', (code) => {
    const error = new RegistryError(code, 'x');
    expect(error).toMatchObject({ code, entries: [{ code, message: 'x' }] });
    expect([error.reason, error.retryAfterSeconds]).toEqual([undefined, undefined]);
  });

  it('takes the reason, the wait and the cause that it is given', () => {
    const cause = new Error('beneath');
    const options = { reason: 'too-many-uploads', retryAfterSeconds: 30, cause } as const;
    const error = new RegistryError('TOOMANYREQUESTS', 'x', options);
    expect(error).toMatchObject({ name: 'RegistryError', ...options });
    expect(error.entries).toEqual([{ code: 'TOOMANYREQUESTS', message: 'x' }]);
  });

  it('has an entry of its own and then the further ones [ERR-02, ERR-05, PUSH-04]', () => {
    const further = [{ code: 'MANIFEST_BLOB_UNKNOWN', message: 'two', detail: { digest: 'b' } }] as const;
    const error = new RegistryError('MANIFEST_BLOB_UNKNOWN', 'one', { detail: { digest: 'a' }, further });
    expect(error.entries).toEqual([
      { code: 'MANIFEST_BLOB_UNKNOWN', message: 'one', detail: { digest: 'a' } },
      ...further,
    ]);
  });

  it('has no cause where none was given', () => {
    expect('cause' in new RegistryError('UNKNOWN', 'x')).toBe(false);
  });
});

describe('isRegistryError', () => {
  const error = new RegistryError('NAME_INVALID', 'x');

  it('knows it, and its code if one is asked for', () => {
    expect([isRegistryError(error), isRegistryError(error, 'NAME_INVALID'), isRegistryError(error, 'DENIED')]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('knows its reason if one is asked for', () => {
    const busy = new RegistryError('BLOB_UPLOAD_INVALID', 'x', { reason: 'busy' });
    expect(isRegistryError(busy, 'BLOB_UPLOAD_INVALID', 'busy')).toBe(true);
    expect(isRegistryError(busy, 'BLOB_UPLOAD_INVALID', 'claim-lost')).toBe(false);
    expect(isRegistryError(error, 'NAME_INVALID', 'busy')).toBe(false);
  });

  it('knows one from another copy of this package, which instanceof does not', () => {
    const brand = Symbol.for('@lading/registry-error');
    expect(isRegistryError(Object.assign(new Error('x'), { [brand]: true, code: 'DENIED' }), 'DENIED')).toBe(true);
  });

  it.each([[new Error('x')], [{ code: 'DENIED' }], [null], [undefined], ['DENIED'], [7]])(
    'knows %p from it',
    (value) => {
      expect(isRegistryError(value)).toBe(false);
    },
  );
});
