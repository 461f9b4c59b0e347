import '../../../faults/support/withVscode.ts';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { afterEach, describe, it } from 'node:test';
import type { CaFileFault, Certificate } from '../../../../src/core/certificates/certificate.ts';
import type { Failure } from '../../../../src/core/failure.ts';
import { l10n, shown } from '../../../faults/support/vscode.ts';
import { foreignCredentials, recordWith, startOfTest, tokenWith } from '../../session/fakes.ts';
import { allFailures, doubts, host, tlsCodes } from './samples.ts';
import { sentencesIn } from './sentences.ts';

const { showFailure } = await import('../../../../src/vscode/failures/failures.ts');
const { congratulate } = await import('../../../../src/vscode/signIn/congratulate.ts');

const bundle = new URL('../../../../l10n/bundle.l10n.fr.json', import.meta.url);
const french = JSON.parse(readFileSync(bundle, 'utf8')) as Readonly<Record<string, string>>;
const english = l10n.t;
const languages: Readonly<Record<string, typeof english>> = {
  English: english,
  French: (text, ...values) => english(french[text] ?? '', ...values),
};

const certificate: Certificate = {
  subject: 'Example Server',
  issuer: 'Example Authority',
  validFrom: 0,
  validTo: startOfTest,
  fingerprint: 'AA:BB',
  pem: '',
};
const caFile: CaFileFault = { path: '/etc/authority.pem', problem: 'no-certificate' };

/** Every failure, each TLS failure with all that it may carry, and each pair of doubts. */
const failures: readonly Failure[] = [
  ...allFailures,
  ...tlsCodes.flatMap((code) =>
    [{ certificate }, { caFile }, { certificate, caFile }].map(
      (about) => ({ reason: 'tls', host, code, ...about }) as const,
    ),
  ),
  ...doubts.flatMap((first) =>
    doubts.map(
      (second) =>
        ({
          reason: 'rejected',
          host,
          oauthError: 'invalid_client',
          doubts: [...new Set([first, second])],
        }) as const,
    ),
  ),
];

describe('notifications that are put together from several texts', () => {
  afterEach(() => {
    l10n.t = english;
    shown.reset();
  });

  for (const [language, t] of Object.entries(languages)) {
    it(`the notification about any failure has at most two sentences in ${language}`, () => {
      l10n.t = t;
      for (const failure of failures) {
        showFailure(failure, t('Your saved credentials haven’t changed.'), ports(), {
          tryAgain: () => Promise.resolve(),
        });
      }
      assert.ok(shown.notifications.length >= failures.length - 1);
      assertShort();
    });

    it(`the notification about a sign-in has at most two sentences in ${language}, with or without expiry, shares and storage`, () => {
      l10n.t = t;
      const { application } = recordWith(undefined, foreignCredentials);
      const token = tokenWith('a');
      const { accessToken, obtainedAt } = token;
      for (const given of [token, { accessToken, obtainedAt }])
        for (const shareCount of [undefined, 0, 1, 2])
          for (const saved of [true, false])
            for (const platform of ['prod', 'custom'] as const) {
              congratulate(
                {
                  application: { ...application, platform },
                  token: given,
                  saved,
                  ...(shareCount !== undefined && { shareCount }),
                },
                ports() as Parameters<typeof congratulate>[1],
              );
            }
      assert.equal(shown.notifications.length, 32);
      assertShort();
    });
  }
});

/** No action is chosen, so nothing else is used. */
function ports(): Parameters<typeof showFailure>[2] {
  return { applications: { inMemory: () => [] } } as unknown as Parameters<typeof showFailure>[2];
}

function assertShort(): void {
  const messages = new Set(shown.notifications.map(({ message }) => message));
  assert.deepEqual(
    [...messages].filter((message) => sentencesIn(message) > 2),
    [],
  );
}
