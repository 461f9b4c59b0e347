/** A text with environment variables in it. Each language writes them in its own way. */
export type Template = readonly (string | EnvironmentVariable)[];

export interface EnvironmentVariable {
  /** The variable's name in the environment. */
  readonly env: string;
  /** The text between the braces of a request file, such as `$dotenv NAME`; absent if no file names it. */
  readonly written?: string;
}

/** The variables that the extension and the official SDK give to other programs. */
export const tokenVariable: EnvironmentVariable = { env: 'ISOGEO_ACCESS_TOKEN' };
export const idVariable: EnvironmentVariable = { env: 'ISOGEO_API_GROUP_CLIENT_ID' };
export const secretVariable: EnvironmentVariable = { env: 'ISOGEO_API_GROUP_CLIENT_SECRET' };

/** The variable with the API's base address. */
export const apiVariable = 'ISOGEO_API_URL';

export const bearer: Template = ['Bearer ', tokenVariable];

export function isLiteral(template: Template): boolean {
  return template.every((part) => typeof part === 'string');
}

/** Converts each part with the function for its kind, and joins them. */
export function render(
  template: Template,
  literal: (text: string) => string,
  variable: (name: string, following: string, part: EnvironmentVariable) => string,
): string {
  return template
    .map((part, index) => {
      if (typeof part === 'string') return literal(part);
      const next = template[index + 1];
      return variable(part.env, typeof next === 'string' ? next : '', part);
    })
    .join('');
}

/** Converts the literal parts. */
export function mapLiterals(template: Template, map: (text: string) => string): Template {
  return template.map((part) => (typeof part === 'string' ? map(part) : part));
}

/** The single literal of a text without variables, so that a language can write it as one. */
export function literalOf(template: Template): string | undefined {
  return isLiteral(template) ? render(template, String, String) : undefined;
}
