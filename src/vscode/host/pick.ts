import * as vscode from 'vscode';
import { themeIcon, type Icon } from './icons.ts';
import { besideLabel, inLabel, inSentence } from './inert.ts';
import { showInput, withoutBack, type Back, type StepNumber } from './showInput.ts';

/** One line of a list. Markup in its texts is shown literally. */
export interface Row<T> {
  readonly label: string;
  readonly icon?: Icon;
  readonly description?: string;
  readonly detail?: string;
  /** The value of the line; a line without a value can't be chosen. */
  readonly value?: T;
  readonly buttons?: readonly RowButton<T>[];
  readonly alwaysShow?: boolean;
}

/** A button beside a line. The button has its own value. */
export interface RowButton<T> {
  readonly icon: Icon;
  readonly tooltip: string;
  readonly value: T;
}

/** A separator between lines, with or without a text. */
export interface Heading {
  readonly heading: string;
}

export type Rows<T> = readonly (Row<T> | Heading)[];

export interface PickOptions<T> {
  readonly title: string;
  readonly placeholder: string;
  /** Lines that aren't known soon are shown later; until then the list is busy. */
  readonly rows: Rows<T> | Promise<Rows<T>>;
  /** The value of the line to start at; default: the first line that can be chosen. */
  readonly active?: T | undefined;
  /** Whether the list stays open when it loses focus, for example to the walkthrough. Default: true. */
  readonly stays?: boolean;
}

interface Item<T> extends vscode.QuickPickItem {
  readonly row: Row<T> | undefined;
  readonly buttons: readonly ItemButton<T>[];
}

interface ItemButton<T> extends vscode.QuickInputButton {
  readonly value: T;
}

/** A list that is shown with its lines is drawn once, which takes half as long as an empty list that is filled. */
const soonMs = 50;

/** The value that the user chooses from a list; `undefined` if cancelled. */
export async function pick<T>(options: PickOptions<T>): Promise<T | undefined> {
  return withoutBack(await pickStep(options));
}

/** A step with a list. From the second step on, the user can go back. */
export function pickStep<T>(
  options: PickOptions<T> & Partial<StepNumber>,
): Promise<T | Back | undefined> {
  return open<T, T>(options, (list, finish) => [
    list.onDidAccept(() => {
      const value = list.selectedItems[0]?.row?.value;
      if (value !== undefined) finish(value);
    }),
    list.onDidTriggerItemButton(({ button }) => {
      if ('value' in button) finish(button.value as T);
    }),
  ]);
}

/** One step of several: the values of all lines that the user checks. */
export function pickManyStep<T>(
  options: PickOptions<T> & Partial<StepNumber> & { readonly checked: readonly T[] },
): Promise<readonly T[] | Back | undefined> {
  return open<T, readonly T[]>(
    options,
    (list, finish) => {
      list.canSelectMany = true;
      return [
        list.onDidAccept(() => {
          finish(list.selectedItems.flatMap(({ row }) => row?.value ?? []));
        }),
      ];
    },
    options.checked,
  );
}

function open<T, Answer>(
  options: PickOptions<T> & Partial<StepNumber>,
  listen: (
    list: vscode.QuickPick<Item<T>>,
    finish: (answer: Answer) => void,
  ) => readonly vscode.Disposable[],
  checked: readonly T[] = [],
): Promise<Answer | Back | undefined> {
  const { title, placeholder, rows, active, stays = true, step, totalSteps } = options;
  const list = vscode.window.createQuickPick<Item<T>>();
  list.title = inSentence(title);
  list.placeholder = inSentence(placeholder);
  list.matchOnDescription = true;
  list.matchOnDetail = true;
  list.ignoreFocusOut = stays;
  list.busy = true;
  const filled = Promise.resolve(rows).then((given) => {
    list.busy = false;
    fill(list, given, active);
    const isChecked = ({ row }: Item<T>) => row?.value !== undefined && checked.includes(row.value);
    if (checked.length > 0) list.selectedItems = list.items.filter(isChecked);
  });
  const soon = new Promise((resolve) => setTimeout(resolve, soonMs));
  return showInput(
    list,
    { step, totalSteps },
    (finish: (answer: Answer) => void) => listen(list, finish),
    Promise.race([filled, soon]),
  );
}

function fill<T>(list: vscode.QuickPick<Item<T>>, rows: Rows<T>, active: T | undefined): void {
  const items = rows.map((row) => itemOf(row));
  list.items = items;
  const first = items.find(
    ({ row }) => row?.value !== undefined && (active === undefined || row.value === active),
  );
  if (first) list.activeItems = [first];
}

function itemOf<T>(row: Row<T> | Heading): Item<T> {
  if ('heading' in row) {
    const { Separator } = vscode.QuickPickItemKind;
    return {
      label: inLabel(row.heading),
      kind: Separator,
      row: undefined,
      buttons: [],
    };
  }
  const { label, icon, description, detail, alwaysShow } = row;
  return {
    label: inLabel(label),
    ...(icon !== undefined && { iconPath: themeIcon(icon) }),
    ...(description !== undefined && { description: besideLabel(description) }),
    ...(detail !== undefined && { detail: besideLabel(detail) }),
    ...(alwaysShow !== undefined && { alwaysShow }),
    buttons: (row.buttons ?? []).map(({ icon: name, tooltip, value }) => ({
      iconPath: themeIcon(name),
      tooltip: inSentence(tooltip),
      value,
    })),
    row,
  };
}
