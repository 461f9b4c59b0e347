import type { Note, Outcome, StepName } from '../../../../src/core/connection/connectionReport.ts';
import type {
  CredentialsProblem,
  Doubt,
  Failure,
  InteractionNeed,
  ResponseProblem,
  StorageProblem,
  SyntaxExpectation,
  UnreadableCause,
} from '../../../../src/core/failure.ts';
import type { ProxyUse } from '../../../../src/core/http/proxy.ts';

/** Every member of a union: a missing one doesn't compile. */
function membersOf<Member extends string>(members: Readonly<Record<Member, null>>): Member[] {
  return Object.keys(members) as Member[];
}

export const host = 'id.example.org';
const position = { line: 3, column: 7 };
const certificate = {
  subject: 'Subject',
  issuer: 'Issuer',
  validFrom: Number.NaN,
  validTo: Number.NaN,
  fingerprint: 'AA:BB:CC:DD:EE:FF:00:11:22:33',
  pem: '',
};

const needs = membersOf<InteractionNeed>({
  'trust-workspace': null,
  'choose-application': null,
  'choose-head': null,
  'choose-platform': null,
  'enter-redirect': null,
  'browser-sign-in': null,
  renew: null,
  'renew-uncertain': null,
});

const causes = membersOf<UnreadableCause>({
  'not-found': null,
  'no-permission': null,
  'not-absolute': null,
  directory: null,
  'not-a-file': null,
  'too-large': null,
  'not-text': null,
  'not-utf8': null,
  'link-loop': null,
  'too-slow': null,
  other: null,
});

const expectations = membersOf<SyntaxExpectation>({
  value: null,
  'property-name': null,
  colon: null,
  comma: null,
  'closing-brace': null,
  'closing-bracket': null,
  'closing-quote': null,
  'end-of-file': null,
  'valid-character': null,
  section: null,
  'equals-sign': null,
  'doubled-percent': null,
});

const answers = membersOf<ResponseProblem>({
  redirect: null,
  'web-page': null,
  'not-json': null,
  'bad-field': null,
  'expired-on-arrival': null,
  'too-large': null,
  status: null,
});

const storage = membersOf<StorageProblem>({
  read: null,
  write: null,
  'too-slow': null,
  lost: null,
  'newer-record': null,
  'damaged-record': null,
});

export const doubts = membersOf<Doubt>({
  'hidden-in-id': null,
  'hidden-in-secret': null,
  'placeholder-id': null,
  'placeholder-secret': null,
  'unusual-id': null,
  'unusual-secret': null,
});

export const steps = membersOf<StepName>({
  credentials: null,
  dns: null,
  proxy: null,
  tcp: null,
  tls: null,
  clock: null,
  token: null,
  about: null,
  shares: null,
});

const key = 'web.client_id';
export const problems: readonly CredentialsProblem[] = [
  { kind: 'empty' },
  { kind: 'unknown-format' },
  ...expectations.map((expected) => ({ kind: 'syntax', expected, position }) as const),
  { kind: 'missing', key },
  { kind: 'missing', key, position },
  { kind: 'missing-head' },
  {
    kind: 'several-applications',
    applications: [
      { key: 'web', kind: 'user' },
      { key: 'installed', kind: 'public' },
    ],
  },
  { kind: 'platform-needed' },
  { kind: 'redirect-needed' },
  { kind: 'no-pair', names: [] },
  { kind: 'no-pair', names: ['A', 'B'] },
  { kind: 'password-grant', key },
  { kind: 'text-after-quote', position },
  ...(['object', 'string', 'list'] as const).flatMap((expected) => [
    { kind: 'wrong-type', key, expected } as const,
    { kind: 'wrong-type', key: '', expected } as const,
  ]),
  ...[
    ...(['blank', 'control-character', 'continued', 'not-an-address', 'quoted'] as const),
    ...(['section-case', 'unknown-kind', 'unknown-platform', 'unknown-type'] as const),
  ].map((fault) => ({ kind: 'bad-value', key, fault }) as const),
  { kind: 'duplicate', key, position },
  { kind: 'duplicate', key, other: 'app_id', position },
];

/** A code of OpenSSL for each fault of a certificate, and one that isn't about certificates. */
export const tlsCodes = [
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_REVOKED',
  'ERR_SSL_WRONG_VERSION_NUMBER',
];

