import * as vscode from 'vscode';

/** The step before, where there is one; `undefined` is a cancellation. */
export type Back = typeof back;
export const back = Symbol('back');

export interface Step {
  readonly title: string;
  readonly step: number;
  readonly totalSteps: number;
}

export interface BoxOptions extends Step {
  readonly prompt: string;
  readonly placeHolder?: string;
  readonly value: string;
  readonly password?: boolean;
  /** An error keeps the step open; a warning does not. */
  readonly validate: (text: string) => vscode.InputBoxValidationMessage | undefined;
  /**
   * Sees what was typed or pasted. Returns the text to show instead, if any; `finish` ends the step
   * at once, with an empty answer.
   */
  readonly onInput?: (text: string, finish: () => void) => string | undefined;
}

/** One step with a text, without white space around it. It stays while the user looks elsewhere. */
export function askText(options: BoxOptions): Promise<string | Back | undefined> {
  const box = vscode.window.createInputBox();
  const { title, step, totalSteps, prompt, value } = options;
  Object.assign(box, { title, step, totalSteps, prompt, value, ignoreFocusOut: true });
  box.placeholder = options.placeHolder;
  box.password = options.password ?? false;
  const validate = (text: string) => {
    const message = options.validate(text);
    box.validationMessage = message;
    return message?.severity !== vscode.InputBoxValidationSeverity.Error;
  };
  return shown(box, step, (finish) => [
    box.onDidChangeValue((text) => {
      const replaced = options.onInput?.(text, () => {
        finish('');
      });
      if (replaced !== undefined) box.value = replaced;
      validate(replaced ?? text);
    }),
    box.onDidAccept(() => {
      if (validate(box.value)) finish(box.value.trim());
    }),
  ]);
}

export interface PickOptions<Item extends vscode.QuickPickItem> extends Step {
  readonly placeHolder: string;
  readonly items: readonly Item[];
  readonly active: Item | undefined;
}

/** One step with a choice. */
export function askChoice<Item extends vscode.QuickPickItem>(
  options: PickOptions<Item>,
): Promise<Item | Back | undefined> {
  const pick = vscode.window.createQuickPick<Item>();
  const { title, step, totalSteps, items, active } = options;
  Object.assign(pick, { title, step, totalSteps, items, ignoreFocusOut: true });
  pick.placeholder = options.placeHolder;
  if (active) pick.activeItems = [active];
  return shown(pick, step, (finish) => [
    pick.onDidAccept(() => {
      const [chosen] = pick.selectedItems;
      if (chosen) finish(chosen);
    }),
  ]);
}

function shown<T>(
  input: vscode.InputBox | vscode.QuickPick<vscode.QuickPickItem>,
  step: number,
  listen: (finish: (value: T) => void) => readonly vscode.Disposable[],
): Promise<T | Back | undefined> {
  if (step > 1) input.buttons = [vscode.QuickInputButtons.Back];
  return new Promise((resolve) => {
    const listeners = [
      ...listen(resolve),
      input.onDidTriggerButton(() => {
        resolve(back);
      }),
      input.onDidHide(() => {
        resolve(undefined);
        for (const listener of listeners) listener.dispose();
        input.dispose();
      }),
    ];
    input.show();
  }).then((value) => {
    input.dispose();
    return value as T | Back | undefined;
  });
}
