import '../../../faults/support/withVscode.ts';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { summaryOf } from '../../../../src/core/applications/application.ts';
import { endpointsOf, type Endpoints } from '../../../../src/core/platform/endpoints.ts';
import { failed, success, type Result } from '../../../../src/core/result.ts';
import { checkConnection } from '../../../../src/session/connection/checkConnection.ts';
import type { Http, HttpAnswer, Probe } from '../../../../src/session/ports.ts';
import { answerOf, noCancel, recordWith, tokenAnswer } from '../../session/fakes.ts';
import { ManualClock, RecordingLog } from '../../session/fakes.ts';
import { isAboutDerivedApi } from '../../../../src/core/connection/connectionReport.ts';

const { reportInMarkdown } =
  await import('../../../../src/vscode/connection/connectionDocument.ts');

type Answers = Readonly<Record<string, Result<HttpAnswer>>>;

/** Everything succeeds except for the given answers of the API. */
async function checked(endpoints: Endpoints, answers: Answers) {
  const { application } = recordWith(undefined, { endpoints });
  const http: Http = {
    send: ({ method, url }) => {
      const { pathname, origin } = new URL(url);
      const given = answers[url];
      if (given) return Promise.resolve(given);
      if (method === 'POST') return Promise.resolve(tokenAnswer());
      const isAbout = pathname.endsWith('/about') && origin === new URL(endpoints.token).origin;
      return Promise.resolve(isAbout ? answerOf(200, {}) : answerOf(404, '<html>Not found</html>'));
    },
  };
  const probe: Probe = {
    proxyFor: () => ({ via: 'direct', because: 'not-configured' }),
    resolve: () => Promise.resolve(success(['192.0.2.1'])),
    connect: () => Promise.resolve(success(undefined)),
    handshake: () =>
      Promise.resolve(
        success({
          certificate: {
            subject: 's',
            issuer: 'i',
            validFrom: 0,
            validTo: 1,
            fingerprint: 'AA',
            pem: '',
          },
        }),
      ),
  };
  const ports = { http, probe, clock: new ManualClock(), log: new RecordingLog() };
  const subject = success({
    application: summaryOf(application),
    credentials: application.credentials,
  });
  const report = await checkConnection(subject, ports, noCancel());
  assert.ok(report.ok);
  return { report: report.value, text: reportInMarkdown(report.value, '1.0.0') };
}

const page = answerOf(404, '<html>Not found</html>', { 'content-type': 'text/html' });
const json = answerOf(404, { message: 'Not found' });

describe('the report on an API without an answer at its derived address', () => {
  for (const [what, answer] of Object.entries({ 'a web page': page, JSON: json })) {
    for (const identity of ['http://127.0.0.1:3000', 'https://geo.example/idp']) {
      it(`Check Connection’s report says that a wrong API address was derived and can be corrected, and names no portal (${what}, ${identity})`, async () => {
        const endpoints = endpointsOf(identity);
        const { report, text } = await checked(endpoints, {
          [`${endpoints.api}/about`]: answer,
          [`${endpoints.api}/shares`]: answer,
        });
        assert.ok(text.includes(`\`${endpoints.api}/about\``), text);
        assert.match(text, /derived from the token address/);
        assert.match(text, /correct its address with \*\*Isogeo: Switch Application\*\*/);
        assert.doesNotMatch(text, /portal|proxy or a/);
        assert.equal(isAboutDerivedApi(report), true);
      });
    }
  }

  it('Check Connection’s report shows the address of a server on http://127.0.0.1 with http:, never with https:', async () => {
    const { text } = await checked(endpointsOf('http://127.0.0.1:3000'), {
      'http://127.0.0.1:3000/about': page,
      'http://127.0.0.1:3000/shares': page,
    });
    assert.doesNotMatch(text, /https:\/\/127/);
    assert.match(text, /`http:\/\/127\.0\.0\.1:3000\/about` returned a web page \(HTTP 404\)/);
  });

  it('Check Connection’s report asks to check the credentials if the API address in the credentials has no API, and doesn’t call the address derived', async () => {
    const endpoints = endpointsOf('https://geo.example', 'https://geo.example/api');
    const { report, text } = await checked(endpoints, {
      'https://geo.example/api/about': page,
      'https://geo.example/api/shares': page,
    });
    assert.doesNotMatch(text, /derived|portal/);
    assert.match(text, /Check the addresses in the credentials/);
    assert.equal(isAboutDerivedApi(report), false);
  });
});

describe('the report on Isogeo’s own platform', () => {
  it('Check Connection’s report names the address of Isogeo’s API at which a portal answered, and lists the five isogeo.com hosts', async () => {
    const endpoints = endpointsOf('https://id.api.isogeo.com');
    const { text } = await checked(endpoints, {
      'https://v1.api.isogeo.com/about': answerOf(200, '<html></html>'),
      'https://v1.api.isogeo.com/shares': answerOf(200, '<html></html>'),
    });
    assert.match(text, /portal answered.*`https:\/\/v1\.api\.isogeo\.com\/about`/);
    for (const name of ['id.api', 'v1.api', 'api', 'open', 'app']) {
      assert.ok(text.includes(`- \`${name}.isogeo.com\``), name);
    }
  });
});

it('Check Connection’s report lists the two on-premises hosts and no isogeo.com host if a proxy blocks an on-premises API', async () => {
  const endpoints = endpointsOf('https://id.geo.example');
  const { text } = await checked(endpoints, {
    'https://v1.geo.example/about': failed({
      reason: 'proxy',
      host: 'v1.geo.example',
      code: '403',
    }),
  });
  assert.match(
    text,
    /must let these hosts through:\n\n- `id\.geo\.example`\n- `v1\.geo\.example`\n/,
  );
  assert.doesNotMatch(text, /isogeo\.com/);
});
