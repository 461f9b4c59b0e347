/** User settings that isolate a VS Code under test: no welcome page, no network, no AI. */
export const quietSettings: Readonly<Record<string, unknown>> = {
  'workbench.startupEditor': 'none',
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.settings.enableNaturalLanguageSearch': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'update.showReleaseNotes': false,
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'chat.disableAIFeatures': true,
  'git.enabled': false,
  // With 20 servers of other programs on the machine, VS Code would show a notification.
  'remote.autoForwardPorts': false,
  // VS Code's own file dialogs, which accept a typed path.
  'files.simpleDialog.enable': true,
  // The keys of the driver work in a terminal too.
  'terminal.integrated.commandsToSkipShell': [
    'notifications.clearAll',
    'notifications.showList',
    'workbench.action.closeAllEditors',
  ],
};

/** The keys of what the driver does between a user's own acts, which is quicker than the palette. */
export const keys = {
  clearNotifications: 'Control+Alt+Shift+F1',
  showNotifications: 'Control+Alt+Shift+F2',
  closeEditors: 'Control+Alt+Shift+F3',
} as const;

export const ownKeybindings: Readonly<Record<string, string>> = {
  'ctrl+alt+shift+f1': 'notifications.clearAll',
  'ctrl+alt+shift+f2': 'notifications.showList',
  'ctrl+alt+shift+f3': 'workbench.action.closeAllEditors',
};
