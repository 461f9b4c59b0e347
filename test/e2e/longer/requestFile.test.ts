import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { eventually } from '../../../tools/registry-vscode/system/wait.ts';
import type { Workbench } from '../../../tools/registry-vscode/index.ts';
import { openDesk, type Desk } from '../../desk/desk.ts';

const requests = `GET https://v1.api.isogeo.com
  /resources
  /search
  ?q=x

###
GET https://a.test/1

GET https://v1.api.isogeo.com/shares
X-Second: yes

###
SEARCH https://v1.api.isogeo.com/x

###
GET v1.api.isogeo.com/x

###
POST https://v1.api.isogeo.com/x
X-Request-Type: GraphQL

query { a }

###
GET https://v1.api.isogeo.com/x
Authorization: Digest u p
`;

describe('Copying a request of an open file in VS Code', () => {
  let desk: Desk;
  let workbench: Workbench;

  before(async () => {
    desk = await openDesk();
    workbench = desk.workbench;
    writeFileSync(join(desk.workspace, 'cases.http'), requests);
    await eventually(async () => {
      await workbench.runCommand('Go to File...');
      await workbench.quickInput.type('cases.http');
      await workbench.quickInput.pick('cases.http');
    });
    await workbench.page.locator('.view-line', { hasText: 'query' }).waitFor();
  });

  after(() => desk.dispose());

  async function copyAt(line: number): Promise<void> {
    await workbench.clearNotifications();
    await workbench.clearClipboard();
    await workbench.page.keyboard.press('Control+G');
    await workbench.quickInput.type(`:${line}`);
    await workbench.quickInput.accept();
    await workbench.quickInput.closed();
    await workbench.runCommand('Isogeo: Copy Request As…');
  }

  for (const [name, line, text] of [
    ['a path on further lines', 1, "curl 'https://v1.api.isogeo.com/resources/search?q=x'"],
    ['the first of two requests without a separator', 7, "curl 'https://a.test/1'"],
    [
      'the second of two requests without a separator',
      9,
      "curl 'https://v1.api.isogeo.com/shares' \\\n  --header 'X-Second: yes'",
    ],
    ['an unknown method', 13, "curl 'https://v1.api.isogeo.com/x' \\\n  --request SEARCH"],
    [
      'a GraphQL request',
      19,
      "curl 'https://v1.api.isogeo.com/x' \\\n  --header 'Content-Type:' \\\n  --data-raw '{\"query\":\"query { a }\"}'",
    ],
    ['a Digest header', 25, "curl 'https://v1.api.isogeo.com/x' \\\n  --digest \\\n  --user 'u:p'"],
  ] as const) {
    it(`copies ${name}`, async () => {
      await copyAt(line);
      await workbench.quickInput.shows('Copy');
      await workbench.screenshot(`90-copied-${line}`);
      await workbench.quickInput.pick('cURL');
      await eventually(async () => {
        assert.equal(await workbench.clipboard(), text);
      });
      await workbench.screenshot(`91-copied-${line}`);
    });
  }

  it('refuses an address without a scheme, and names the line and the repair', async () => {
    await copyAt(16);
    await workbench.notification(
      'Line 16: the address has no scheme. Add https:// in front of it.',
    );
    await workbench.screenshot('92-refused-16');
    assert.equal(await workbench.clipboard(), '');
  });
});