export const allFailures: readonly Failure[] = [
  { reason: 'cancelled' },
  ...needs.map((need) => ({ reason: 'interaction-required', need }) as const),
  ...causes.map(
    (cause) => ({ reason: 'credentials-unreadable', cause, path: '/a/b.json' }) as const,
  ),
  ...problems.flatMap((problem) => [
    { reason: 'credentials-invalid', problem, path: String.raw`C:\a\b.json` } as const,
    { reason: 'credentials-invalid', problem } as const,
  ]),
  ...(['scheme', 'user-info', 'not-confirmed'] as const).map(
    (problem) => ({ reason: 'endpoint-refused', problem, origin: 'https://a.test' }) as const,
  ),
  { reason: 'rejected', host, oauthError: 'invalid_grant', isOfCode: true },
  { reason: 'rejected', host, oauthError: 'invalid_grant' },
  { reason: 'rejected', host, oauthError: 'invalid_client', doubts },
  { reason: 'rejected', host, oauthError: 'other' },
  { reason: 'rejected', host, oauthError: 'invalid_scope' },
  { reason: 'consent-denied', host },
  { reason: 'unreachable', host, code: 'ENOTFOUND' },
  { reason: 'unreachable', host, code: 'ECONNREFUSED' },
  { reason: 'timed-out', host, timeoutMs: 30_400 },
  { reason: 'proxy', host, code: '403' },
  { reason: 'proxy', host, code: '407' },
  { reason: 'proxy', host, code: 'ECONNREFUSED', proxy: 'proxy.test:3128' },
  { reason: 'proxy', host, code: 'ECONNRESET', proxy: 'proxy.test:3128' },
  ...tlsCodes.map((code) => ({ reason: 'tls', host, code }) as const),
  { reason: 'tls', host, code: 'CERT_REVOKED', certificate },
  ...(['not-absolute', 'not-found', 'unreadable', 'no-certificate'] as const).map(
    (problem) =>
      ({ reason: 'tls', host, code: 'X', caFile: { path: '/ca.pem', problem } }) as const,
  ),
  { reason: 'throttled', host },
  { reason: 'server-error', host, status: 502 },
  ...answers.flatMap((problem) => [
    { reason: 'unexpected-response', host, problem } as const,
    { reason: 'unexpected-response', host, problem, status: 404 } as const,
  ]),
  { reason: 'wrong-platform', host },
  ...storage.map((problem) => ({ reason: 'storage', problem }) as const),
];

const proxies: readonly ProxyUse[] = [
  ...(['setting', 'environment'] as const).map(
    (from) =>
      ({
        via: 'proxy',
        proxy: { scheme: 'http', hostname: 'proxy.test', port: 3128, from },
      }) as const,
  ),
  ...(['loopback', 'off', 'excluded', 'not-configured'] as const).map(
    (because) => ({ via: 'direct', because }) as const,
  ),
];

const notes: readonly Note[] = [
  { kind: 'not-encrypted' },
  { kind: 'other-way' },
  { kind: 'inside-proxy' },
  { kind: 'no-date' },
  { kind: 'no-token' },
  { kind: 'token-expired' },
  { kind: 'not-confirmed', origin: 'https://a.test' },
  { kind: 'nothing-shared' },
];

/** A step shows the cause of such a failure, and gives one advice for all of them. */
const isOfFile = (reason: string) => reason.startsWith('credentials');

export const outcomes: readonly Outcome[] = [
  { state: 'skipped' },
  ...notes.map((note) => ({ state: 'noted', note }) as const),
  ...allFailures
    .filter(({ reason }, index) => allFailures[index - 1]?.reason !== reason || !isOfFile(reason))
    .map((failure) => ({ state: 'failed', problem: { kind: 'failure', failure } }) as const),
  ...[-90_000, -1000, 1000, 90_000].map(
    (skewMs) => ({ state: 'failed', problem: { kind: 'clock', skewMs } }) as const,
  ),
  ...[true, false].map(
    (isWebPage) =>
      ({
        state: 'failed',
        problem: { kind: 'strange-answer', address: 'https://a.test/x', status: 200, isWebPage },
      }) as const,
  ),
  ...(
    [
      ...(['group', 'user', 'public'] as const).map(
        (application) => ({ kind: 'credentials', application }) as const,
      ),
      ...proxies.map((use) => ({ kind: 'proxy', use }) as const),
      { kind: 'addresses', host, addresses: ['192.0.2.1'] },
      { kind: 'addresses', host, addresses: ['1', '2', '3', '4'] },
      { kind: 'addresses', host: '[::1]', addresses: ['::1'] },
      { kind: 'connected', host },
      { kind: 'certificate', certificate, trusted: 'by-system' },
      { kind: 'certificate', certificate, trusted: 'by-requests' },
      { kind: 'clock', skewMs: -700 },
      { kind: 'clock', skewMs: 5000 },
      { kind: 'token', from: 'platform' },
      { kind: 'token', from: 'platform', lifetimeMs: 3_600_000 },
      { kind: 'token', from: 'saved', lifetimeMs: 20_000_000 },
      { kind: 'version' },
      { kind: 'version', version: '3.4' },
      { kind: 'shares', count: 0 },
      { kind: 'shares', count: 1 },
      { kind: 'shares', count: 12 },
      { kind: 'token-accepted' },
    ] as const
  ).map((finding) => ({ state: 'passed', finding }) as const),
];
