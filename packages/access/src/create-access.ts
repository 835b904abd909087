import {
  type AccessState,
  type AuditEvent,
  checkOptions,
  type OptionRules,
  resolveSettings,
  settingRules,
} from '@lading/core';
import { parseProxy } from '@lading/egress';
import type { Access, AccessOptions, AccessRulesOfFile } from './access.js';
import { accessSettings } from './access-settings.js';
import { createAdministration } from './administration/administration.js';
import { AuditQueue } from './audit/audit-queue.js';
import { auditTasks } from './audit/audit-tasks.js';
import { StoreClock } from './clock/store-clock.js';
import { DeviceLogins } from './device/device-logins.js';
import { deviceUpkeep } from './device/device-upkeep.js';
import { explain } from './explain/explain.js';
import { FailureLimits } from './failure/failure-limits.js';
import { failureUpkeep } from './failure/failure-upkeep.js';
import { accessFilesOf, type FileUsers } from './file/access-files-of.js';
import type { AccessFiles } from './live/access-files.js';
import { LiveView } from './live/live-view.js';
import { RulesView } from './live/rules-view.js';
import { type AccessLog, type LogValues, silentAccessLog } from './log/access-log.js';
import { HtpasswdFile } from './password/htpasswd-file.js';
import { PasswordHasher } from './password/password-hasher.js';
import { PasswordMarks } from './password/password-marks.js';
import { policyWarnings } from './policy/policy-warnings.js';
import { singleUseUpkeep } from './provider/single-use-upkeep.js';
import { startProviders } from './provider/start-providers.js';
import { createSecret } from './secret/create-secret.js';
import { BrowserSessions } from './session/browser-sessions.js';
import { ClientSessions } from './session/client-sessions.js';
import { sessionUpkeep } from './session/session-upkeep.js';
import { AuditedSignIn } from './sign-in/audited-sign-in.js';
import { LastingSignIn } from './sign-in/lasting-sign-in.js';
import { LimitedSignIn } from './sign-in/limited-sign-in.js';
import { SignInAudit } from './sign-in/sign-in-audit.js';
import { startTokens } from './start-tokens.js';
import { exchangeUpkeep } from './trust/exchange/exchange-upkeep.js';
import { startWorkloads } from './trust/start-workloads.js';
import { nameOfTrust } from './trust-rule/trust-entry.js';
import { trustWarnings } from './trust-rule/trust-warnings.js';

const optionRules = {
  store: 'object',
  files: 'object?',
  tokens: 'object?',
  external: 'object?',
  settings: 'object?',
  proxy: 'object?',
  log: 'object?',
} as const satisfies OptionRules<AccessOptions>;

/** The time between two reads of the state without a notice, and the greatest age of a view while the store cannot be read. */
const [refreshSeconds, staleSeconds] = [5, 60];

/** Closes a part that was started. */
type Ending = () => unknown;

/**
 * Starts access control on a store. Everything is denied unless a rule allows it.
 * @throws TypeError that names an option with a wrong value
 * @throws HtpasswdError, or an error of the file system, if the htpasswd file cannot be used
 * @throws SealingKeyError if no sealing key opens a signing key of the store, and any error of the store
 */
export async function createAccess(options: AccessOptions): Promise<Access> {
  checkOptions('createAccess', options, optionRules);
  const endings: Ending[] = [];
  try {
    return await start(options, endings);
  } catch (error) {
    await endAll(endings);
    throw error;
  }
}

