import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { routes, type Route } from '../../../../../src/core/requests/api/routes.ts';
import { writeRequest } from '../../../../../src/core/requests/languages/languages.ts';
import { documentedRequest } from '../../../../../src/core/requests/request.ts';
import { groupApplication, userApplication } from '../../../../sandbox/applications.ts';
import { exampleValues } from '../../../../sandbox/examples.ts';
import { startSandbox, type Sandbox } from '../../../../sandbox/sandbox.ts';
import {
  callback,
  codeFrom,
  exchange,
  firstApplication,
  tokenOf,
  tokensIn,
} from '../../../sandbox/helpers.ts';
import { skipFor } from '../../../../needs.ts';
import { runPrograms, type Runnable } from '../languages/run.ts';

const documented = routes.filter(({ isDocumented }) => isDocumented);

describe('copied documented routes', { concurrency: 2 }, () => {
  let groups: Sandbox;
  let users: Sandbox;
  let env: { readonly group: Record<string, string>; readonly user: Record<string, string> };

  before(async () => {
    groups = await startSandbox({ applications: [groupApplication()] });
    users = await startSandbox({ applications: [userApplication()] });
    const { clientId, clientSecret } = firstApplication(groups);
    const { accessToken } = await tokensIn(await exchange(users, await codeFrom(users)));
    env = {
      group: {
        ISOGEO_ACCESS_TOKEN: await tokenOf(groups),
        ISOGEO_API_GROUP_CLIENT_ID: clientId,
        ISOGEO_API_GROUP_CLIENT_SECRET: clientSecret,
      },
      user: { ISOGEO_ACCESS_TOKEN: accessToken },
    };
  });

  after(async () => {
    await groups.stop();
    await users.stop();
  });

  function programFor(route: Route, { origin }: Sandbox, language: Runnable): string {
    const values = {
      ...exampleValues(route.path),
      ...(route.server === 'identity' && {
        response_type: 'code',
        client_id: firstApplication(users).clientId,
        redirect_uri: callback,
      }),
    };
    const request = documentedRequest(route, { api: origin, identity: origin }, values);
    const written = writeRequest(request, language);
    return written.ok ? written.value : assert.fail(`${language} can't send ${route.path}`);
  }

  for (const language of ['curl', 'python', 'javascript', 'http'] as const) {
    it(
      `the program that is copied as ${language} for each documented route gets the status 200 from the sandbox when it runs`,
      { timeout: 300_000, ...skipFor(language) },
      async () => {
        users.setConsent('ask');
        const isOfUser = ({ who, answer }: Route) => who === 'user' || answer === 'redirect';
        for (const [sandbox, own, variables] of [
          [groups, documented.filter((route) => !isOfUser(route)), env.group],
          [users, documented.filter(isOfUser), env.user],
        ] as const) {
          const programs = own.map((route) => programFor(route, sandbox, language));
          const answers = await runPrograms(language, programs, variables);
          assert.deepEqual(
            answers.map(({ status }, index) => `${status} ${own[index]?.path}`),
            own.map(({ path }) => `200 ${path}`),
          );
        }
      },
    );
  }
});
