/** A route outside the APIs: a page, or an endpoint of the device flow. It knows nobody by `Authorization`. */
interface PageRoute {
  readonly status: number;
  /** Where a client without a session is sent. */
  readonly location?: string;
  readonly form?: Readonly<Record<string, string>>;
}

const toSignIn = (page: string): PageRoute => ({
  status: 303,
  location: `/login?redirect_to=${encodeURIComponent(page)}`,
});
/** A form without the origin of the registry. */
const refused: PageRoute = { status: 403, form: {} };

const reading: Readonly<Record<string, PageRoute>> = {
  '/.well-known/oauth-authorization-server': { status: 200 },
  '/login': { status: 200 },
  '/login/style.css': { status: 200 },
  // There is no provider of this name.
  '/login/oidc/:provider': { status: 404 },
  '/login/oidc/:provider/callback': { status: 404 },
  '/device': toSignIn('/device'),
  '/account': toSignIn('/account'),
};

export const pageRoutes: Readonly<Record<string, PageRoute>> = {
  'POST /login': refused,
  'POST /logout': refused,
  'POST /device': refused,
  'POST /account': refused,
  'POST /login/device/code': { status: 200, form: { client_id: 'lading' } },
  'POST /login/device/token': { status: 400, form: { client_id: 'lading', device_code: 'x' } },
  ...Object.fromEntries(
    Object.entries(reading).flatMap(([path, route]) => [
      [`GET ${path}`, route],
      [`HEAD ${path}`, route],
    ]),
  ),
};
