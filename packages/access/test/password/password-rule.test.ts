import { passwordProblem } from '../../src/password/password-rule.js';

describe('passwordProblem', () => {
  it.each(['only letters', 'a'.repeat(1024), '\u{1F600}'.repeat(12)])('accepts %s', (password) => {
    expect(passwordProblem(password)).toBeUndefined();
  });

  it.each([
    ['eleven characters', 'abcdefghijk', 'at least 12 characters'],
    ['eleven characters of four bytes', '\u{1F600}'.repeat(11), 'at least 12 characters'],
    ['1,025 bytes', 'a'.repeat(1025), 'at most 1024 bytes'],
    ['the prefix of an access token', 'ldp_abcdefghijkl', 'access token'],
    ['a line break', 'abcdefghijkl\n', 'control characters'],
  ])('refuses %s', (_, password, problem) => {
    expect(passwordProblem(password)).toContain(problem);
  });
});