async function start(options: AccessOptions, endings: Ending[]): Promise<Access> {
  const { store, log = silentAccessLog, settings = {}, proxy } = options;
  if (proxy !== undefined) parseProxy(proxy);
  checkOptions('settings', settings, settingRules(accessSettings));
  const { auditKeepSeconds } = resolveSettings('settings', accessSettings, settings);

  const warn = (message: string, values: LogValues) => log.warn(message, values);

  const htpasswd = await openHtpasswd(options.files?.htpasswd, log);
  endings.push(() => htpasswd?.close());
  const sealingKeys = options.tokens?.sealingKeys ?? [];
  const people = peopleOf(htpasswd, new PasswordMarks(sealingKeys));
  let current = filesOf(options.files, people, log);
  const files = () => current;

  const clock = new StoreClock();
  const now = () => clock.now().getTime();
  const makeView = (state: AccessState) => new RulesView({ state, files, now });
  const live = await LiveView.start({ store, storeClock: clock, makeView, log, refreshSeconds, staleSeconds });
  endings.push(() => live.close());

  const hasRules = () => current.rules.length > 0;
  const {
    tokens,
    authorizer,
    keys,
    close: closeTokens,
  } = await startTokens(options, { store, live, clock, hasRules, onProblem: warn });
  endings.push(() => closeTokens());

  const hasher = new PasswordHasher();
  endings.push(() => hasher.close());
  const [sharedKey] = sealingKeys;
  const limits = new FailureLimits(store.failures, sharedKey);
  const limited = new LimitedSignIn({ store, limits, live, hasher, htpasswd });
  endings.push(() => limited.close());

  const audit = new AuditQueue({ log: store.audit, warn });
  endings.push(() => audit.close());
  const record = (event: AuditEvent) => audit.record(event);
  const signInAudit = new SignInAudit({ live, record });
  const refreshTokens =
    options.tokens?.refreshTokens === true
      ? new ClientSessions({
          store: store.sessions,
          live,
          limits,
          audit: signInAudit,
          service: options.tokens.service,
          record,
        })
      : undefined;
  const ownIssuer = options.tokens?.issuer ?? options.external?.issuer;
  const { workloads, signIn: withWorkloads } = startWorkloads({
    exchanges: store.exchanges,
    rules: () => live.view.trusts,
    identify: (claim) => live.view.identify(claim),
    issuers: () => current.issuers ?? [],
    onProblem: warn,
    proxy,
    record,
    ownIssuer,
    isOwnKey: keys && ((kid) => keys.find(kid) !== undefined),
    clock,
    signIn: limited,
  });
  const signIn = new AuditedSignIn(new LastingSignIn(withWorkloads, live, clock), signInAudit);

  const sharedKeys = sealingKeys;
  const providers = startProviders({ store, live, files, clock, sharedKeys, limits, record, warn, proxy });

  const hashPassword = (password: string) => hasher.hash(password);
  const administration = createAdministration({ store, live, files, hashPassword, createSecret, keys, ownIssuer });
  return {
    live,
    files,
    replaceFiles(given) {
      current = filesOf(given, people, log);
      live.remake();
    },
    signIn,
    workloads,
    providers,
    sessions: new BrowserSessions({ store: store.sessions, live }),
    tokens,
    refreshTokens,
    authorizer,
    devices: new DeviceLogins({ store, live, administration, record }),
    administration,
    audit,
    tasks: [
      ...(keys === undefined ? [] : [keys.task]),
      ...auditTasks({ log: store.audit, keepSeconds: auditKeepSeconds }),
      sessionUpkeep(store.sessions),
      failureUpkeep(store.failures),
      exchangeUpkeep(store.exchanges),
      deviceUpkeep(store.deviceRequests),
      singleUseUpkeep(store.singleUses),
    ],
    explain: (question) => explain(live.view, question),
    close: () => endAll(endings),
  };
}

const nobody: ReadonlySet<string> = new Set();

/** The current users of the htpasswd file. */
function peopleOf(htpasswd: HtpasswdFile | undefined, marks: PasswordMarks): FileUsers {
  return {
    get users() {
      return htpasswd?.names() ?? nobody;
    },
    marksOf(user) {
      const stored = htpasswd?.hashOf(user);
      return stored === undefined ? [] : marks.of(user, stored);
    },
  };
}

function openHtpasswd(path: string | undefined, log: AccessLog): Promise<HtpasswdFile> | undefined {
  if (path === undefined) return undefined;
  return HtpasswdFile.open(path, {
    onReload: (error) => {
      if (error === undefined) log.info('the htpasswd file was read again');
      else log.error('the htpasswd file has changed and cannot be used; its old content remains in force', { error });
    },
  });
}

/** The content of the files. It logs rules that are probably mistakes. */
function filesOf(given: AccessRulesOfFile = {}, people: FileUsers, log: AccessLog): AccessFiles {
  const files = accessFilesOf(given, people);
  for (const { rule, message } of policyWarnings(files.rules)) log.warn(message, { rule });
  for (const trust of files.trusts ?? [])
    for (const message of trustWarnings(trust)) log.warn(message, { trust: nameOfTrust(trust) });
  return files;
}

/** Closes the parts in the reverse order of their start. */
async function endAll(endings: Ending[]): Promise<void> {
  for (const end of endings.splice(0).reverse()) await end();
}
