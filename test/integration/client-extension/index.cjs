const vscode = require('vscode');

/** Shows what it got in the status bar, for the tests that see no more than a user does. */
exports.activate = (context) => {
  let events = 0;
  let answers = 0;
  const item = vscode.window.createStatusBarItem('client', vscode.StatusBarAlignment.Right, 99);
  item.text = 'client: nothing';
  item.show();

  /** Numbered, so that a test doesn't take one answer for the next. */
  const show = (answer) => {
    answers += 1;
    item.text = `client ${answers}: ${answer}`;
  };
  const getSession = async (options, scopes = []) => {
    try {
      const session = await vscode.authentication.getSession('isogeo', scopes, options);
      item.tooltip = session?.accessToken;
      show(session ? session.account.label : 'none');
      return session && { ...session, account: { ...session.account } };
    } catch (error) {
      show(error.message);
      return { error: error.message };
    }
  };
  const register = (name, run) => vscode.commands.registerCommand(`sessionClient.${name}`, run);
  context.subscriptions.push(
    item,
    vscode.authentication.onDidChangeSessions(({ provider }) => {
      if (provider.id === 'isogeo') events += 1;
    }),
    register('getSession', getSession),
    register('createIfNone', () => getSession({ createIfNone: true })),
    register('choose', () => getSession({ createIfNone: true, clearSessionPreference: true })),
    register('silent', () => getSession({ silent: true })),
    register('accounts', async () =>
      (await vscode.authentication.getAccounts('isogeo')).map(({ id, label }) => ({ id, label })),
    ),
    // As a chat agent does, outside of a chat.
    register('searchCatalog', async () => {
      try {
        const options = { input: { q: 'eau', _limit: 1 }, toolInvocationToken: undefined };
        const { content } = await vscode.lm.invokeTool('isogeo_search', options);
        show(content[0].value.split('\n')[0]);
      } catch (error) {
        show(error.message);
      }
    }),
    register('events', () => events),
    // How the secret storage announces an extension's own changes.
    register('secretChanges', async () => {
      const { secrets } = context;
      const seen = [];
      const subscription = secrets.onDidChange(({ key }) => seen.push(`changed ${key}`));
      // Messages keep their order, so a late announcement comes before this answer.
      const turn = () => secrets.get('sample');
      for (const value of ['one', 'two']) {
        await secrets.store('sample', value);
        seen.push(`stored ${value}`);
        await turn();
      }
      await secrets.delete('sample');
      seen.push('deleted');
      await turn();
      subscription.dispose();
      return seen;
    }),
    // An address at which a browser hands its parameters to the handler of the extension.
    register('copyHandlerAddress', async () => {
      const uri = vscode.Uri.parse(`${vscode.env.uriScheme}://isogeo.isogeo-api/callback`);
      const address = await vscode.env.asExternalUri(uri);
      await vscode.env.clipboard.writeText(address.toString(true));
    }),
  );
};
