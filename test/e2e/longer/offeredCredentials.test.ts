import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { openDesk, type Desk } from '../../desk/desk.ts';
import { textsIn } from '../../desk/texts.ts';
import { toIni, toJson } from '../../sandbox/credentialsFiles.ts';

for (const [locale, faulty] of [
  ['en', /^line 1, column 9: /m],
  ['fr', /^ligne 1, colonne 9\s: /m],
] as const) {
  describe(`A person who chooses credentials, with VS Code in ${locale}`, () => {
    let desk: Desk;

    before(async () => {
      desk = await openDesk(locale === 'fr' ? { locale } : {});
      const [application] = desk.sandbox.applications;
      assert.ok(application);
      const { clientId, clientSecret } = application;
      const json = toJson(desk.sandbox.origin, application);
      const write = (name: string, text: string) => {
        writeFileSync(join(desk.workspace, name), text);
      };
      for (const number of [10, 2]) write(`client_secrets${number}.json`, json);
      write('client_secrets_a.json', '{"web": 7}');
      write('client_secrets_b.ini', toIni(desk.sandbox.origin, application));
      const pair = `ISOGEO_CLIENT_ID=${clientId}\nISOGEO_CLIENT_SECRET=${clientSecret}\n`;
      write('.env', `${pair}ISOGEO_ID_URL=${desk.sandbox.origin}\n`);
      write('.env.qa', `${pair}ISOGEO_PLATFORM=qa\n`);
      write('qa.env', 'ISOGEO_PLATFORM=staging\n');
      write('other.env', 'PATH_TO=/nowhere\n');
      mkdirSync(join(desk.workspace, 'site'));
      write(join('site', 'client_secrets.json'), json);
    });

    after(() => desk.dispose());

    it('the list of credentials shows usual file names first, sorts numbers by value, and puts faulty files below the others, with the fault beside the name', async () => {
      const { workbench } = desk;
      const { t, manifest } = textsIn(locale);
      await workbench.runCommand(`Isogeo: ${manifest('command.authenticate')}`);
      await workbench.quickInput.shows(t('Choose the credentials to sign in with'));
      const labels = await workbench.quickInput.labels();
      await workbench.screenshot(`offered-credentials-${locale}`);
      assert.deepEqual(labels.slice(0, 10), [
        'client_secrets.json',
        'client_secrets.json',
        'client_secrets.ini',
        'client_secrets_b.ini',
        'client_secrets2.json',
        'client_secrets10.json',
        '.env',
        '.env.qa',
        'client_secrets_a.json',
        'qa.env',
      ]);
      assert.match((await workbench.quickInput.descriptions()).join('\n'), faulty);
      await workbench.quickInput.cancel();
    });
  });
}
