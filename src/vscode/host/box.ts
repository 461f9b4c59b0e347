import * as vscode from 'vscode';
import { themeIcon, type Icon } from './icons.ts';
import { inBox, inSentence } from './inert.ts';
import { showInput, withoutBack, type Back, type StepNumber } from './showInput.ts';

/** The texts of an input box. Markup in them is shown literally. */
interface BoxTexts {
  readonly title: string;
  readonly prompt: string;
  readonly placeholder?: string;
}

export interface BoxOptions extends BoxTexts {
  readonly value?: string;
  readonly password?: boolean;
  /** The fault of a text. An error keeps the box open; a warning doesn't. */
  readonly validate?: (text: string) => vscode.InputBoxValidationMessage | string | undefined;
  /**
   * Receives the text that was typed or pasted. Returns a text to show in its place, if any. `finish` ends the
   * step with an empty answer, or shows while the box is empty why the text was refused.
   */
  readonly onInput?: (text: string, finish: (refusal?: string) => void) => string | undefined;
  /** Keeps the white space around the text. */
  readonly keepsBlanks?: boolean;
}

/** The text that the user enters; `undefined` if cancelled. */
export async function askText(options: BoxOptions): Promise<string | undefined> {
  return withoutBack(await askTextStep(options));
}

/** A step with a text box. From the second step on, the user can go back. */
export function askTextStep(
  options: BoxOptions & Partial<StepNumber>,
): Promise<string | Back | undefined> {
  const { step, totalSteps, onInput, keepsBlanks = false } = options;
  const box = boxWith(options);
  box.value = options.value ?? '';
  box.password = options.password ?? false;
  let refused: string | undefined;
  const validate = (text: string) => {
    const remark = (text === '' ? refused : undefined) ?? options.validate?.(text);
    setRemark(box, remark);
    return isHarmless(remark);
  };
  return showInput(box, { step, totalSteps }, (finish: (text: string) => void) => [
    box.onDidChangeValue((text) => {
      const replaced = onInput?.(text, (refusal) => {
        refused = refusal;
        if (refusal === undefined) finish('');
        else validate(box.value);
      });
      if (replaced !== undefined) box.value = replaced;
      validate(replaced ?? text);
    }),
    box.onDidAccept(() => {
      if (validate(box.value)) finish(keepsBlanks ? box.value : box.value.trim());
    }),
  ]);
}

export interface OpenBoxOptions extends BoxTexts {
  readonly button: { readonly icon: Icon; readonly tooltip: string; readonly press: () => void };
  /** Accepts a text, or returns why it is refused. */
  readonly accept: (text: string) => string | undefined;
  readonly cancel: () => void;
}

/** A box that stays open after each entry, until the returned function is called. */
export function openBox(options: OpenBoxOptions): () => void {
  const { button, accept, cancel } = options;
  const box = boxWith(options);
  box.buttons = [{ iconPath: themeIcon(button.icon), tooltip: inSentence(button.tooltip) }];
  box.onDidTriggerButton(button.press);
  box.onDidChangeValue(() => {
    setRemark(box, undefined);
  });
  box.onDidAccept(() => {
    setRemark(box, accept(box.value));
  });
  box.onDidHide(cancel);
  box.show();
  return () => {
    box.dispose();
  };
}

/** Stays open when it loses focus, so that the typed text isn't lost. */
function boxWith({ title, prompt, placeholder }: BoxTexts): vscode.InputBox {
  const box = vscode.window.createInputBox();
  box.title = inSentence(title);
  box.prompt = inBox(prompt);
  box.placeholder = placeholder === undefined ? undefined : inSentence(placeholder);
  box.ignoreFocusOut = true;
  return box;
}

type Remark = vscode.InputBoxValidationMessage | string | undefined;

function setRemark(box: vscode.InputBox, remark: Remark): void {
  box.validationMessage =
    typeof remark === 'object'
      ? { ...remark, message: inBox(remark.message) }
      : remark && inBox(remark);
}

function isHarmless(remark: Remark): boolean {
  return typeof remark === 'object'
    ? remark.severity !== vscode.InputBoxValidationSeverity.Error
    : remark === undefined;
}
