/** The page needs a session, or one whose sign-in was a moment ago. */
export class SignInNeeded extends Error {
  override readonly name = 'SignInNeeded';
}
