import { isRegistryError, RegistryError, type RegistryErrorCode } from '../../src/index.js';

describe('RegistryError', () => {
  it.each<[RegistryErrorCode, number]>([
    ['BLOB_UNKNOWN', 404],
    ['BLOB_UPLOAD_INVALID', 400],
    ['BLOB_UPLOAD_UNKNOWN', 404],
    ['DIGEST_INVALID', 400],
    ['MANIFEST_BLOB_UNKNOWN', 404],
    ['MANIFEST_INVALID', 400],
    ['MANIFEST_UNKNOWN', 404],
    ['NAME_INVALID', 400],
    ['NAME_UNKNOWN', 404],
    ['SIZE_INVALID', 400],
    ['UNAUTHORIZED', 401],
    ['DENIED', 403],
    ['UNSUPPORTED', 405],
    ['TOOMANYREQUESTS', 429],
    ['UNKNOWN', 500],
    ['UNAVAILABLE', 503],
  ])('gives %s the status %i', (code, status) => {
    expect(new RegistryError(code, 'x')).toMatchObject({
      code,
      status,
      headers: {},
      entries: [{ code, message: 'x' }],
    });
  });

  it('takes the status, header fields and cause that it is given', () => {
    const cause = new Error('beneath');
    const error = new RegistryError('BLOB_UPLOAD_INVALID', 'x', { status: 416, headers: { Range: '0-9' }, cause });
    expect(error).toMatchObject({ name: 'RegistryError', status: 416, headers: { Range: '0-9' }, cause });
    expect(error.entries).toEqual([{ code: 'BLOB_UPLOAD_INVALID', message: 'x' }]);
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
